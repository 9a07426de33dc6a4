// The plants of the chaos suite. At `now` it is noon of their 18 April 2026, and their clocks run.
#pragma once

#include "simulator/dongle.hpp"

#include "givtcp/registers/register_bank.hpp"

#include <cstddef>
#include <cstdint>

namespace giv::testing {

// Moved by hand: two packs, and a dongle that is a good one, but for the faults that are set.
simulator::Dongle chaos_dongle(std::uint32_t seed, Instant now);

// One that lives, and does as its settings say: of a family that the seed picks, with one or two
// packs and a meter at the house's connection. Its dongle is as they are in the field.
simulator::Dongle living_chaos_dongle(std::uint32_t seed, Instant now);

// How many it has: the inverter, its packs and meters.
std::size_t parts_of(const simulator::Dongle& dongle);

// Of the latter: the meter shows what is true now.
void move_meter(simulator::Dongle& dongle, Instant now);

}  // namespace giv::testing
