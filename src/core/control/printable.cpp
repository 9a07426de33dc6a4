#include "core/control/printable.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace giv {
namespace {

struct CodePoint {
    std::uint32_t value = 0;
    std::size_t length = 0;  // 0: not UTF-8
};

std::size_t length_by_first(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

// The bits of the first byte that belong to the character.
constexpr std::uint32_t first_bits(std::size_t length) {
    return length == 1 ? 0x7FU : 0x7FU >> length;
}

constexpr std::uint32_t smallest_of(std::size_t length) {
    switch (length) {
        case 3: return 0x800;
        case 4: return 0x10000;
        default: return 0;
    }
}

CodePoint first_of(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const auto length = length_by_first(first);
    if (length == 0 || length > text.size()) return {};
    std::uint32_t value = first & first_bits(length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80U) return {};
        value = value << 6U | (next & 0x3FU);
    }
    const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < smallest_of(length) || value > 0x10FFFF || is_surrogate) return {};
    return {value, length};
}

// Neither a control character nor one that hides or turns round what stands beside it.
bool is_printable(std::uint32_t value) {
    if (value < 0x20 || (value >= 0x7F && value < 0xA0)) return false;
    return !(value >= 0x200B && value <= 0x200F) && !(value >= 0x2028 && value <= 0x202E) &&
           !(value >= 0x2060 && value <= 0x206F) && value != 0xFEFF;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto next = first_of(text);
        if (next.length == 0) return false;
        text.remove_prefix(next.length);
    }
    return true;
}

std::string cited(std::string_view text) {
    constexpr std::size_t longest = 60;
    std::string safe;
    for (std::size_t count = 0; !text.empty(); ++count) {
        if (count == longest) return '"' + safe + "...\"";
        const auto next = first_of(text);
        const auto length = next.length == 0 ? 1 : next.length;
        if (next.length != 0 && is_printable(next.value)) {
            safe += text.substr(0, length);
        } else {
            safe += '?';
        }
        text.remove_prefix(length);
    }
    return '"' + safe + '"';
}

std::string number_text(double value) {
    std::array<char, 40> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} ? std::string{text.data(), end} : "?";
}

}  // namespace giv
