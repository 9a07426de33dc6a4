// The plants that come with the simulator, so that nobody needs a recording to try the daemon.
//
// Worked out by us from the specification: one moment of a plausible day, whose powers and
// energies add up. They do not move by themselves, but for the clock that a Dongle can run.
#pragma once

#include "simulator/register_image.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace giv::simulator {

struct BuiltinPlant {
    std::string_view name;
    std::string_view description;
    RegisterImage (*build)();
};

// The first is the default.
std::span<const BuiltinPlant> builtin_plants();

std::optional<RegisterImage> builtin_plant(std::string_view name);

RegisterImage gen1_plant();
RegisterImage ac_plant();
RegisterImage gen3_plant();

}  // namespace giv::simulator
