// Each rule of spec/clients.md §3.3, for the discovery of each generation.
#include "givtcp/render/adoption.hpp"

#include "unit/render/adoption_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace giv::render {
namespace {

using namespace giv::testing;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// ---- rule 1: nothing is held ------------------------------------------------------------------

TEST(Adoption, WithAnEmptyBrokerEverythingIsFresh) {
    const auto plan = plan_of({});

    EXPECT_THAT(plan.clear, IsEmpty());
    EXPECT_EQ(fate(plan, "PV_Power"), Fate::fresh);
    EXPECT_EQ(identity(plan, "PV_Power").unique_id, "GivTCP_SA2114G047_PV_Power");
    EXPECT_THAT(identity(plan, "PV_Power").identifiers, ElementsAre("givtcp_SA2114G047"));
    EXPECT_EQ(plan.entities.size(), announcements(*gen1_snapshot(), {}).size());
}

TEST(Adoption, TheFilterHasEveryGenerationsTopics) {
    EXPECT_EQ(config_filter({}), "homeassistant/+/GivEnergy/+/config");
}

// ---- rule 2: what is held is kept to the letter -----------------------------------------------

TEST(Adoption, KeepsTheNamesOfTheSeed) {
    const auto plan = plan_of({of_seed(pv_power)});

    const auto& kept = identity(plan, "PV_Power");
    EXPECT_EQ(kept.config_topic, "homeassistant/sensor/GivEnergy/PV_Power/config");
    EXPECT_EQ(kept.unique_id, "SA2114G047_Power_PV_Power");
    EXPECT_THAT(kept.identifiers, ElementsAre("SA2114G047_Power"));
    EXPECT_TRUE(kept.adopted);
    EXPECT_EQ(fate(plan, "PV_Power"), Fate::adopted);
    EXPECT_THAT(plan.clear, IsEmpty());
}

TEST(Adoption, KeepsTheNamesOfVersion1) {
    const auto plan = plan_of({of_v1(pv_power), of_v1(pack_soc_v2)});

    const auto& kept = identity(plan, "PV_Power");
    EXPECT_EQ(kept.config_topic, "homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config");
    EXPECT_EQ(kept.unique_id, "SA2114G047_Power_PV_Power");
    const auto& pack = identity(plan, "Battery_SOC", Platform::sensor, "BG2134G001");
    EXPECT_EQ(pack.config_topic, "homeassistant/sensor/GivEnergy/BG2134G001_Battery_SOC/config");
    EXPECT_EQ(pack.unique_id, "BG2134G001_Battery_Details_Battery_SOC");
    EXPECT_THAT(pack.identifiers, ElementsAre("BG2134G001_Battery_Details"));
    EXPECT_THAT(plan.clear, IsEmpty());
}

TEST(Adoption, KeepsTheNamesOfVersion2) {
    const auto plan = plan_of({of_v2(pv_power), of_v2(pack_soc_v2)});

    EXPECT_EQ(identity(plan, "PV_Power").unique_id, "GivTCP_SA2114G047_PV_Power");
    EXPECT_THAT(identity(plan, "PV_Power").identifiers, ElementsAre("SA2114G047_Power"));
    const auto& pack = identity(plan, "Battery_SOC", Platform::sensor, "BG2134G001");
    EXPECT_EQ(pack.config_topic, "homeassistant/sensor/GivEnergy/BG2134G001_Battery_SOC/config");
    EXPECT_EQ(pack.unique_id, "GivTCP_BG2134G001_Battery_SOC");
    EXPECT_THAT(plan.clear, IsEmpty());
}

TEST(Adoption, KeepsTheNamesOfVersion3) {
    const OldEntity stack{"sensor", "Battery_Details/Battery_Stack_1/BMS_Temperature"};

    const auto plan = plan_of({of_v3(pv_power), of_v3(pack_soc_v3), of_v3(stack)});

    EXPECT_EQ(identity(plan, "PV_Power").unique_id, "GivTCP_SA2114G047_PV_Power");
    const auto& pack = identity(plan, "Battery_SOC", Platform::sensor, "BG2134G001");
    EXPECT_EQ(
        pack.config_topic, "homeassistant/sensor/GivEnergy/SA2114G047_BG2134G001_Battery_SOC/config"
    );
    EXPECT_THAT(pack.identifiers, ElementsAre("GivTCP BG2134G001"));
    const auto& kept = identity(plan, "BMS_Temperature", Platform::sensor, "Battery_Stack_1");
    EXPECT_EQ(kept.unique_id, "GivTCP_Battery_Stack_1_BMS_Temperature");
    EXPECT_TRUE(kept.adopted);
    EXPECT_THAT(plan.clear, IsEmpty());
}

TEST(Adoption, KeepsAnotherPrefixThanOurs) {
    auto old = pv_power;
    old.prefix = "My Inverter";

    const auto plan = plan_of({of_v3(old)});

    EXPECT_EQ(identity(plan, "PV_Power").unique_id, "My Inverter_SA2114G047_PV_Power");
}

TEST(Adoption, KnowsBothSpellingsOfEachKey) {
    const Held held{
        {"homeassistant/switch/GivEnergy/SA2114G047_Eco_Mode/config",
         R"({"state_topic": "GivEnergy/SA2114G047/Control/Eco_Mode",
             "unique_id": "GivTCP_SA2114G047_Eco_Mode",
             "dev": {"ids": ["SA2114G047_Control", "another"]}})"}};

    const auto plan = plan_of(held);

    const auto& kept = identity(plan, "Eco_Mode", Platform::toggle);
    EXPECT_TRUE(kept.adopted);
    EXPECT_THAT(kept.identifiers, ElementsAre("SA2114G047_Control", "another"));
}

TEST(Adoption, KeepsAStoredEnergyAsTheTotalThatStatisticsHangOn) {
    const json energy{
        {"device_class", "Energy"}, {"state_class", "total"}, {"unit_of_meas", "kWh"}};

    const auto plan = plan_of({of_v3({"sensor", "Power/Power/SOC_kWh", "SA2114G047", energy})});

    const SensorClass as_it_was{"energy", "total", "kWh"};
    EXPECT_EQ(identity(plan, "SOC_kWh").sensor_class, as_it_was);
}

TEST(Adoption, CorrectsAUnitThatIsWrong) {
    const json ampere_hours{{"state_class", "measurement"}, {"unit_of_meas", "Ah"}};
    const OldEntity old{"sensor", "SA2114G047/Battery_Capacity_kWh", "SA2114G047", ampere_hours};

    const auto plan = plan_of({of_v3(old)});

    EXPECT_TRUE(identity(plan, "Battery_Capacity_kWh").adopted);
    EXPECT_EQ(identity(plan, "Battery_Capacity_kWh").sensor_class, std::nullopt);
}

TEST(Adoption, CorrectsAStoredEnergyThatWasToldToRiseOnly) {
    const json rising{
        {"device_class", "Energy"}, {"state_class", "total_increasing"}, {"unit_of_meas", "kWh"}};

    const auto plan = plan_of({of_v2({"sensor", "Power/Power/SOC_kWh", "SA2114G047", rising})});

    EXPECT_EQ(identity(plan, "SOC_kWh").sensor_class, std::nullopt);
}

TEST(Adoption, KeepsAHistoryUnderACorrectedKey) {
    const OldEntity misspelt{"sensor", "Battery_Details/BG2134G001/Battery_Remaining_Capcity"};

    const auto plan = plan_of({of_seed(misspelt)});

    const auto& kept = identity(plan, "Battery_Remaining_Capacity", Platform::sensor, "BG2134G001");
    EXPECT_EQ(kept.config_topic, "homeassistant/sensor/GivEnergy/Battery_Remaining_Capcity/config");
    EXPECT_EQ(kept.unique_id, "SA2114G047_Battery_Details_Battery_Remaining_Capcity");
}

TEST(Adoption, NewValuesJoinTheDevicesThatAreThere) {
    const OldEntity type{"sensor", "SA2114G047/Invertor_Type"};

    const auto plan = plan_of({of_v3(pv_power), of_v3(type), of_v3(pack_soc_v3)});

    EXPECT_EQ(fate(plan, "Grid_Power"), Fate::fresh);
    EXPECT_THAT(identity(plan, "Grid_Power").identifiers, ElementsAre("SA2114G047_Power"));
    // Version 3 calls the details by the serial.
    EXPECT_THAT(
        identity(plan, "Invertor_Firmware").identifiers, ElementsAre("SA2114G047_SA2114G047")
    );
    // Nothing of this section is there: it gets the device that all generations gave it.
    EXPECT_THAT(
        identity(plan, "PV_Energy_Today_kWh").identifiers, ElementsAre("SA2114G047_Energy")
    );
    EXPECT_THAT(
        identity(plan, "Problem", Platform::binary_sensor).identifiers,
        ElementsAre("givtcp_SA2114G047")
    );
}

TEST(Adoption, NothingJoinsADeviceThatWasOneValues) {
    const auto plan =
        plan_of({of_v2({"sensor", "status"}), of_v2({"sensor", "Last_Updated_Time"})});

    EXPECT_THAT(identity(plan, "status").identifiers, ElementsAre("SA2114G047_status"));
    EXPECT_THAT(identity(plan, "Write_Count").identifiers, ElementsAre("SA2114G047_Stats"));
}

TEST(Adoption, KeepsAUnitUnderWhichStatisticsWereKept) {
    OldEntity count{"sensor", "Stats/Write_Count"};
    count.more = {{"state_class", "measurement"}, {"unit_of_meas", ""}};
    OldEntity age{"sensor", "Stats/Time_Since_Last_Update"};
    age.more = {{"state_class", "measurement"}, {"unit_of_meas", "seconds"}};
    OldEntity today{"sensor", "Stats/Writes_Today"};
    today.more = {{"state_class", "measurement"}};
    const auto snapshot = gen1_snapshot();

    const auto plan = plan_of({of_v3(count), of_v3(age), of_v3(today)});
    const auto all = announcements(*snapshot, {}, plan.identities);

    EXPECT_EQ(payload(all, Platform::sensor, "Write_Count").at("unit_of_measurement"), "");
    const auto seconds = payload(all, Platform::sensor, "Time_Since_Last_Update");
    EXPECT_EQ(seconds.at("unit_of_measurement"), "seconds");
    EXPECT_FALSE(seconds.contains("device_class"));
    EXPECT_FALSE(payload(all, Platform::sensor, "Writes_Today").contains("unit_of_measurement"));
}

// ---- again --------------------------------------------------------------------------------------

Held held_of(const std::vector<Announcement>& all) {
    Held held;
    for (const auto& one : all)
        if (one.due) held.push_back({one.identity.config_topic, one.payload});
    return held;
}

void expect_all_adopted_again(const Held& before, const DiscoveryOptions& options) {
    const auto snapshot = gen1_snapshot();
    const auto plan = plan_adoption(*snapshot, options, before);
    const auto said = held_of(announcements(*snapshot, options, plan.identities));

    const auto again = plan_adoption(*snapshot, options, said);

    EXPECT_THAT(again.clear, IsEmpty());
    for (const auto& one : again.entities)
        EXPECT_TRUE(one.fate == Fate::adopted || one.fate == Fate::waits)
            << one.name.key << " is " << words(one.fate) << ": " << one.why;
    const auto next = held_of(announcements(*snapshot, options, again.identities));
    ASSERT_EQ(next.size(), said.size());
    for (std::size_t i = 0; i < said.size(); ++i) {
        EXPECT_EQ(next[i].topic, said[i].topic);
        EXPECT_EQ(next[i].payload, said[i].payload);
    }
}

TEST(Adoption, AdoptsItsOwnAtTheNextStart) {
    DiscoveryOptions options;
    expect_all_adopted_again({}, options);
    options.layout = DeviceLayout::sections;
    expect_all_adopted_again({}, options);
    options.time_entities = true;
    options.slot_sensors = true;
    options.prefix_is_shared = true;
    expect_all_adopted_again({}, options);
}

TEST(Adoption, AdoptsAtTheNextStartWhatItAdoptedBefore) {
    auto other = pv_power;
    other.serial = "SA9999G999";
    const OldEntity misspelt{"sensor", "Battery_Details/BG2134G001/Battery_Remaining_Capcity"};
    const json energy{
        {"device_class", "Energy"}, {"state_class", "total"}, {"unit_of_meas", "kWh"}};
    const OldEntity stored{"sensor", "Power/Power/SOC_kWh", "SA2114G047", energy};

    expect_all_adopted_again({of_seed(pv_power), of_seed(misspelt)}, {});
    expect_all_adopted_again({of_v1(pv_power), of_v1(pack_soc_v2)}, {});
    expect_all_adopted_again(
        {of_v2(pv_power), of_v2(pack_soc_v2), of_v2({"sensor", "status"})}, {}
    );
    expect_all_adopted_again({of_v3(pv_power), of_v3(pack_soc_v3), of_v3(stored)}, {});
    expect_all_adopted_again({of_seed(other)}, {});
}

// ---- whatever comes
// -------------------------------------------------------------------------------

TEST(Adoption, WhateverIsHeldCostsLittle) {
    Held held;
    for (int i = 0; i < 30'000; ++i) {
        const auto object = "SA2114G047_Nothing_" + std::to_string(i);
        held.push_back(
            {"homeassistant/sensor/GivEnergy/" + object + "/config",
             R"({"stat_t":"GivEnergy/SA2114G047/Power/Nothing_)" + std::to_string(i) +
                 R"(","uniq_id":"GivTCP_)" + object + R"("})"}
        );
    }

    const auto plan = plan_of(held);

    EXPECT_EQ(plan.clear.size(), 20'000U);
}

}  // namespace
}  // namespace giv::render
