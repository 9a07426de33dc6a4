// What the document says of itself, and not of the plant: how old it is, whether the link lives,
// how much was written. Under Stats and, as older generations have it, at the top as well. Pure.
#pragma once

#include "givtcp/points/point.hpp"
#include "givtcp/render/document.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace giv::render {

inline constexpr std::string_view stamp_section = "Stats";

struct Stamp {
    std::string_view key;
    Quantity quantity;
    // Nothing while it is not known. It depends on the moment of looking.
    std::optional<Value> (*value)(const Snapshot&, Moment now, const Options&);
    bool at_top = true;
    bool said_twice = false;  // another stamp says the same
};

std::span<const Stamp> stamps();

}  // namespace giv::render
