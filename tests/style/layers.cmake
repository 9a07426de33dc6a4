# The one-way street: a room may include itself and the rooms before it. This list is the
# architecture diagram of docs/ARCHITECTURE.md.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

# The pure core, left to right. Each room has headers in include/givtcp/<room> and sources (and
# private headers) in src/core/<room>.
set(core protocol registers points plant control render)

# The shell. mqtt, influx, broker and http are siblings: what they share is in exchange.
set(below_exchange "")
set(below_store exchange)
set(below_link exchange store)
set(below_mqtt exchange store)
set(below_influx exchange store)
set(below_broker exchange)
set(below_http exchange store)
set(below_config exchange store link mqtt influx broker http)
set(below_app exchange store link mqtt influx broker http config)
set(below_simulator "")
set(shell exchange store link mqtt influx broker http config app simulator)

# The simulator stands on the wire and the registers; it knows nothing of what is published.
set(core_for_simulator protocol registers)

# Libraries, and the only files that may name them: those that do today. Whoever adds one says here
# which, and why no file that already has the library will do. Headers are named by their first
# folder; no file, for a library that comes in by way of another.
string(CONCAT where_asio "^src/("
  "link/(clock|transport|signal|resolver|plant_link|poller|within)\\.hpp|"
  "link/(control_io|dongle_finder|executor|identity_check|write_sequence|clock_sequence|restart_sequence)\\.hpp|"
  "link/(clock|tcp_transport|signal|resolver|plant_link|system_clock)\\.cpp|"
  "http/(front_door\\.cpp|front_door_sockets\\.[ch]pp)|"
  "app/(app|flight_dumps|nursery|stop_signals)\.[ch]pp|app/(discover|discovery_plan)\.cpp|"
  "simulator/((control|tcp)_server\\.[ch]pp|main\\.cpp))$")
set(where_mqtt "^src/mqtt/client\\.cpp$")
# As a client in three files that share nothing: a writer with its own thread, and two questions
# that the program asks before there are rooms.
set(where_httplib "^src/(http/hardened_server|influx/client|app/(health|supervisor))\\.cpp$")
set(where_sqlite3 "^src/store/database\\.cpp$")
set(where_CLI "^src/(config/command_line|simulator/options)\\.cpp$")
set(where_zlib "^src/influx/gzip\\.cpp$")
# The hash of a password in the broker's own format, and the random bytes of a new password.
set(where_openssl "^src/broker/(password_file|broker_files)\\.cpp$")
set(where_spdlog "^src/app/(logging\\.cpp|log_outlet\\.[ch]pp)$")
set(where_tl "^include/givtcp/result\\.hpp$")
string(CONCAT where_nlohmann "^src/("
  "core/plant/(dump|topology_text)|core/control/(action_text|body)|core/render/(announcement_text|device_style_held|discovery_config|identities_text|json|problem_text)|config/(assign|config_file|show)|"
  "http/(operation_routes|api_json)|mqtt/result_text|simulator/(register_image|fault_plan|json_check|control_line))\\.cpp$")

# What makes a header impure: I/O, threads, a clock that ticks by itself.
set(impure "^(asio|mqtt|httplib|spdlog|sqlite3|openssl|thread|mutex|shared_mutex|condition_variable|future|atomic|fstream|iostream|filesystem|sys|unistd|netinet)([./].*)?$")

# core_allowed(OUT ROOM): the core rooms up to and including this one.
function(core_allowed out room)
  set(rooms "")
  foreach(one ${core})
    list(APPEND rooms ${one})
    if(one STREQUAL room)
      break()
    endif()
  endforeach()
  set(${out} "${rooms}" PARENT_SCOPE)
endfunction()

# may_include(OUT FILE TARGET): TARGET as it stands between the quotes.
function(may_include out file target)
  set(${out} FALSE PARENT_SCOPE)
  if(target MATCHES "^givtcp/[a-z_0-9]+\\.hpp$")  # result, bytes: the floor
    set(${out} TRUE PARENT_SCOPE)
    return()
  endif()

  set(public "${core}")
  set(private "")
  if(file MATCHES "^(include/givtcp|src/core)/([a-z_0-9]+)/")
    core_allowed(public ${CMAKE_MATCH_2})
    if(file MATCHES "^src/core/")
      list(TRANSFORM public PREPEND core/ OUTPUT_VARIABLE private)
    endif()
  elseif(file MATCHES "^src/([a-z_0-9]+)/")
    set(room ${CMAKE_MATCH_1})
    if(NOT room IN_LIST shell)
      return()
    endif()
    set(private ${room} ${below_${room}})
    if(room STREQUAL simulator)
      set(public ${core_for_simulator})
    endif()
  elseif(file MATCHES "^include/givtcp/")
    return()
  endif()

  list(TRANSFORM public PREPEND givtcp/)
  foreach(room ${public} ${private})
    string(LENGTH "${room}/" length)
    string(SUBSTRING "${target}" 0 ${length} start)
    if(start STREQUAL "${room}/")
      set(${out} TRUE PARENT_SCOPE)
      return()
    endif()
  endforeach()
  # A neighbour in the same folder.
  get_filename_component(folder ${file} DIRECTORY)
  if(NOT target MATCHES "/" AND EXISTS ${ROOT}/${folder}/${target})
    set(${out} TRUE PARENT_SCOPE)
  endif()
endfunction()

find_files(files include/*.hpp src/*.hpp src/*.cpp)
foreach(file ${files})
  file(STRINGS ${ROOT}/${file} lines REGEX "^ *# *include")
  foreach(line ${lines})
    if(line MATCHES "include \"([^\"]+)\"")
      set(target ${CMAKE_MATCH_1})
      may_include(allowed ${file} ${target})
      if(NOT allowed)
        complain("${file} may not include \"${target}\"")
      endif()
    elseif(line MATCHES "include <([^>]+)>")
      set(target ${CMAKE_MATCH_1})
      string(REGEX REPLACE "/.*" "" library ${target})
      string(REGEX REPLACE "\\.(hpp|h)$" "" bare ${library})
      if(target STREQUAL "asio.hpp")
        complain("${file} includes all of asio")
      elseif(file MATCHES "^(include/|src/core/)" AND target MATCHES "${impure}")
        complain("${file} is in the pure core and may not include <${target}>")
      elseif(target MATCHES "^nlohmann/json\\.hpp$" AND file MATCHES "\\.hpp$")
        complain("${file} is a header: <nlohmann/json_fwd.hpp> will do")
      else()
        foreach(name ${library} ${bare})
          if(DEFINED where_${name} AND NOT file MATCHES "${where_${name}}")
            complain("${file} may not include <${target}>: the library has its own file")
            break()
          endif()
        endforeach()
      endif()
    endif()
  endforeach()
endforeach()
report("breaches of the layers")
