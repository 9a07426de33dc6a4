// Any bytes as an Authorization field: who does not know the token does not come in.
#include "http/credentials.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

void require(bool holds) {
    if (!holds) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::string_view token = "correct-horse-battery";
    const std::string_view field{reinterpret_cast<const char*>(data), size};

    require(!giv::http::carries_token(field, ""));
    if (!giv::http::carries_token(field, token)) return 0;

    // It came in: the field ends with the token, or is Basic and at least as long as its base64.
    const bool is_plain = field.ends_with(token);
    require(is_plain || field.size() >= std::string_view{"Basic "}.size() + token.size() * 4 / 3);
    return 0;
}
