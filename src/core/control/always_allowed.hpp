// Whether one write is carried out although the day's budget is spent (spec/commands.md 0.4).
#pragma once

#include <cstdint>

namespace giv {

bool is_always_allowed(std::uint16_t index, std::uint16_t value);

}  // namespace giv
