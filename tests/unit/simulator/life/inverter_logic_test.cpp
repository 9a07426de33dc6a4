// What an inverter does with its battery.
#include "simulator/life/inverter_logic.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;

// 2.6 kW for the battery, 5 kW in all, of which 3.6 kW may be exported.
InverterSettings in_eco_mode() {
    InverterSettings settings;
    settings.most_charge_watts = 2600;
    settings.most_discharge_watts = 2600;
    settings.most_output_watts = 5000;
    settings.most_export_watts = 3600;
    return settings;
}

constexpr DailySlot evening{16h, 19h, 4};
constexpr DailySlot night{30min, 4h + 30min, 80};

// 970 W at the AC side are 1000 W of the battery.
constexpr Situation wants_970_watts{.time_of_day = 17h, .soc_percent = 50, .house_watts = 970};
constexpr Situation has_too_much{
    .time_of_day = 17h, .soc_percent = 50, .pv_watts = 1500, .house_watts = 970};

Situation at(std::chrono::minutes time, Situation situation) {
    situation.time_of_day = time;
    return situation;
}

Situation with_soc(double percent, Situation situation) {
    situation.soc_percent = percent;
    return situation;
}

TEST(InverterLogic, ServesTheHouseInEcoMode) {
    EXPECT_DOUBLE_EQ(wanted_battery_watts(in_eco_mode(), wants_970_watts), 1000);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(in_eco_mode(), has_too_much), -500);
}

TEST(InverterLogic, NeverGivesOrTakesMoreThanTheRates) {
    auto settings = in_eco_mode();
    settings.most_charge_watts = 200;
    settings.most_discharge_watts = 300;

    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, wants_970_watts), 300);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, has_too_much), -200);
}

TEST(InverterLogic, KeepsTheReserve) {
    auto settings = in_eco_mode();
    settings.reserve_percent = 20;

    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, with_soc(20, wants_970_watts)), 0);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, with_soc(20.1, wants_970_watts)), 1000);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, with_soc(20, has_too_much)), -500);
}

TEST(InverterLogic, TakesLessWhenItIsNearlyFull) {
    auto settings = in_eco_mode();
    const Situation sunny{.time_of_day = 12h, .pv_watts = 5000};

    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, with_soc(97, sunny)), -2600);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, with_soc(98.5, sunny)), -1300);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, with_soc(99.9, sunny)), -260);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, with_soc(100, sunny)), 0);
}

TEST(InverterLogic, ChargesInItsSlotUpToTheTargetAndKeepsThat) {
    auto settings = in_eco_mode();
    settings.charge_slots = {night};
    settings.charges_by_slots = true;
    const auto tonight = at(2h, wants_970_watts);

    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, with_soc(79.9, tonight)), -2600);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, with_soc(80, tonight)), 0);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, with_soc(90, at(2h, has_too_much))), -500);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, at(5h, wants_970_watts)), 1000);
    settings.charges_by_slots = false;
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, tonight), 1000);
}

TEST(InverterLogic, ServesTheHouseOnlyInItsSlotsByTimedDemand) {
    auto settings = in_eco_mode();
    settings.discharges_by_slots = true;
    settings.discharge_slots = {evening};

    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, wants_970_watts), 1000);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, at(20h, wants_970_watts)), 0);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, at(20h, has_too_much)), -500);
}

TEST(InverterLogic, GivesAllItCanInItsSlotsByTimedExport) {
    auto settings = in_eco_mode();
    settings.is_eco = false;
    settings.discharges_by_slots = true;
    settings.discharge_slots = {{16h, 19h, 30}};

    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, wants_970_watts), 2600);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, with_soc(30, wants_970_watts)), 0);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, at(20h, wants_970_watts)), 0);
}

TEST(InverterLogic, GivesNothingWhileExportIsPaused) {
    auto settings = in_eco_mode();
    settings.is_eco = false;

    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, wants_970_watts), 0);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, has_too_much), -500);
}

