#include "core/render/sensor_classes.hpp"

#include <algorithm>
#include <array>

namespace giv::render {
namespace {

constexpr std::string_view measurement = "measurement";
constexpr std::string_view increasing = "total_increasing";

constexpr SensorTraits moving(
    std::string_view device_class, std::string_view unit, std::uint8_t decimals
) {
    return {device_class, measurement, unit, decimals, true};
}

constexpr SensorTraits standing(
    std::string_view device_class, std::string_view unit, std::uint8_t decimals
) {
    return {device_class, measurement, unit, decimals, false};
}

constexpr SensorTraits counted(std::string_view unit, std::uint8_t decimals) {
    return {"energy", increasing, unit, decimals, false};
}

struct Alternative {
    Quantity quantity;
    std::string_view device_class;
    std::string_view state_class;
    std::string_view unit;
};

// What falls and rises is a total, but never one that only increases; what begins anew each day
// is no total without a reset.
constexpr auto alternatives = std::to_array<Alternative>({
    {Quantity::energy_total, "energy", "total", "kWh"},
    {Quantity::energy_stored, "energy", "total", "kWh"},
    // GivTCP 3's words, under which statistics were kept: another unit is another statistic.
    {Quantity::duration_seconds, "", "measurement", "seconds"},
});

}  // namespace

SensorTraits traits(Quantity quantity) {
    switch (quantity) {
        case Quantity::power: return moving("power", "W", 0);
        case Quantity::apparent_power: return moving("apparent_power", "VA", 0);
        case Quantity::energy_today:
        case Quantity::energy_total: return counted("kWh", 1);
        case Quantity::energy_stored: return standing("energy_storage", "kWh", 2);
        case Quantity::voltage: return moving("voltage", "V", 1);
        case Quantity::current: return moving("current", "A", 1);
        case Quantity::frequency: return moving("frequency", "Hz", 2);
        case Quantity::temperature: return moving("temperature", "°C", 1);
        case Quantity::state_of_charge: return moving("battery", "%", 0);
        case Quantity::percentage: return standing("", "%", 0);
        case Quantity::capacity: return standing("", "Ah", 1);
        case Quantity::count: return standing("", "", 0);
        case Quantity::duration_minutes: return standing("duration", "min", 0);
        case Quantity::duration_seconds: return standing("duration", "s", 0);
        case Quantity::power_factor: return moving("power_factor", "", 2);
        case Quantity::money: return {"monetary", "", "GBP", 2, false};
        case Quantity::timestamp: return {"timestamp", "", "", std::nullopt, false};
        case Quantity::time_of_day:
        case Quantity::state:
        case Quantity::on_off:
        case Quantity::text: return {};
    }
    return {};
}

bool is_as_true(Quantity quantity, const SensorClass& other) {
    // A number without a unit is no lie. Statistics were kept under it, and none can be under
    // another.
    const bool is_bare = other.device_class.empty() && other.unit.empty();
    if (is_bare && other.state_class == measurement && traits(quantity).state_class == measurement)
        return true;
    return std::ranges::any_of(alternatives, [&](const Alternative& row) {
        return row.quantity == quantity && row.device_class == other.device_class &&
               row.state_class == other.state_class && row.unit == other.unit;
    });
}

}  // namespace giv::render
