// What Home Assistant is told of what can be set: numbers, choices, switches, buttons. Expected
// values are spec/clients.md §3.1-3.5, worked out for the plant of own_plants.hpp.
#include "support/discovered.hpp"

#include "givtcp/render/discovery.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace giv::render {
namespace {

using namespace giv::testing;
using nlohmann::json;

std::vector<Announcement> fresh(const DiscoveryOptions& options = {}) {
    return announcements(*gen1_snapshot(), options);
}

TEST(DiscoveredControls, ARateIsANumberOfWattsUpToTheBatterysMaximum) {
    const auto one = payload(fresh(), Platform::number, "Battery_Charge_Rate");

    EXPECT_EQ(one.at("min"), 0);
    EXPECT_EQ(one.at("max"), 2600);
    EXPECT_EQ(one.at("step"), 1);
    EXPECT_EQ(one.at("unit_of_measurement"), "W");
    EXPECT_EQ(one.at("command_topic"), "GivEnergy/control/SA2114G047/setChargeRate");
    EXPECT_EQ(one.at("command_template"), "{{ value }}W");
    EXPECT_EQ(one.at("entity_category"), "config");
    EXPECT_FALSE(one.contains("expire_after"));
    EXPECT_FALSE(one.contains("suggested_display_precision"));
}

TEST(DiscoveredControls, ARateOfTheSeedIsPercent) {
    DiscoveryOptions options;
    options.seed_profile = true;

    const auto one = payload(fresh(options), Platform::number, "Battery_Charge_Rate");

    EXPECT_EQ(one.at("max"), 100);
    EXPECT_EQ(one.at("unit_of_measurement"), "%");
    EXPECT_EQ(one.at("command_template"), "{{ value }}%");
}

TEST(DiscoveredControls, ANumberWithoutRoomIsLeftOut) {
    auto snapshot = *gen1_snapshot();
    for (auto& measured : snapshot.values) {
        if (measured.point->key() == "Invertor_Max_Bat_Rate") measured.value = Number{0, 0};
    }

    const auto all = announcements(snapshot, {});

    const auto* one = testing::find(all, Platform::number, "Battery_Charge_Rate");
    ASSERT_NE(one, nullptr);
    EXPECT_FALSE(one->due);
    EXPECT_TRUE(one->payload.empty());
}

TEST(DiscoveredControls, ChargesAreFrom4To100Percent) {
    const auto all = fresh();

    for (const auto& [key, command] : std::vector<std::pair<std::string, std::string>>{
             {"Target_SOC", "setChargeTarget"},
             {"Battery_Power_Reserve", "setBatteryReserve"},
             {"Battery_Power_Cutoff", "setBatteryCutoff"}}) {
        const auto one = payload(all, Platform::number, key);
        ASSERT_TRUE(one.is_object()) << key;
        EXPECT_EQ(one.at("min"), 4) << key;
        EXPECT_EQ(one.at("max"), 100) << key;
        EXPECT_EQ(one.at("unit_of_measurement"), "%") << key;
        EXPECT_EQ(one.at("command_topic"), "GivEnergy/control/SA2114G047/" + command);
    }
    EXPECT_EQ(payload(all, Platform::number, "Active_Power_Rate").at("min"), 0);
}

TEST(DiscoveredControls, MinutesOfAnActionAreANumberBesideItsChoice) {
    const auto all = fresh();

    const auto minutes = payload(all, Platform::number, "Force_Charge_Num");
    EXPECT_EQ(minutes.at("min"), 0);
    EXPECT_EQ(minutes.at("max"), 1439);
    EXPECT_EQ(minutes.at("unit_of_measurement"), "min");
    EXPECT_EQ(minutes.at("command_topic"), "GivEnergy/control/SA2114G047/forceCharge");
    const auto choice = payload(all, Platform::select, "Force_Charge");
    EXPECT_EQ(choice.at("command_topic"), "GivEnergy/control/SA2114G047/forceCharge");
    EXPECT_EQ(
        choice.at("options"),
        json::parse(R"(["Normal", "Running", "Cancel", "2", "5", "10", "15", "30", "45", "60", "75",
            "90", "105", "120", "135", "150", "165", "180"])")
    );
}

TEST(DiscoveredControls, ModesAreThoseThatCanBeChosen) {
    const auto all = fresh();

    EXPECT_EQ(
        payload(all, Platform::select, "Mode").at("options"),
        json({"Eco", "Eco (Paused)", "Timed Demand", "Timed Export", "Export (Paused)"})
    );
    EXPECT_EQ(
        payload(all, Platform::select, "Battery_Calibration").at("options"),
        json::parse(R"(["Off", "Start", "Charge Only", "Running"])")
    );
}

