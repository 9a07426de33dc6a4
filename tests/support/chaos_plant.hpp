// The plant of the chaos suite: two packs, a clock that runs, and a life of its own.
#pragma once

#include "simulator/dongle.hpp"

#include "givtcp/registers/register_bank.hpp"

#include <cstdint>

namespace giv::testing {

// At noon of its 18 April 2026, at `now`.
simulator::Dongle chaos_dongle(std::uint32_t seed, Instant now);

}  // namespace giv::testing
