# A smoke alarm: a file of more than 500 lines does more than one thing. Tables may be as long as
# they are, and are named here.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

set(limit 500)
set(tables
  "^src/core/(registers|points|control)/[a-z_0-9]+\\.cpp$"
  "^src/simulator/.*_registers\\.cpp$")

find_files(files include/*.hpp src/*.hpp src/*.cpp tests/*.hpp tests/*.cpp tests/*.py scripts/*)
foreach(file ${files})
  set(is_table FALSE)
  foreach(table ${tables})
    if(file MATCHES "${table}")
      set(is_table TRUE)
    endif()
  endforeach()
  if(is_table)
    continue()
  endif()
  file(READ ${ROOT}/${file} text)
  string(REGEX REPLACE "[^\n]" "" newlines "${text}")
  string(LENGTH "${newlines}" lines)
  if(lines GREATER limit)
    complain("${file}: ${lines} lines")
  endif()
endforeach()
report("files of more than ${limit} lines")
