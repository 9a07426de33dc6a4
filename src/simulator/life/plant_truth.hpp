// What is true of a living plant at a moment, as a test compares it with what was published.
//
// Plain values, unrounded: the registers show them in their own steps (1 W, 0.1 kWh, 1 %).
#pragma once

#include <chrono>

namespace giv::simulator {

// Watts. At each moment `first_string + second_string + battery = inverter + losses`, and
// `inverter + roof = load + grid`.
struct PlantPowers {
    double first_string = 0;
    double second_string = 0;
    double battery = 0;   // discharging is positive
    double inverter = 0;  // to the AC side; charging from there is negative
    double losses = 0;
    double load = 0;  // of the house; never negative
    double roof = 0;  // PV by another inverter, where this one is AC-coupled and has no strings
    double grid = 0;  // exporting is positive
};

// Kilowatt hours: integrals of PlantPowers.
struct PlantEnergies {
    double first_string = 0;
    double second_string = 0;
    double imported = 0;
    double exported = 0;
    double charged = 0;            // into the battery
    double discharged = 0;         // out of it
    double charged_from_grid = 0;  // through the inverter from the AC side
    double inverter = 0;           // to the AC side
    double load = 0;
    double losses = 0;
    double roof = 0;
};

struct PlantTruth {
    std::chrono::local_seconds time;        // true time at the plant: what the sun and people go by
    std::chrono::local_seconds shown_time;  // what the inverter's clock shows, right or wrong
    PlantPowers powers;
    PlantEnergies today;  // since midnight by the inverter's clock
    PlantEnergies total;  // since the plant was built
    double stored_kwh = 0;
    double capacity_kwh = 0;
    double soc_percent = 0;
    double cell_volts = 0;  // the mean of the cells
    double battery_celsius = 0;
    double working_hours = 0;  // since the plant was built
};

}  // namespace giv::simulator
