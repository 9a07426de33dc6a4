// A field's words as a number, where they are one.
#pragma once

#include "givtcp/registers/field.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

namespace giv::guard {

inline std::optional<double> number_of(const Field& field, std::span<const std::uint16_t> words) {
    if (words.empty()) return std::nullopt;
    const auto value = decode(field, words);
    const auto* found = std::get_if<Number>(&value);
    if (found == nullptr) return std::nullopt;
    return found->value;
}

}  // namespace giv::guard
