#include "givtcp/render/line_protocol.hpp"

#include "support/line_grammar.hpp"
#include "support/line_plant.hpp"
#include "support/own_plants.hpp"

#include "givtcp/plant/plant_image.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <clocale>
#include <limits>
#include <locale>

namespace giv::render {
namespace {

using namespace std::chrono_literals;
using namespace giv::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Texts = std::vector<std::string>;

Moment at(Instant::duration later) {
    constexpr WallTime wall{1'780'662'000s};  // 2026-06-05T12:20:00Z
    return {line_moment + later, wall + std::chrono::duration_cast<WallTime::duration>(later)};
}

SnapshotPtr gen1_snapshot(Instant::duration later = 0s) {
    PlantImage image{one_hour_ahead};
    image.set_topology(gen1_topology());
    admit_gen1(image, line_moment);
    image.cycle_completed(at(0s));
    return image.snapshot(at(later), PlantState::live, "");
}

std::string seed_line(const Snapshot& snapshot) {
    const auto lines = influx_lines(snapshot, InfluxSchema::givtcp);
    return lines.empty() ? "" : lines.front();
}

// Worked out from the registers in support/own_plants.cpp by spec/givtcp-reference.md §1.5.
TEST(LineProtocol, IsTheSeedsLineOrderIncluded) {
    const auto lines = influx_lines(*gen1_snapshot(), InfluxSchema::givtcp);

    EXPECT_THAT(
        lines,
        ElementsAre(
            "SA2114G047,tagKey=GivReal "
            "pv_power_string_1=1740,pv_power_string_2=1849,pv_power=3589,"
            "pv_voltage_string_1=359.8,pv_voltage_string_2=345.2,"
            "grid_power=448,import_power=0,export_power=448,eps_power=0,"
            "invertor_power=1560,ac_charge_power=0,load_power=1051,self_consumption_power=1051,"
            "battery_power=-2160,charge_power=2160,discharge_power=0,soc=82,"
            "solar_to_house=1051,solar_to_battery=2090,solar_to_grid=448,"
            "battery_to_house=0,grid_to_battery=0,grid_to_house=0,battery_to_grid=0,"
            "battery_throughput_today_kwh=15.3,pv_energy_today_kwh=19.1,"
            "import_energy_today_kwh=1.0,export_energy_today_kwh=5.6,"
            "ac_charge_energy_today_kwh=0.0,invertor_energy_today_kwh=15.8,"
            "battery_charge_energy_today_kwh=8.8,battery_discharge_energy_today_kwh=6.5,"
            "self_consumption_energy_today_kwh=13.5,load_energy_today_kwh=11.2,"
            "export_energy_total_kwh=5249.1,battery_throughput_total_kwh=29628.4,"
            "ac_charge_energy_total_kwh=2535.3,import_energy_total_kwh=28657.3,"
            "invertor_energy_total_kwh=27210.1,pv_energy_total_kwh=21146.0,"
            "load_energy_total_kwh=48083.0,battery_charge_energy_total_kwh=1843.0,"
            "battery_discharge_energy_total_kwh=1571.1,self_consumption_energy_total_kwh=15896.9"
        )
    );
}

TEST(LineProtocol, AnUnknownValueLeavesOutItsFieldAndNotTheLine) {
    auto plant = plant_without_values();
    add_value(plant, "Power/Power/PV_Power", Absence::out_of_bounds);
    add_value(plant, "Power/Power/SOC", Number{77, 0});

    EXPECT_EQ(seed_line(plant), "SA2114G047,tagKey=GivReal soc=77");
}

TEST(LineProtocol, AReadingOfWhichNothingIsKnownGivesNoLine) {
    auto plant = plant_without_values();
    add_value(plant, "Power/Power/PV_Power", Absence::not_read);
    const Snapshot nobody;

    EXPECT_THAT(influx_lines(plant, InfluxSchema::givtcp), IsEmpty());
    EXPECT_THAT(influx_lines(nobody, InfluxSchema::extended), IsEmpty());
}

TEST(LineProtocol, NoNumberThatIsNone) {
    auto plant = plant_without_values();
    add_value(plant, "Power/Power/PV_Power", Number{std::numeric_limits<double>::quiet_NaN(), 0});
    add_value(plant, "Power/Power/Load_Power", Number{std::numeric_limits<double>::infinity(), 1});
    add_value(plant, "Power/Power/SOC", Number{77, 0});

    EXPECT_EQ(seed_line(plant), "SA2114G047,tagKey=GivReal soc=77");
}

TEST(LineProtocol, NumbersLookAsPythonShowsThemRoundedToTwoDecimals) {
    auto plant = plant_without_values();
    add_value(plant, "Power/Power/PV_Power_String_1", Number{1645, 0});
    add_value(plant, "Power/Power/PV_Power_String_2", Number{-0.0, 0});
    add_value(plant, "Power/Power/PV_Power", Number{9, 1});
    add_value(plant, "Power/Power/PV_Voltage_String_1", Number{5.1, 2});
    add_value(plant, "Power/Power/PV_Voltage_String_2", Number{5, 2});
    add_value(plant, "Power/Power/Grid_Power", Number{-0.05, 2});
    add_value(plant, "Power/Power/Import_Power", Number{3.14159, 5});
    add_value(plant, "Power/Power/Export_Power", Number{100, 2});
    add_value(plant, "Power/Power/EPS_Power", Number{1e17, 0});
    add_value(plant, "Power/Power/Invertor_Power", Number{0.00001, 5});

    EXPECT_EQ(
        seed_line(plant),
        "SA2114G047,tagKey=GivReal pv_power_string_1=1645,pv_power_string_2=0,pv_power=9.0,"
        "pv_voltage_string_1=5.1,pv_voltage_string_2=5.0,grid_power=-0.05,import_power=3.14,"
        "export_power=100.0,eps_power=100000000000000000,invertor_power=0.0"
    );
}

struct DecimalComma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

// The C library's locale too, on a machine that has such a one.
TEST(LineProtocol, ALocaleWithDecimalCommaChangesNothing) {
    const auto usual = seed_line(*gen1_snapshot());
    const auto before = std::locale::global({std::locale::classic(), new DecimalComma});
    std::setlocale(LC_ALL, "de_DE.UTF-8");

    const auto in_german = seed_line(*gen1_snapshot());
    const auto stamp =
        stamped({"a b=1"}, std::chrono::sys_time<std::chrono::milliseconds>{1234567ms});
    std::setlocale(LC_ALL, "C");
    std::locale::global(before);

    EXPECT_EQ(in_german, usual);
    EXPECT_EQ(stamp, "a b=1 1234567\n");
}

TEST(LineProtocol, WhatIsNotGoodIsNotWrittenUnderTheTimeOfNow) {
    for (const auto quality : {Quality::held, Quality::stale, Quality::unavailable}) {
        auto plant = plant_without_values();
        add_value(plant, "Power/Power/PV_Power", Number{1, 0}).quality = quality;
        add_value(plant, "Power/Power/SOC", Number{77, 0});

        EXPECT_EQ(seed_line(plant), "SA2114G047,tagKey=GivReal soc=77");
    }
}

TEST(LineProtocol, WhatWasNotReadSinceTheCycleBeforeIsNotWrittenAgain) {
    auto plant = plant_without_values();
    add_value(plant, "Power/Power/PV_Power", Number{1, 0}).taken_at = line_moment;
    add_value(plant, "Power/Power/SOC", Number{77, 0}).taken_at = line_moment + 1ms;

    const auto lines = influx_lines(plant, InfluxSchema::givtcp, line_moment);

    EXPECT_THAT(lines, ElementsAre("SA2114G047,tagKey=GivReal soc=77"));
}

TEST(LineProtocol, ValuesOfPartsAreNotInTheSeedsLine) {
    const auto line = parse_line(seed_line(*gen1_snapshot()));

    ASSERT_TRUE(line) << line.error();
    EXPECT_EQ(line->fields.size(), 44U);
    EXPECT_EQ(line->field("battery_soc"), nullptr);
    EXPECT_EQ(line->tags.size(), 1U);
}

TEST(LineProtocol, StampsEveryLineWithMilliseconds) {
    using Milliseconds = std::chrono::sys_time<std::chrono::milliseconds>;

    EXPECT_EQ(
        stamped({"a b=1", "c d=2"}, Milliseconds{1'780'662'000'123ms}),
        "a b=1 1780662000123\nc d=2 1780662000123\n"
    );
    EXPECT_EQ(stamped({}, Milliseconds{1ms}), "");
}

// What breaks a line if it is written as it is.
TEST(LineProtocol, EscapesAMeasurementThatIsNoSerial) {
    auto plant = plant_without_values("A, B=C\\\nD");
    add_value(plant, "Power/Power/SOC", Number{77, 0});

    EXPECT_EQ(seed_line(plant), "A\\,\\ B=C__D,tagKey=GivReal soc=77");
}

}  // namespace
}  // namespace giv::render
