// The inverter's own clock, HR35-40: year, month, day, hour, minute, second.
//
// Deterministic: it knows no time but what it is told, and runs on from what was last written
// into the registers, right or wrong. Source: spec/models.md §1.
#pragma once

#include "simulator/register_image.hpp"

#include "givtcp/registers/register_bank.hpp"

#include <chrono>

namespace giv::simulator {

inline constexpr RegisterRange plant_clock_registers{Bank::holding, 35, 6};

using PlantTime = std::chrono::local_seconds;

class PlantClock {
 public:
    // Shows `shown` at `now`, and runs on from there.
    PlantClock(PlantTime shown, Instant now) : shown_{shown}, since_{now} {}

    // Brings the registers of `image` up to date.
    void show(RegisterImage& image, Instant now) const;

    // One of the six was written: the clock runs on from what they say together.
    void take(const RegisterImage& image, Instant now);

    PlantTime at(Instant now) const;

 private:
    PlantTime shown_;
    Instant since_;
};

}  // namespace giv::simulator
