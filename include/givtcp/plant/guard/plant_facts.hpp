// What the guard knows of a plant beside its registers.
#pragma once

#include "givtcp/plant/topology.hpp"
#include "givtcp/registers/value.hpp"

#include <optional>

namespace giv::guard {

struct PlantFacts {
    Identity identity;
    std::optional<int> rated_watts;          // nothing: nobody knows
    std::optional<LocalTime> inverter_time;  // at the time of the reading; nothing: unknown
    std::optional<double> battery_watts{};   // by the inverter, lately; nothing: unknown
};

}  // namespace giv::guard
