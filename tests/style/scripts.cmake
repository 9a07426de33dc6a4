# The scripts parse, and shellcheck has nothing to say where it is installed.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

find_program(shellcheck shellcheck)
find_files(files scripts/* .ci/* tests/*.sh)
foreach(file ${files})
  file(STRINGS ${ROOT}/${file} bash LIMIT_COUNT 3 REGEX "bash")
  if(NOT bash)
    continue()
  endif()
  execute_process(COMMAND bash -n ${file} WORKING_DIRECTORY ${ROOT}
    RESULT_VARIABLE status ERROR_VARIABLE errors)
  if(NOT status EQUAL 0)
    complain("${file}: ${errors}")
  elseif(shellcheck)
    execute_process(COMMAND ${shellcheck} -x ${file} WORKING_DIRECTORY ${ROOT}
      RESULT_VARIABLE status OUTPUT_VARIABLE errors)
    if(NOT status EQUAL 0)
      complain("${file}: ${errors}")
    endif()
  endif()
endforeach()
report("scripts with faults")
