# givtcp::warnings: what every target of ours is compiled with. Warnings are errors with GIVTCP_WERROR.
add_library(givtcp_warnings INTERFACE)
add_library(givtcp::warnings ALIAS givtcp_warnings)
target_compile_options(givtcp_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond>
  $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op>
  # GCC's own false alarms about optional and string in optimised code (GCC bug 80635, 105329).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  -Werror=switch -Werror=return-type
  $<$<BOOL:${GIVTCP_WERROR}>:-Werror>)

# Named initialisers that leave members at their defaults are how options are written here.
target_compile_options(givtcp_warnings INTERFACE -Wno-missing-field-initializers)

if(GIVTCP_SANITIZE)
  # Coroutine-heavy files take three times as long with all of UBSan; these are the checks that find bugs.
  string(REPLACE "undefined"
    "signed-integer-overflow,bounds,shift,integer-divide-by-zero,float-cast-overflow,enum,bool,return,unreachable,null"
    sanitizers "${GIVTCP_SANITIZE}")
  add_compile_options(-fsanitize=${sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${sanitizers})
  if(GIVTCP_SANITIZE MATCHES thread)
    # asio uses fences, which GCC's thread sanitizer does not model and warns about.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
  endif()
endif()

if(GIVTCP_FUZZ)
  # So that libFuzzer sees the paths that an input takes through our libraries.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
