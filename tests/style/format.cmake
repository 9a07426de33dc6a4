# Every source is as clang-format 14 leaves it. Other versions break lines elsewhere.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

find_program(clang_format clang-format-14)
if(NOT clang_format)
  message("SKIPPED: there is no clang-format-14")
  return()
endif()
find_files(files include/*.hpp src/*.hpp src/*.cpp tests/*.hpp tests/*.cpp)
execute_process(
  COMMAND ${clang_format} --style=file --dry-run -Werror ${files}
  WORKING_DIRECTORY ${ROOT} OUTPUT_VARIABLE faults ERROR_VARIABLE faults)
foreach(file ${files})
  string(FIND "${faults}" "${file}:" at)
  if(at GREATER_EQUAL 0)
    complain("clang-format-14 -i ${file}")
  endif()
endforeach()
report("files to be formatted")
