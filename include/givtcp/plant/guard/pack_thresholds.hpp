// How far the values of a low-voltage pack may move between two reads: one row per quantity.
//
// Source: spec/quirks.md Q7. Configurable, since they had to be widened for some packs before: the
// options are made of these rows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace giv::guard {

enum class PackQuantity : std::uint8_t {
    cell_voltage,
    cell_temperature,
    mosfet_temperature,
    cell_sum,
    output_voltage,
    capacity,
    state_of_charge,
    energy,
};

inline constexpr auto pack_quantities = static_cast<std::size_t>(PackQuantity::energy) + 1;

// In the register's own steps: mV, tenths of a degree, hundredths of an Ah, percent, tenths of a
// kWh.
using PackThresholds = std::array<std::int64_t, pack_quantities>;

struct PackThresholdRow {
    PackQuantity quantity;
    std::string_view key;
    std::int64_t usual;
    std::int64_t least;  // what a user may make of it
    std::int64_t most;
    int decimals;           // of a step in the unit
    std::string_view unit;  // for people
    std::string_view what;  // for people: "the voltage of a cell"
};

// In the order of the enumeration.
std::span<const PackThresholdRow> pack_threshold_rows();

PackThresholds usual_pack_thresholds();

}  // namespace giv::guard
