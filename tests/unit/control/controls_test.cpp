// The table of controls: names, words, and the points that it says it changes.
#include "givtcp/control/controls.hpp"

#include "givtcp/control/payload.hpp"
#include "givtcp/points/point.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace giv {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The first column of spec/commands.md 1a, written out.
std::vector<std::string> documented_names() {
    std::vector<std::string> names{
        "enableChargeTarget",
        "disableChargeTarget",
        "enableChargeSchedule",
        "enableDischargeSchedule",
        "enableDishargeSchedule",
        "enableDischarge",
        "setChargeTarget",
        "setBatteryReserve",
        "setShallowCharge",
        "setBatteryCutoff",
        "setChargeRate",
        "setDischargeRate",
        "setChargeRateAC",
        "setDischargeRateAC",
        "setActivePowerRate",
        "setChargeSlot",
        "setDischargeSlot",
        "setDischargeTarget",
        "setBatteryMode",
        "setEcoMode",
        "setBatteryPowerMode",
        "setBatteryPauseMode",
        "setPauseSlot",
        "setPauseStart",
        "setPauseEnd",
        "setLocalControlMode",
        "setBatteryCalibration",
        "rebootInverter",
        "rebootInvertor",
        "enableRTC",
        "setDateTime",
        "syncDateTime",
        "forceCharge",
        "forceExport",
        "tempPauseCharge",
        "tempPauseDischarge"};
    for (const auto* numbered :
         {"setChargeSlot",
          "setDischargeSlot",
          "setChargeStart",
          "setChargeEnd",
          "setDischargeStart",
          "setDischargeEnd",
          "setChargeTarget",
          "setDischargeTarget"}) {
        for (int slot = 1; slot <= 10; ++slot)
            names.push_back(numbered + std::to_string(slot));
    }
    std::ranges::sort(names);
    return names;
}

std::string said(const std::string& name) { return says(find_control(name).value()); }

TEST(Controls, HaveAPlanEachAndSayWhereTheyAreMissing) {
    for (const auto& row : controls()) {
        EXPECT_TRUE(row.plan != nullptr) << row.name;
        EXPECT_EQ(row.exists == nullptr, row.only_on.empty()) << row.name;
    }
}

TEST(Controls, AreThoseThatAreDocumentedAndNoOthers) {
    auto names = control_names();
    std::ranges::sort(names);

    EXPECT_EQ(names, documented_names());
}

TEST(Controls, AreFoundByEachOfTheirNames) {
    for (const auto& name : control_names()) {
        const auto named = find_control(name);
        ASSERT_TRUE(named) << name;
        EXPECT_FALSE(is_not_offered(name)) << name;
    }
}

TEST(Controls, HaveTheSlotOfTheirName) {
    EXPECT_EQ(find_control("setChargeSlot")->slot, 0);
    EXPECT_EQ(find_control("setChargeSlot1")->slot, 1);
    EXPECT_EQ(find_control("setDischargeEnd10")->slot, 10);
    EXPECT_EQ(find_control("setChargeTarget")->slot, 0);
    EXPECT_EQ(find_control("setChargeTarget7")->slot, 7);
    EXPECT_NE(find_control("setChargeTarget")->control, find_control("setChargeTarget7")->control);
}

TEST(Controls, AreNotFoundByNamesThatAreNearlyTheirs) {
    for (const auto* name :
         {"",
          "setChargeSlot0",
          "setChargeSlot01",
          "setChargeSlot11",
          "setChargeSlot 1",
          "setChargeSlot1 ",
          "setChargeStart",
          "setDischargeEnd",
          "setchargetarget",
          "enableChargeTarget1",
          "setChargeSlot1a",
          "rebootInverter1"}) {
        EXPECT_FALSE(find_control(name)) << name;
    }
}

// spec/clients.md §2.3
TEST(Controls, SayWhatGivTcpSays) {
    EXPECT_EQ(said("enableChargeTarget"), "Setting Charge Target");
    EXPECT_EQ(said("disableChargeTarget"), "Setting Charge Target");
    EXPECT_EQ(said("setChargeTarget"), "Setting Charge Target");
    EXPECT_EQ(said("enableChargeSchedule"), "Setting Charge Enable");
    EXPECT_EQ(said("enableDischargeSchedule"), "Setting Charge Enable");
    EXPECT_EQ(said("enableDishargeSchedule"), "Setting Charge Enable");
    EXPECT_EQ(said("setShallowCharge"), "Setting Charge Enable");
    EXPECT_EQ(said("enableDischarge"), "Setting Discharge Enable");
    EXPECT_EQ(said("setBatteryReserve"), "Setting Battery Reserve");
    EXPECT_EQ(said("setChargeRate"), "Setting Charge Rate");
    EXPECT_EQ(said("setDischargeRate"), "Setting Discharge Rate");
    EXPECT_EQ(said("setChargeSlot1"), "Setting Charge Slot 1");
    EXPECT_EQ(said("setDischargeSlot2"), "Setting Discharge Slot 2");
    EXPECT_EQ(said("setChargeSlot"), "Setting Charge Slot");
    EXPECT_EQ(said("setChargeStart10"), "Setting Charge Slot 10 Start");
    EXPECT_EQ(said("setBatteryMode"), "Setting Battery Mode");
    EXPECT_EQ(said("setDateTime"), "Invertor time setting");
}

