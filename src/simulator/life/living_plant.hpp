// Builds a living plant: the built-in plant of its family, with as many packs as it is to have,
// serial numbers of its own, and life.
#pragma once

#include "simulator/dongle.hpp"
#include "simulator/life/plant_parameters.hpp"
#include "simulator/register_image.hpp"

#include "givtcp/registers/register_bank.hpp"

#include <chrono>

namespace giv::simulator {

// What it would answer at its beginning, but for what moves. Plants of the first 52,000 seeds
// differ in their serials.
RegisterImage registers_of(const PlantParameters& parameters);

// At `now` it is `parameters.start` there, or without one `otherwise`. Its inverter's clock runs
// from then on; settings.adapter is its own where it is the usual one.
Dongle living_dongle(
    const PlantParameters& parameters,
    DongleSettings settings,
    Instant now,
    std::chrono::local_seconds otherwise
);

}  // namespace giv::simulator
