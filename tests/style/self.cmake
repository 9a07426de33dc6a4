# Does a check notice what it is there for? Its fixture is wrong in known ways, and must be
# complained about in just these; the good tree must pass.
#
# cmake -DCHECK=<name> -DFIXTURE=<tree> -DEXPECTED=<file> -P self.cmake
cmake_minimum_required(VERSION 3.25)

function(complaints_about tree out)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -DROOT=${tree} -P ${CMAKE_CURRENT_LIST_DIR}/${CHECK}.cmake
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(output MATCHES "SKIPPED: [^\n]*")
    message("${CMAKE_MATCH_0}")
    set(${out} skipped PARENT_SCOPE)
    return()
  endif()
  string(REGEX MATCHALL "\n    [^\n]+" lines "${output}")
  string(REPLACE "\n    " "\n" lines "${lines}")
  string(REPLACE ";" "" lines "${lines}")
  set(${out} "${lines}\n" PARENT_SCOPE)
  if(status EQUAL 0 AND NOT lines STREQUAL "")
    message(FATAL_ERROR "${CHECK} complains and passes:\n${output}")
  endif()
endfunction()

complaints_about(${CMAKE_CURRENT_LIST_DIR}/fixtures/good good)
if(good STREQUAL skipped)
  return()
elseif(NOT good STREQUAL "\n")
  message(FATAL_ERROR "${CHECK} complains about the good tree:${good}")
endif()

complaints_about(${FIXTURE} bad)
file(READ ${EXPECTED} expected)
if(NOT bad STREQUAL "\n${expected}")
  message(FATAL_ERROR "${CHECK} should say\n${expected}but says${bad}")
endif()
