// The table of thresholds. The upper bounds are beyond what a pack can do: a threshold there is
// off.
#include "givtcp/plant/guard/pack_thresholds.hpp"

#include <algorithm>

namespace giv::guard {
namespace {

constexpr std::string_view degrees = "degrees Celsius";

constexpr auto rows = std::to_array<PackThresholdRow>({
    {PackQuantity::cell_voltage, "cell_voltage", 300, 10, 5'000, 0, "mV", "the voltage of a cell"},
    {PackQuantity::cell_temperature,
     "cell_temperature",
     50,
     5,
     2'000,
     1,
     degrees,
     "a temperature of the cells"},
    {PackQuantity::mosfet_temperature,
     "mosfet_temperature",
     200,
     5,
     2'000,
     1,
     degrees,
     "the temperature of the electronics"},
    {PackQuantity::cell_sum,
     "cell_sum",
     1'600,
     100,
     80'000,
     0,
     "mV",
     "the sum of the cells' voltages"},
    {PackQuantity::output_voltage,
     "output_voltage",
     4'000,
     100,
     80'000,
     0,
     "mV",
     "the voltage at the terminals"},
    {PackQuantity::capacity, "capacity", 1'500, 10, 100'000, 2, "Ah", "a capacity"},
    {PackQuantity::state_of_charge,
     "state_of_charge",
     10,
     1,
     100,
     0,
     "percent",
     "the state of charge"},
    {PackQuantity::energy, "energy", 50, 1, 10'000, 1, "kWh", "a total of energy"},
});

constexpr bool are_in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (static_cast<std::size_t>(rows.at(i).quantity) != i) return false;
    return rows.size() == pack_quantities;
}
static_assert(are_in_order());

}  // namespace

std::span<const PackThresholdRow> pack_threshold_rows() { return rows; }

PackThresholds usual_pack_thresholds() {
    PackThresholds usual{};
    std::ranges::transform(rows, usual.begin(), &PackThresholdRow::usual);
    return usual;
}

}  // namespace giv::guard
