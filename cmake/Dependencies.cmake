# Every library we use, from the distribution's packages; nothing is downloaded.
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(eclipse-paho-mqtt-c REQUIRED)
find_package(PahoMqttCpp 1.2 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CLI11 REQUIRED)

# cpp-httplib in Debian is a compiled library whose flags (TLS, zlib, brotli) only pkg-config knows;
# compiling without them links, and aborts when run.
find_package(PkgConfig REQUIRED)
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)

# asio is headers only, with neither a CMake package nor a .pc in Debian.
find_path(ASIO_INCLUDE_DIR asio.hpp REQUIRED)
add_library(givtcp_asio INTERFACE)
add_library(asio::asio ALIAS givtcp_asio)
target_include_directories(givtcp_asio SYSTEM INTERFACE ${ASIO_INCLUDE_DIR})
target_compile_definitions(givtcp_asio INTERFACE ASIO_STANDALONE ASIO_NO_DEPRECATED)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 17)
  # asio 1.22 does not know that this clang has coroutines, nor does libstdc++ tell it.
  target_compile_definitions(givtcp_asio INTERFACE ASIO_HAS_CO_AWAIT=1 ASIO_HAS_STD_COROUTINE=1
    __cpp_impl_coroutine=201902L)
  target_compile_options(givtcp_asio INTERFACE -Wno-builtin-macro-redefined -Wno-macro-redefined)
endif()
target_link_libraries(givtcp_asio INTERFACE Threads::Threads)

if(BUILD_TESTING)
  find_package(GTest 1.12 REQUIRED)
endif()
