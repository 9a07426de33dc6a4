// Whatever is not safe becomes "-" and its two digits.
#include "core/render/safe_name.hpp"

#include <cstddef>

namespace giv::render {
namespace {

constexpr std::string_view digits = "0123456789ABCDEF";

bool is_safe(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::string safe_name(std::string_view text) {
    std::string name;
    for (const char c : text) {
        if (is_safe(c)) {
            name += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        name += '-';
        name += digits[byte / 16U];
        name += digits[byte % 16U];
    }
    return name;
}

std::optional<std::string> text_of_safe_name(std::string_view name) {
    std::string text;
    auto rest = name;
    while (!rest.empty()) {
        if (rest.front() != '-') {
            text += rest.front();
            rest.remove_prefix(1);
            continue;
        }
        if (rest.size() < 3) return std::nullopt;
        const auto high = digits.find(rest[1]);
        const auto low = digits.find(rest[2]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        text += static_cast<char>(static_cast<unsigned char>(high * 16 + low));
        rest.remove_prefix(3);
    }
    if (safe_name(text) != name) return std::nullopt;
    return text;
}

}  // namespace giv::render
