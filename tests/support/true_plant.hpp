// A plant that lives through a day, noisy but true: what the guard must believe.
//
// The simulator's first-generation hybrid, moved by hand-made physics in steps of ten seconds:
// clouds, kettles, a car that begins to charge, an export limit, a battery that gets full and
// empty, counters that step back by a tenth. The same day in every run. Pure state.
#pragma once

#include "simulator/register_image.hpp"

#include <chrono>

namespace giv::testing {

class TruePlant {
 public:
    static constexpr std::chrono::seconds step{10};

    // At 00:00:00 of 18 April 2026.
    TruePlant();

    // One step on.
    void live();

    std::chrono::seconds since_midnight() const { return time_; }
    const simulator::RegisterImage& registers() const { return registers_; }

 private:
    struct Powers {  // watts
        double first_string = 0;
        double second_string = 0;
        double battery = 0;  // discharging is positive
        double output = 0;   // of the inverter; charging from the grid is negative
        double load = 0;
        double grid = 0;  // export is positive
    };

    struct Counters {  // kWh
        double first_string = 0;
        double second_string = 0;
        double exported = 0;
        double imported = 0;
        double charged_from_grid = 0;
        double output = 0;
        double charged = 0;
        double discharged = 0;
    };

    Powers powers_now() const;
    double battery_power(double surplus) const;
    void count(Counters& counters, const Powers& powers) const;
    void begin_day_if_due();

    void show_powers(const Powers& powers);
    void show_today();
    void show_totals();
    void show_packs(const Powers& powers);
    void show_clock();
    void input(std::uint16_t index, double value);
    void input_pair(std::uint16_t index, double value);

    simulator::RegisterImage registers_;
    std::chrono::seconds time_{0};
    double stored_ = 6.0;  // kWh in the battery
    Counters today_;
    Counters other_today_;  // of IR180-183, which begin their day a poll later
    Counters total_;
};

}  // namespace giv::testing
