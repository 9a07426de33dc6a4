// The inverter's own clock, HR35-40: year, month, day, hour, minute, second.
//
// Deterministic: it knows no time but what it is told, and runs on from what was last written
// into the registers, right or wrong. Each of the six is taken over at once, and the clock goes
// on between two of them (quirk Q41). Source: spec/models.md §1.
#pragma once

#include "simulator/register_image.hpp"

#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace giv::simulator {

inline constexpr RegisterRange plant_clock_registers{Bank::holding, 35, 6};

using PlantTime = std::chrono::local_seconds;

class PlantClock {
 public:
    // Shows `shown` at `now`, and runs on from there; it gains so much in a day (negative: loses).
    PlantClock(PlantTime shown, Instant now, std::chrono::seconds gain_a_day = {})
        : shown_{shown}, since_{now}, gain_a_day_{gain_a_day} {}

    // What the registers of `image` show, if they are there and not all zero. Of a day that the
    // month does not have, the last one; impossible months and times roll over.
    static std::optional<PlantTime> shown_by(const RegisterImage& image);

    // Brings the registers of `image` up to date.
    void show(RegisterImage& image, Instant now) const;

    // This one of the six was written: the clock runs on from what they say together. The second
    // begins anew if it was the one that was written, else it goes on.
    void take(std::uint16_t written, const RegisterImage& image, Instant now);

    PlantTime at(Instant now) const;

 private:
    Instant::duration run_since_shown(Instant now) const;

    PlantTime shown_;
    Instant since_;
    std::chrono::seconds gain_a_day_;
};

}  // namespace giv::simulator