TEST(DiscoveredControls, ASlotIsAChoiceOfEachMinute) {
    const auto one = payload(fresh(), Platform::select, "Charge_start_time_slot_1");

    const auto& choices = one.at("options");
    ASSERT_EQ(choices.size(), 1440U);
    EXPECT_EQ(choices.front(), "00:00:00");
    EXPECT_EQ(choices.at(61), "01:01:00");
    EXPECT_EQ(choices.back(), "23:59:00");
    EXPECT_EQ(one.at("command_topic"), "GivEnergy/control/SA2114G047/setChargeStart1");
    EXPECT_EQ(one.at("state_topic"), "GivEnergy/SA2114G047/Timeslots/Charge_start_time_slot_1");
    EXPECT_EQ(one.at("entity_category"), "config");
}

TEST(DiscoveredControls, ASwitchSpeaksGivTcpsWords) {
    const auto one = payload(fresh(), Platform::toggle, "Enable_Discharge_Schedule");

    EXPECT_EQ(one.at("payload_on"), "enable");
    EXPECT_EQ(one.at("payload_off"), "disable");
    EXPECT_EQ(one.at("command_topic"), "GivEnergy/control/SA2114G047/enableDischargeSchedule");
}

TEST(DiscoveredControls, AButtonHasNoState) {
    const auto all = fresh();

    const auto reboot = payload(all, Platform::button, "Reboot_Invertor");
    EXPECT_EQ(reboot.at("payload_press"), "restart");
    EXPECT_EQ(reboot.at("device_class"), "restart");
    EXPECT_EQ(reboot.at("command_topic"), "GivEnergy/control/SA2114G047/rebootInverter");
    EXPECT_FALSE(reboot.contains("state_topic"));
    const auto sync = payload(all, Platform::button, "Sync_Time");
    EXPECT_EQ(sync.at("command_topic"), "GivEnergy/control/SA2114G047/syncDateTime");
    EXPECT_FALSE(sync.contains("device_class"));
}

TEST(DiscoveredControls, WhatNobodyCanPressIsNoButton) {
    for (const auto& one : fresh())
        EXPECT_NE(one.name.key, "Reboot_Addon");
}

TEST(DiscoveredControls, WhatPeopleUseEveryDayIsNoConfiguration) {
    const auto all = fresh();

    for (const auto& [platform, key] : std::vector<std::pair<Platform, const char*>>{
             {Platform::select, "Mode"},
             {Platform::number, "Target_SOC"},
             {Platform::toggle, "Enable_Charge_Schedule"},
             {Platform::toggle, "Enable_Discharge_Schedule"},
             {Platform::select, "Force_Charge"},
             {Platform::number, "Force_Export_Num"}}) {
        const auto one = payload(all, platform, key);
        ASSERT_TRUE(one.is_object()) << key;
        EXPECT_FALSE(one.contains("entity_category")) << key;
    }
}

TEST(DiscoveredControls, SensorsAreNeverConfiguration) {
    for (const auto& one : fresh()) {
        if (one.name.platform != Platform::sensor || !one.due) continue;
        EXPECT_NE(json::parse(one.payload).value("entity_category", ""), "config") << one.name.key;
    }
}

TEST(DiscoveredControls, ReadOnlyControlsAreShownAsNotAvailable) {
    DiscoveryOptions options;
    options.read_only = true;
    const auto all = fresh(options);

    const auto control = payload(all, Platform::number, "Target_SOC");
    EXPECT_EQ(control.at("availability").at(0).at("value_template"), "offline");
    EXPECT_EQ(control.at("availability").at(0).at("topic"), "GivEnergy/bridge/1/status");
    const auto sensor = payload(all, Platform::sensor, "PV_Power");
    EXPECT_FALSE(sensor.at("availability").at(0).contains("value_template"));
}

TEST(DiscoveredControls, SlotsAreTimesToo_WhereThatIsWanted) {
    DiscoveryOptions options;
    options.time_entities = true;
    const auto all = fresh(options);

    const auto* one = testing::find(all, Platform::time, "Charge_start_time_slot_1");
    ASSERT_NE(one, nullptr);
    EXPECT_EQ(
        one->identity.config_topic,
        "homeassistant/time/GivEnergy/SA2114G047_Charge_start_time_slot_1/config"
    );
    const auto text = json::parse(one->payload);
    EXPECT_EQ(text.at("unique_id"), "GivTCP_SA2114G047_Charge_start_time_slot_1_time");
    EXPECT_EQ(text.at("default_entity_id"), "time.givtcp_sa2114g047_charge_start_time_slot_1_time");
    EXPECT_EQ(text.at("command_topic"), "GivEnergy/control/SA2114G047/setChargeStart1");
    EXPECT_EQ(testing::find(fresh(), Platform::time, "Charge_start_time_slot_1"), nullptr);
}

TEST(DiscoveredControls, SlotsAreSensorsToo_WhereThatIsWanted) {
    DiscoveryOptions options;
    options.slot_sensors = true;

    const auto one = payload(fresh(options), Platform::sensor, "Charge_start_time_slot_1");

    EXPECT_EQ(one.at("state_topic"), "GivEnergy/SA2114G047/Timeslots/Charge_start_time_slot_1");
    EXPECT_FALSE(one.contains("command_topic"));
}

}  // namespace
}  // namespace giv::render
