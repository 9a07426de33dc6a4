// What each quantity is for Home Assistant, typed out from spec/clients.md §3.1 and §3.6.
#include "core/render/sensor_classes.hpp"

#include <gtest/gtest.h>

#include <array>

namespace giv::render {
namespace {

struct Row {
    Quantity quantity;
    const char* device_class;
    const char* state_class;
    const char* unit;
    int decimals;  // -1: none
};

constexpr int none = -1;

constexpr auto rows = std::to_array<Row>({
    {Quantity::power, "power", "measurement", "W", 0},
    {Quantity::apparent_power, "apparent_power", "measurement", "VA", 0},
    {Quantity::energy_today, "energy", "total_increasing", "kWh", 1},
    {Quantity::energy_total, "energy", "total_increasing", "kWh", 1},
    {Quantity::energy_stored, "energy_storage", "measurement", "kWh", 2},
    {Quantity::voltage, "voltage", "measurement", "V", 1},
    {Quantity::current, "current", "measurement", "A", 1},
    {Quantity::frequency, "frequency", "measurement", "Hz", 2},
    {Quantity::temperature, "temperature", "measurement", "°C", 1},
    {Quantity::state_of_charge, "battery", "measurement", "%", 0},
    {Quantity::percentage, "", "measurement", "%", 0},
    {Quantity::capacity, "", "measurement", "Ah", 1},
    {Quantity::count, "", "measurement", "", 0},
    {Quantity::duration_minutes, "duration", "measurement", "min", 0},
    {Quantity::duration_seconds, "duration", "measurement", "s", 0},
    {Quantity::power_factor, "power_factor", "measurement", "", 2},
    {Quantity::money, "monetary", "", "GBP", 2},
    {Quantity::timestamp, "timestamp", "", "", none},
    {Quantity::time_of_day, "", "", "", none},
    {Quantity::state, "", "", "", none},
    {Quantity::on_off, "", "", "", none},
    {Quantity::text, "", "", "", none},
});

TEST(SensorClasses, AreThoseThatHomeAssistantAccepts) {
    for (const auto& row : rows) {
        SCOPED_TRACE(static_cast<int>(row.quantity));
        const auto shown = traits(row.quantity);
        EXPECT_EQ(shown.device_class, row.device_class);
        EXPECT_EQ(shown.state_class, row.state_class);
        EXPECT_EQ(shown.unit, row.unit);
        EXPECT_EQ(shown.decimals ? static_cast<int>(*shown.decimals) : none, row.decimals);
    }
}

// The last quantity is a text: were there another after it, its row would be missing here.
TEST(SensorClasses, HaveARowForEachQuantity) {
    EXPECT_EQ(rows.size(), static_cast<std::size_t>(Quantity::text) + 1);
}

TEST(SensorClasses, KeepAnOldClassOnlyWhereItIsTrue) {
    EXPECT_TRUE(is_as_true(Quantity::energy_stored, {"energy", "total", "kWh"}));
    EXPECT_TRUE(is_as_true(Quantity::energy_total, {"energy", "total", "kWh"}));
    EXPECT_FALSE(is_as_true(Quantity::energy_stored, {"energy", "total_increasing", "kWh"}));
    EXPECT_FALSE(is_as_true(Quantity::energy_stored, {"energy", "measurement", "kWh"}));
    EXPECT_FALSE(is_as_true(Quantity::energy_stored, {"", "measurement", "Ah"}));
    EXPECT_FALSE(is_as_true(Quantity::energy_today, {"energy", "total", "kWh"}));
    EXPECT_FALSE(is_as_true(Quantity::temperature, {"temperature", "measurement", "C"}));
}

TEST(SensorClasses, OldValuesOfWhatMovesAreNoValuesOfNow) {
    EXPECT_TRUE(traits(Quantity::power).moves);
    EXPECT_TRUE(traits(Quantity::state_of_charge).moves);
    EXPECT_FALSE(traits(Quantity::energy_today).moves);
    EXPECT_FALSE(traits(Quantity::energy_total).moves);
    EXPECT_FALSE(traits(Quantity::text).moves);
}

}  // namespace
}  // namespace giv::render
