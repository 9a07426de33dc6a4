#include "simulator/builtin_plants.hpp"

#include <array>

namespace giv::simulator {

namespace {

constexpr std::array plants{
    BuiltinPlant{"gen1", "5 kW hybrid, first generation, PV, two LV packs", gen1_plant},
    BuiltinPlant{"ac", "3 kW AC-coupled inverter with one LV pack", ac_plant},
    BuiltinPlant{
        "gen3",
        "5 kW hybrid, third generation: ten slots with targets, PV, two LV packs, a meter",
        gen3_plant},
};

}  // namespace

std::span<const BuiltinPlant> builtin_plants() { return plants; }

std::optional<RegisterImage> builtin_plant(std::string_view name) {
    for (const auto& plant : plants) {
        if (plant.name == name) return plant.build();
    }
    return std::nullopt;
}

}  // namespace giv::simulator
