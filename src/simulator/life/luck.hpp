// Luck that repeats itself: the same seed, subject and number give the same value, in any order
// and on any machine.
//
// Pure. No generator is carried along (as by Chance, which throws dice one after the other): any
// moment of any day can be looked at by itself.
#pragma once

#include <cstdint>

namespace giv::simulator {

// What is drawn, so that two subjects never share their luck.
enum class Subject : std::uint16_t {
    cloudy_day,
    slow_clouds,
    fast_clouds,
    appliance,
    base_load,
    grid_voltage,
    grid_frequency,
    pv_voltage,
    cell,
    temperature,
    control,
};

class Luck {
 public:
    explicit Luck(std::uint64_t seed) : seed_{seed} {}

    // Evenly from 0 to 1.
    double of(Subject subject, std::int64_t number) const;

    // Evenly from -1 to 1.
    double swing(Subject subject, std::int64_t number) const { return 2 * of(subject, number) - 1; }

    // From 0 to 1, without steps: drawn anew at each whole number, and going smoothly there.
    double smooth(Subject subject, double at) const;

 private:
    std::uint64_t seed_;
};

}  // namespace giv::simulator
