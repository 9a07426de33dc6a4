# givtcp_python_test(NAME LABELS TIMEOUT SCRIPT [ARGUMENT...]): a test that is a script of the folder
# it stands in, and is SKIPPED, in words, where python3 or one of NEEDED_PROGRAMS is missing. The
# script says by exit code 77 that it skips itself.
find_program(PYTHON3 python3)

function(givtcp_python_test name labels timeout script)
  set(missing "")
  foreach(program ${NEEDED_PROGRAMS})
    string(MAKE_C_IDENTIFIER "PROGRAM_${program}" found)
    find_program(${found} ${program} PATHS /usr/sbin /usr/local/sbin)
    if(NOT ${found})
      list(APPEND missing ${program})
    endif()
  endforeach()
  if(PYTHON3 AND NOT missing)
    add_test(NAME ${name} COMMAND ${PYTHON3} -B ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARGN})
  else()
    add_test(NAME ${name}
      COMMAND ${CMAKE_COMMAND} -E echo "SKIPPED: python3 or one of these is not installed: ${missing}")
    set_property(TEST ${name} PROPERTY SKIP_REGULAR_EXPRESSION "SKIPPED")
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${labels}" SKIP_RETURN_CODE 77 TIMEOUT ${timeout})
endfunction()

# The same for each test case of a script, by "<prefix>_<case>", with the build's folder as argument.
function(givtcp_python_cases prefix labels timeout script)
  foreach(case ${ARGN})
    string(TOLOWER ${prefix}_${case} name)
    givtcp_python_test(${name} "${labels}" ${timeout} ${script} ${PROJECT_BINARY_DIR} ${case})
  endforeach()
endfunction()
