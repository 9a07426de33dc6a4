// The impossible: banks with a good checksum and wrong content. Never believed, however often they
// come.
#pragma once

#include "core/plant/guard/sight.hpp"

#include "givtcp/plant/guard/rule.hpp"

#include <optional>

namespace giv::guard {

// What a low-voltage pack says of itself.
inline constexpr RegisterRange pack_page{Bank::input, 60, 60};

bool is_pack(DeviceAddress device);

// The first rule that the reading breaks; but for that of zeros where they are usual.
std::optional<Rule> impossible(const Sight& sight, bool are_zeros_usual);

// How many of the inverter's values that physics bounds have become impossible. Two impossible ones
// make the whole reading so.
int newly_failed_anchors(const Sight& sight);

}  // namespace giv::guard
