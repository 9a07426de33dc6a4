// What a single-phase inverter wants of its battery at a moment, and what comes of it.
//
// Pure functions. Source: spec/commands.md §1; how modes and slots go together: the manufacturer's
// words for them, as the daemon's users know them.
#pragma once

#include "simulator/life/inverter_settings.hpp"
#include "simulator/life/plant_truth.hpp"

#include <chrono>

namespace giv::simulator {

// Of what passes between the DC and the AC side.
inline constexpr double inverter_efficiency = 0.97;

// Watts: what the AC side has of this at the DC side, and the reverse. Negative: taken from the AC
// side.
double ac_of(double dc_watts);
double dc_of(double ac_watts);

struct Situation {
    std::chrono::minutes time_of_day;  // by the inverter's clock
    double soc_percent = 0;
    double pv_watts = 0;     // of its own strings
    double house_watts = 0;  // what the house wants; negative: another inverter gives too much
};

// Watts, discharging positive; within the limits of settings and battery.
double wanted_battery_watts(const InverterSettings& settings, const Situation& situation);

// From what strings, battery, house and roof do to all powers; where output or export would be
// beyond their limits, less is taken of the strings, or of the battery.
PlantPowers flows(PlantPowers known, const InverterSettings& settings);

}  // namespace giv::simulator
