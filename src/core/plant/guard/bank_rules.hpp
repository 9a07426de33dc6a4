// The impossible: banks with a good checksum and wrong content. Never believed, however often they
// come.
#pragma once

#include "core/plant/guard/sight.hpp"

#include "givtcp/plant/guard/rule.hpp"

#include <optional>

namespace giv::guard {

// The first rule that the reading breaks.
std::optional<Rule> impossible(const Sight& sight);

}  // namespace giv::guard
