// The counters of a simulated plant as time passes, turned by its own clock.
#pragma once

#include "support/rig.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace giv::testing {

// A counter of the simulated plant that rises with time and, if it counts a day, begins anew at
// the inverter's midnight.
struct Counter {
    std::uint16_t low;  // input register
    double watts;       // what it counts; a dead string counts nothing
    bool is_of_the_day;
    bool has_two_words = false;
};

inline constexpr auto of_gen1 = std::to_array<Counter>({
    {17, 800, true},         // PV 1
    {19, 0, true},           // PV 2: dead
    {25, 300, true},         // export
    {26, 500, true},         // import
    {35, 200, true},         // AC charge
    {36, 400, true},         // battery charge
    {37, 350, true},         // battery discharge
    {44, 900, true},         // inverter output
    {183, 400, true},        // battery charge
    {182, 350, true},        // battery discharge
    {12, 800, false, true},  // PV
    {22, 300, false, true},  // export
    {33, 500, false, true},  // import
    {28, 200, false, true},  // AC charge
    {46, 900, false, true},  // inverter output
    {7, 750, false, true},   // battery throughput
    {181, 400, false},       // battery charge, of 16 bits
    {180, 350, false},       // battery discharge, of 16 bits
});

inline constexpr auto of_ac = std::to_array<Counter>({
    {25, 300, true},         // export
    {26, 500, true},         // import
    {35, 200, true},         // AC charge
    {36, 400, true},         // battery charge
    {37, 350, true},         // battery discharge
    {44, 900, true},         // inverter output
    {22, 300, false, true},  // export
    {33, 500, false, true},  // import
    {28, 200, false, true},  // AC charge
    {46, 900, false, true},  // inverter output
    {7, 750, false, true},   // battery throughput
});

// Turns the registers of the dongle as time passes.
class CountedPlant {
 public:
    CountedPlant(Rig& rig, RigPlant& plant, std::span<const Counter> counters = of_gen1)
        : rig_(rig), plant_(plant), counters_(counters) {
        for (std::size_t i = 0; i < counters_.size(); ++i) {
            const auto& counter = counters_[i];
            tenths_.push_back((counter.has_two_words ? 50'000 : 60) + 3. * static_cast<double>(i));
        }
        show();
    }

    // What the inverter's clock shows.
    std::chrono::local_seconds time() const { return local_; }
    void set_time(std::chrono::local_seconds shown) { local_ = shown; }

    // This counter begins its day so much after midnight.
    void begins_late(std::uint16_t low, std::chrono::seconds late) { late_[low] = late; }

    void set_counter(std::uint16_t low, double tenths) {
        for (std::size_t i = 0; i < counters_.size(); ++i)
            if (counters_[i].low == low) tenths_.at(i) = tenths;
        show();
    }

    // In steps of ten seconds.
    void run_for(std::chrono::seconds time) {
        constexpr std::chrono::seconds pace{10};
        for (auto left = time; left.count() > 0; left -= pace) {
            rig_.run_for(pace);
            step(pace);
        }
    }

    // The same, with kill -9 every seven minutes.
    void run_killed_for(std::chrono::seconds time) {
        constexpr std::chrono::minutes life{7};
        for (; time > life; time -= life) {
            run_for(life);
            rig_.restart(plant_);
        }
        run_for(time);
    }

 private:
    void step(std::chrono::seconds passed) {
        const auto before = local_;
        local_ += passed;
        const auto hours = std::chrono::duration<double, std::ratio<3600>>{passed}.count();
        for (std::size_t i = 0; i < counters_.size(); ++i) {
            const auto& counter = counters_[i];
            const auto late =
                late_.contains(counter.low) ? late_.at(counter.low) : std::chrono::seconds{0};
            const bool begins_a_day = day_of(before - late) != day_of(local_ - late);
            if (begins_a_day && counter.is_of_the_day) tenths_.at(i) = 0;
            tenths_.at(i) += counter.watts * hours / 100;
        }
        show();
    }

    void show() {
        auto& registers = plant_.dongle.registers();
        for (std::size_t i = 0; i < counters_.size(); ++i) {
            const auto& counter = counters_[i];
            const auto raw = static_cast<std::uint32_t>(tenths_.at(i));
            const auto low = static_cast<std::uint16_t>(raw);
            registers.set(device::inverter, IR(counter.low), low);
            if (!counter.has_two_words) continue;
            const auto high = static_cast<std::uint16_t>(raw >> 16U);
            registers.set(device::inverter, IR(static_cast<std::uint16_t>(counter.low - 1)), high);
        }
    }

    static std::chrono::local_days day_of(std::chrono::local_seconds time) {
        return std::chrono::floor<std::chrono::days>(time);
    }

    Rig& rig_;
    RigPlant& plant_;
    std::span<const Counter> counters_;
    std::vector<double> tenths_;
    std::map<std::uint16_t, std::chrono::seconds> late_;
    std::chrono::local_seconds local_{};
};

}  // namespace giv::testing
