# Words that may not stand in the code, or only in some files. One line a rule.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

find_files(cpp include/*.hpp src/*.hpp src/*.cpp)
find_files(test_cpp tests/*.hpp tests/*.cpp)
find_files(everything *.hpp *.cpp *.cmake *.txt *.py *.md *.json *.yml scripts/* .ci/*)

# forbid(WHY PATTERN FILES [but FILE_REGEX]): the pattern is sought in the code, without comments.
function(forbid why pattern files)
  cmake_parse_arguments(arg "" "but" "" ${ARGN})
  foreach(file ${${files}})
    if(arg_but AND file MATCHES "${arg_but}")
      continue()
    endif()
    read_code(${file} text)
    if("\n${text}" MATCHES "${pattern}")
      complain("${file}: ${CMAKE_MATCH_0} -- ${why}")
    endif()
  endforeach()
endfunction()

# forbid_text(WHY PATTERN FILES [but FILE_REGEX]): the same, comments and quotes included.
function(forbid_text why pattern files)
  cmake_parse_arguments(arg "" "but" "" ${ARGN})
  foreach(file ${${files}})
    if(arg_but AND file MATCHES "${arg_but}")
      continue()
    endif()
    file(READ ${ROOT}/${file} text)
    if("\n${text}" MATCHES "${pattern}")
      complain("${file}: ${CMAKE_MATCH_0} -- ${why}")
    endif()
  endforeach()
endfunction()

set(code ${cpp} ${test_cpp})
set(self "^tests/style/")

forbid("an error may not vanish" "catch *\\([^)]*\\) *{[ \n]*}" code)
forbid("every coroutine has a parent (rule C4)" "asio::detached" cpp)
forbid("owned by a value or a smart pointer" "[^a-zA-Z_]new +[A-Za-z_:<>]+ *[({;]" cpp)
forbid("owned by a value or a smart pointer" "[^a-zA-Z_]delete +[a-z_]+ *;" cpp)
forbid("tests move a clock, they do not wait" "this_thread::sleep|[^a-zA-Z_.>:]u?sleep *\\(|nanosleep"
  test_cpp but "^tests/(system|interop|bench)/")
forbid("what puts values back is for the executor alone (ruling 17)"
  "[^a-zA-Z_](undo_writes|restoring_writes|slot_writes) *\\(" cpp
  but "^(include/givtcp|src/core)/control/|^src/link/")
forbid("a write is judged in control and sent by link (ruling 17)" "[^a-zA-Z_]WriteRequest[^a-zA-Z_]" cpp
  but "^(include/givtcp|src/core)/protocol/|^src/simulator/|^src/link/client\\.")
forbid("only control judges what may be written (ruling 17)" "JudgedWrite::(judge|restoring)" cpp
  but "^src/core/control/")
forbid("state has one thread, and what crosses threads is named here (rule L1, ADR 4)"
  "std::(recursive_|shared_|timed_)?mutex" cpp
  but "^src/(exchange/(bounded_queue|command_log|latest|refusal_log|snapshot_hub)|http/(document_text|request_rate))\\.")
forbid("a program that fails says so by its result" "[^a-zA-Z_]abort *\\(\\)" cpp)
forbid("clang 14 cannot compile what libstdc++ 12 makes a subrange or a view"
  "ranges::(subrange|search|unique|remove|remove_if|equal_range|rotate|partition|find_end)[^_a-z]|views::" code)
forbid_text("an issue, not a note" "TODO|FIXME|XXX[^X]" everything but "${self}")
forbid_text("paths of one machine" "[^a-z.]/(home/[a-z]|(work|root|Users)/)" everything but "${self}")
forbid_text("NOLINT(check): reason" "NOLINT(NEXTLINE|BEGIN)?([^(NBE]|\\([^)]*\\) *\n)" code)

set(headers ${cpp} ${test_cpp})
list(FILTER headers INCLUDE REGEX "\\.hpp$")
forbid("a header may not decide for others" "\nusing namespace" headers)
foreach(file ${headers})
  file(STRINGS ${ROOT}/${file} once REGEX "^#pragma once$")
  if(NOT once)
    complain("${file}: no #pragma once")
  endif()
endforeach()

# A header says what it is for before it says anything else.
foreach(file ${headers})
  file(READ ${ROOT}/${file} start LIMIT 3)
  if(NOT start MATCHES "^// ")
    complain("${file}: does not open with a comment that says what it is for")
  endif()
endforeach()
report("words that may not stand there")