TEST(InverterLogic, PausesWhatItIsToldTo) {
    auto settings = in_eco_mode();
    const auto both = [&](Pause pause) {
        settings.pause = pause;
        return std::pair{
            wanted_battery_watts(settings, wants_970_watts),
            wanted_battery_watts(settings, has_too_much)};
    };

    EXPECT_EQ(both(Pause::charge), (std::pair{1000., 0.}));
    EXPECT_EQ(both(Pause::discharge), (std::pair{0., -500.}));
    EXPECT_EQ(both(Pause::both), (std::pair{0., 0.}));
}

TEST(InverterLogic, PausesOnlyInItsSlotWhereOneIsSet) {
    auto settings = in_eco_mode();
    settings.pause = Pause::discharge;
    settings.pause_slot = {22h, 17h + 30min, 0};

    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, wants_970_watts), 0);
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, at(18h, wants_970_watts)), 1000);
}

TEST(InverterLogic, CalibratesWhateverElseIsWanted) {
    auto settings = in_eco_mode();
    settings.maintenance = Maintenance::charges;
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, wants_970_watts), -2600);
    settings.maintenance = Maintenance::discharges;
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, has_too_much), 2600);
    settings.maintenance = Maintenance::rests;
    EXPECT_DOUBLE_EQ(wanted_battery_watts(settings, wants_970_watts), 0);
}

// ---- what comes of it ---------------------------------------------------------------------

TEST(InverterFlows, LoseThreeHundredthsOnTheWayToTheHouse) {
    const auto powers = flows({.first_string = 800, .battery = 200, .load = 900}, in_eco_mode());

    EXPECT_DOUBLE_EQ(powers.inverter, 970);
    EXPECT_DOUBLE_EQ(powers.losses, 30);
    EXPECT_DOUBLE_EQ(powers.grid, 70);
}

TEST(InverterFlows, TakeMoreFromTheGridThanTheBatteryGets) {
    const auto powers = flows({.battery = -970, .load = 500}, in_eco_mode());

    EXPECT_DOUBLE_EQ(powers.inverter, -1000);
    EXPECT_DOUBLE_EQ(powers.losses, 30);
    EXPECT_DOUBLE_EQ(powers.grid, -1500);
}

TEST(InverterFlows, StopAtTheExportLimitFirstByTheBatteryThenByTheRoof) {
    const auto powers = flows(
        {.first_string = 3000, .second_string = 1000, .battery = 2000, .load = 280}, in_eco_mode()
    );

    EXPECT_NEAR(powers.grid, 3600, 1e-9);
    EXPECT_DOUBLE_EQ(powers.battery, 0);
    EXPECT_DOUBLE_EQ(powers.first_string, 3000);

    const auto sunny =
        flows({.first_string = 6000, .second_string = 2000, .load = 280}, in_eco_mode());
    EXPECT_NEAR(sunny.grid, 3600, 1e-9);
    EXPECT_DOUBLE_EQ(sunny.first_string, 3000);
    EXPECT_DOUBLE_EQ(sunny.second_string, 1000);
}

TEST(InverterFlows, StopAtWhatTheInverterCan) {
    auto settings = in_eco_mode();
    settings.most_output_watts = 1940;

    EXPECT_NEAR(flows({.first_string = 6000, .load = 5000}, settings).inverter, 1940, 1e-9);
    EXPECT_NEAR(flows({.battery = -2600, .load = 0}, settings).inverter, -1940, 1e-9);
}

TEST(InverterFlows, CountAnotherInvertersRoof) {
    const auto powers = flows({.battery = 1000, .load = 500, .roof = 2000}, in_eco_mode());

    EXPECT_DOUBLE_EQ(powers.inverter, 970);
    EXPECT_DOUBLE_EQ(powers.grid, 2470);
}

}  // namespace
}  // namespace giv::simulator
