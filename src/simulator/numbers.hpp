// Whole numbers as people type them: digits and nothing else.
//
// Pure; for the parsers of this room.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace giv::simulator {

inline std::optional<int> whole_number(std::string_view text, int largest, int base = 10) {
    int value = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base);
    if (text.starts_with('-') || error != std::errc{} || stop != end) return std::nullopt;
    if (value > largest) return std::nullopt;
    return value;
}

}  // namespace giv::simulator
