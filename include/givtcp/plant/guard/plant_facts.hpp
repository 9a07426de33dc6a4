// What the guard knows of a plant beside its registers.
#pragma once

#include "givtcp/plant/topology.hpp"
#include "givtcp/registers/value.hpp"

#include <optional>

namespace giv::guard {

struct PlantFacts {
    Identity identity;
    std::optional<int> rated_watts;  // nothing: nobody knows

    // What days begin by, at the time of the reading: the inverter's clock; where that shows no
    // time that can be believed, the host's in the plant's zone (spec/quirks.md Q19); nothing:
    // neither is to be had.
    std::optional<LocalTime> calendar;

    std::optional<double> battery_watts{};  // by the inverter, lately; nothing: unknown
};

}  // namespace giv::guard
