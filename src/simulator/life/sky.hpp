// How much of its peak power a roof gives, by date, time, latitude and clouds.
//
// Pure but for the luck of its seed. Time is the sun's: noon is when it stands highest.
#pragma once

#include "simulator/life/luck.hpp"

#include <chrono>

namespace giv::simulator {

class Sky {
 public:
    // Degrees, north positive.
    Sky(double latitude, Luck luck) : latitude_{latitude}, luck_{luck} {}

    // Of a roof that faces the equator, turned by so many degrees (west positive): 0 by night, up
    // to about 0.9 of its peak power at noon of a clear day.
    double light_at(std::chrono::local_seconds time, double turned) const;

    // From 0, a day like midsummer, to 1, midwinter: what heating depends on.
    double cold_at(std::chrono::local_seconds time) const;

 private:
    double clouds_at(std::chrono::local_seconds time) const;

    double latitude_;
    Luck luck_;
};

}  // namespace giv::simulator