TEST(Controls, SayTheSlotOfThePayload) {
    Command command{.control = "setChargeSlot"};
    command.payload = R"({"start":"1:00","finish":"2:00","slot":4})";

    const auto order = parse(command);

    ASSERT_TRUE(order);
    EXPECT_EQ(says(*order), "Setting Charge Slot 4");
}

TEST(Controls, ChangePointsThatThereAre) {
    std::set<std::string> paths;
    for (const auto& point : points())
        paths.insert(std::string{point.path});

    for (const auto& name : control_names()) {
        for (const auto& path : shown_by(*find_control(name)))
            EXPECT_TRUE(paths.contains(path)) << name << ": " << path;
    }
}

TEST(Controls, ShowTheSlotThatTheyChange) {
    EXPECT_THAT(
        shown_by(*find_control("setChargeStart3")),
        ElementsAre("Timeslots/Charge_start_time_slot_3")
    );
    EXPECT_THAT(
        shown_by(*find_control("setChargeSlot1")),
        ElementsAre(
            "Timeslots/Charge_start_time_slot_1",
            "Timeslots/Charge_end_time_slot_1",
            "Control/Charge_Target_SOC_1",
            "Control/Target_SOC"
        )
    );
    EXPECT_THAT(
        shown_by(parse({.control = "setDischargeTarget", .payload = "20"}).value()),
        ElementsAre("Control/Discharge_Target_SOC_1")
    );
}

// A payload that nobody understands names no slot: the state of all of them is told again.
TEST(Controls, ShowEverySlotWhereNoneIsNamed) {
    const auto paths = shown_by(*find_control("setChargeSlot"));

    EXPECT_THAT(paths, SizeIs(31));
    EXPECT_THAT(paths, Contains("Timeslots/Charge_end_time_slot_10"));
}

TEST(Controls, SetAPointThatTheyShowAndNoOtherSets) {
    std::set<std::string> paths;
    for (const auto& control : controls()) {
        for (const auto path : control.sets) {
            EXPECT_NE(std::ranges::find(control.shows, path), control.shows.end()) << path;
            EXPECT_TRUE(paths.insert(std::string{path}).second) << path;
        }
    }
}

TEST(Controls, AreFoundByThePointThatTheySet) {
    const auto named = [](std::string_view path) {
        const auto found = set_by(path);
        if (!found) return std::string{"none"};
        return std::string{found->control->name} + ' ' + std::to_string(found->slot);
    };

    EXPECT_EQ(named("Control/Mode"), "setBatteryMode 0");
    EXPECT_EQ(named("Control/Target_SOC"), "setChargeTarget 0");
    EXPECT_EQ(named("Control/Charge_Target_SOC_10"), "setChargeTarget 10");
    EXPECT_EQ(named("Control/Discharge_Target_SOC_1"), "setDischargeTarget 1");
    EXPECT_EQ(named("Timeslots/Discharge_end_time_slot_2"), "setDischargeEnd 2");
    EXPECT_EQ(named("Control/Battery_Power_Reserve"), "setBatteryReserve 0");
    EXPECT_EQ(named("Control/Force_Export_Num"), "forceExport 0");
    EXPECT_EQ(named("Control/Sync_Time"), "syncDateTime 0");
    EXPECT_EQ(named("Control/Reboot_Addon"), "none");
    EXPECT_EQ(named("Control/Charge_Target_SOC_11"), "none");
    EXPECT_EQ(named("Power/Power/PV_Power"), "none");
    EXPECT_EQ(named(""), "none");
}

TEST(Controls, NearlyAllShowSomething) {
    for (const auto& control : controls()) {
        if (control.name == "setLocalControlMode") continue;  // nothing shows HR311
        EXPECT_FALSE(control.shows.empty()) << control.name;
    }
}

TEST(Controls, TakeTheirOwnExamples) {
    for (const auto& name : control_names()) {
        for (const bool optional_too : {false, true}) {
            const auto example = example_of(*find_control(name), optional_too);
            const auto order = parse({.control = name, .payload = example});
            EXPECT_TRUE(order) << name << ": " << example << ": " << order.error().why;
        }
    }
}

TEST(Controls, TakeExamplesThatPeopleCanRead) {
    EXPECT_EQ(example_of(*find_control("disableChargeTarget")), "");
    EXPECT_EQ(
        example_of(*find_control("setChargeSlot"), true),
        R"({"start": "00:30", "finish": "04:30", "chargeToPercent": 80, "slot": 3})"
    );
    EXPECT_EQ(
        example_of(*find_control("setChargeSlot1")), R"({"start": "00:30", "finish": "04:30"})"
    );
}

TEST(Controls, KnowOfEachOtherNameThatItIsNotOffered) {
    EXPECT_TRUE(is_not_offered("setExportSlot3"));
    EXPECT_TRUE(is_not_offered("setEMSDischargeEnd2"));
    EXPECT_FALSE(is_not_offered("setFactoryDefaults"));
    EXPECT_FALSE(is_not_offered(""));
    EXPECT_FALSE(is_not_offered("setExport\xDB\n"));
    EXPECT_FALSE(is_not_offered("setExport" + std::string(50'000, 't')));
}

}  // namespace
}  // namespace giv
