// The impossible: banks with a good checksum and wrong content. Never believed, however often they
// come.
#pragma once

#include "core/plant/guard/sight.hpp"

#include "givtcp/plant/guard/rule.hpp"

#include <optional>

namespace giv::guard {

// The first rule that the reading breaks.
std::optional<Rule> impossible(const Sight& sight);

// How many of the inverter's values that physics bounds are impossible: two make a whole reading
// so.
int failed_anchors(const Sight& sight);

}  // namespace giv::guard
