# Shared by the style checks. Each is a script: cmake -DROOT=<tree> -P <check>.cmake
#
# They are regular expressions over text, not a parser: they catch what people write by accident,
# not what somebody hides.
if(NOT DEFINED ROOT)
  message(FATAL_ERROR "usage: cmake -DROOT=<tree> -P ${CMAKE_SCRIPT_MODE_FILE}")
endif()

# find_files(OUT PATTERN...): relative to ROOT. Patterns are of file names below a folder:
# "src/*.hpp". The fixtures, which are wrong on purpose, are left out.
function(find_files out)
  list(TRANSFORM ARGN PREPEND ${ROOT}/)
  file(GLOB_RECURSE files RELATIVE ${ROOT} ${ARGN})
  list(FILTER files EXCLUDE REGEX "^(build/|tests/style/fixtures/|\\.git/)|__pycache__")
  set(${out} "${files}" PARENT_SCOPE)
endfunction()

# read_code(FILE OUT): the text without comments and without what stands in quotes.
function(read_code file out)
  file(READ ${ROOT}/${file} text)
  string(REGEX REPLACE "//[^\n]*" "" text "${text}")
  string(REGEX REPLACE "\"([^\"\\\n]|\\\\[^\n])*\"" "\"\"" text "${text}")
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

# complain(TEXT): remembers; report(WHAT) at the end fails if there was anything.
set_property(GLOBAL PROPERTY complaints "")
function(complain text)
  string(REPLACE ";" "," text "${text}")
  string(REGEX REPLACE "[ \n]+" " " text "${text}")
  set_property(GLOBAL APPEND_STRING PROPERTY complaints "  ${text}\n")
endfunction()

function(report what)
  get_property(complaints GLOBAL PROPERTY complaints)
  if(complaints)
    message(FATAL_ERROR "${what}:\n${complaints}")
  endif()
  message(STATUS "${what}: none")
endfunction()
