// What a quantity is for Home Assistant: the one place that says it. Pure.
//
// Source: spec/clients.md §3.1, §3.6; research/home-assistant.md 5 "Sensors" (what it accepts).
#pragma once

#include "givtcp/points/point.hpp"
#include "givtcp/render/discovery.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace giv::render {

struct SensorTraits {
    std::string_view device_class;
    std::string_view state_class;  // empty: no statistics
    std::string_view unit;
    // Decimals to show where the register does not say it. Nothing for texts, which must not have
    // any: Home Assistant takes whatever has decimals, a unit or a state class for a number.
    std::optional<std::uint8_t> decimals;
    bool moves = false;  // an old value says nothing about now
};

SensorTraits traits(Quantity quantity);

// Another class than ours for the same, in which older versions announced it: one that Home
// Assistant accepts and that is no lie. A sensor that has it keeps it, and with it its statistics.
bool is_as_true(Quantity quantity, const SensorClass& other);

}  // namespace giv::render
