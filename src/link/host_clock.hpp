// The host's time as the plant's zone has it, for whoever can't have the inverter's. Loop thread.
//
// A host without a clock chip boots in the past: then there is none.
#pragma once

#include "link/clock.hpp"

#include "givtcp/plant/clock_watch.hpp"
#include "givtcp/registers/register_bank.hpp"
#include "givtcp/registers/value.hpp"

#include <optional>

namespace giv {

// A clock that says this has been set.
bool is_believable(WallTime wall);

std::optional<WallTime> trusted_wall(const Clock& clock);
std::optional<HostTime> host_time(const Clock& clock);

// At a moment of steady time, as a calendar shows it.
std::optional<LocalTime> host_local_time(const Clock& clock, Instant at);

}  // namespace giv
