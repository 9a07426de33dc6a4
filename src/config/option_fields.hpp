// How the rows of options name the members that they write into.
#pragma once

#include "config/option.hpp"

#include <cstdint>
#include <optional>
#include <type_traits>

namespace giv {

// field<&A::b, &B::c>(draft) is draft.b.c.
template <auto... Members>
constexpr auto& field(SettingsDraft& draft) {
    return (draft.*....*Members);
}

template <auto... Members>
constexpr const auto& field_of(const SettingsDraft& draft) {
    return (draft.*....*Members);
}

template <auto... Members>
constexpr Whole whole(std::int64_t low, std::int64_t high) {
    return {
        low,
        high,
        [](SettingsDraft& draft, std::int64_t value) {
            auto& target = field<Members...>(draft);
            target = static_cast<std::remove_reference_t<decltype(target)>>(value);
        },
        [](const SettingsDraft& draft) {
            return std::optional<std::int64_t>{field_of<Members...>(draft)};
        }};
}

}  // namespace giv
