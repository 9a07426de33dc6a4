// What the holding registers tell a single-phase inverter to do with its battery.
//
// Plain values. Registers that the model does not have are as if nobody had set them.
// Source: spec/commands.md §1, spec/models.md §9.
#pragma once

#include "simulator/register_image.hpp"

#include "givtcp/registers/models.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace giv::simulator {

// Of a day, by the inverter's clock; goes over midnight where it ends before it begins.
struct DailySlot {
    std::chrono::minutes start{0};
    std::chrono::minutes end{0};
    double target_percent = 0;  // of charge; where it ends early

    bool is_set() const { return start != end; }
    bool contains(std::chrono::minutes time_of_day) const;
};

enum class Pause : std::uint8_t { none, charge, discharge, both };

enum class Maintenance : std::uint8_t { none, discharges, charges, rests };

struct InverterSettings {
    bool is_eco = true;                   // HR27: the battery serves the house
    bool charges_by_slots = false;        // HR96
    bool discharges_by_slots = false;     // HR59
    std::vector<DailySlot> charge_slots;  // only those that are set
    std::vector<DailySlot> discharge_slots;
    Pause pause = Pause::none;     // HR318
    DailySlot pause_slot;          // not set: all day
    double reserve_percent = 4;    // HR110, HR114: the battery is not emptied below
    double most_charge_watts = 0;  // all limits together
    double most_discharge_watts = 0;
    double most_output_watts = 0;                 // at the AC side, either way
    double most_export_watts = 0;                 // HR26
    Maintenance maintenance = Maintenance::none;  // HR29, while it calibrates
};

// What of it the registers do not say.
struct InverterRatings {
    Model model = Model::hybrid_gen1;
    double watts = 0;
    double battery_watts = 0;  // by model, capacity or rating apart
    double capacity_wh = 0;
};

InverterSettings settings_in(const RegisterImage& image, const InverterRatings& ratings);

}  // namespace giv::simulator
