// What is announced of a plant, by platform. Expected values are spec/clients.md §3.2-3.6, worked
// out for the plant of own_plants.hpp.
#include "givtcp/render/discovery.hpp"

#include "support/discovered.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace giv::render {
namespace {

using namespace giv::testing;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Announcement> fresh(const DiscoveryOptions& options = {}) {
    return announcements(*gen1_snapshot(), options);
}

TEST(Discovery, AnnouncesAPowerInFull) {
    DiscoveryOptions options;
    options.version = "1.2.3";
    options.configuration_url = "http://box:6345/";

    const auto all = announcements(*gen1_snapshot(), options);

    const auto* one = testing::find(all, Platform::sensor, "PV_Power");
    ASSERT_NE(one, nullptr);
    EXPECT_EQ(
        one->identity.config_topic, "homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config"
    );
    EXPECT_EQ(json::parse(one->payload), json::parse(R"({
        "name": "PV Power",
        "unique_id": "GivTCP_SA2114G047_PV_Power",
        "default_entity_id": "sensor.givtcp_sa2114g047_pv_power",
        "object_id": "givtcp_sa2114g047_pv_power",
        "state_topic": "GivEnergy/SA2114G047/Power/Power/PV_Power",
        "device_class": "power", "state_class": "measurement", "unit_of_measurement": "W",
        "suggested_display_precision": 0, "expire_after": 1500,
        "availability_mode": "all",
        "availability": [
            {"topic": "GivEnergy/bridge/1/status"}, {"topic": "GivEnergy/SA2114G047/status"}],
        "device": {
            "identifiers": ["givtcp_SA2114G047"], "name": "GivTCP", "manufacturer": "GivEnergy",
            "model": "Hybrid gen1", "serial_number": "SA2114G047", "sw_version": "D0.449-A0.449",
            "configuration_url": "http://box:6345/"},
        "origin": {
            "name": "givtcp", "sw_version": "1.2.3"}
    })"));
}

TEST(Discovery, SaysNothingBeforeThePlantIsKnown) {
    EXPECT_THAT(announcements(Snapshot{}, {}), IsEmpty());
}

TEST(Discovery, LeavesOutAddressesThatHomeAssistantWouldReject) {
    DiscoveryOptions options;
    options.configuration_url = "box:6345";

    const auto one = payload(fresh(options), Platform::sensor, "PV_Power");

    EXPECT_FALSE(one.at("device").contains("configuration_url"));
}

TEST(Discovery, BeginsWithTheRootDevice) {
    const auto all = fresh();

    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all.front().name.key, "Problem");
    EXPECT_THAT(all.front().identity.identifiers, ElementsAre("givtcp_SA2114G047"));
    const auto one = json::parse(all.front().payload);
    EXPECT_EQ(one.at("state_topic"), "GivEnergy/SA2114G047/problem");
    EXPECT_EQ(one.at("device_class"), "problem");
    EXPECT_EQ(one.at("json_attributes_topic"), "GivEnergy/SA2114G047/problem");
    EXPECT_EQ(one.at("entity_category"), "diagnostic");
    EXPECT_FALSE(one.at("device").contains("via_device"));
}

TEST(Discovery, WhatIsTrueOfALostInverterStaysAvailable) {
    const auto daemon_alone = json::parse(R"([{"topic": "GivEnergy/bridge/1/status"}])");
    const auto all = fresh();

    EXPECT_EQ(payload(all, Platform::binary_sensor, "Problem").at("availability"), daemon_alone);
    EXPECT_EQ(payload(all, Platform::sensor, "status").at("availability"), daemon_alone);
    EXPECT_EQ(payload(all, Platform::sensor, "Last_Updated_Time").at("availability"), daemon_alone);
}

TEST(Discovery, TextsHaveNothingThatMakesThemNumbers) {
    const auto all = fresh();

    for (const auto* key :
         {"status", "GivTCP_Version", "Invertor_Type", "Invertor_Firmware", "Battery_Type"}) {
        const auto one = payload(all, Platform::sensor, key);
        ASSERT_TRUE(one.is_object()) << key;
        for (const auto* never :
             {"unit_of_measurement",
              "state_class",
              "device_class",
              "suggested_display_precision",
              "expire_after"}) {
            EXPECT_FALSE(one.contains(never)) << key << " has " << never;
        }
    }
}

TEST(Discovery, TimesHaveTheirClassAndNoUnit) {
    const auto one = payload(fresh(), Platform::sensor, "Invertor_Time");

    EXPECT_EQ(one.at("device_class"), "timestamp");
    EXPECT_EQ(
        one.at("availability").at(2),
        (json{
            {"topic", "GivEnergy/SA2114G047/Invertor_Details/Invertor_Time"},
            {"value_template", "{{ 'offline' if value == 'None' else 'online' }}"}})
    );
    EXPECT_TRUE(one.contains("value_template"));
    EXPECT_FALSE(one.contains("unit_of_measurement"));
    EXPECT_FALSE(one.contains("suggested_display_precision"));
}

TEST(Discovery, CountersNeverExpire) {
    const auto all = fresh();

    const auto total = payload(all, Platform::sensor, "Import_Energy_Total_kWh");
    EXPECT_EQ(total.at("device_class"), "energy");
    EXPECT_EQ(total.at("state_class"), "total_increasing");
    EXPECT_EQ(total.at("unit_of_measurement"), "kWh");
    EXPECT_FALSE(total.contains("expire_after"));
    EXPECT_FALSE(payload(all, Platform::sensor, "PV_Energy_Today_kWh").contains("expire_after"));
}

TEST(Discovery, NothingExpiresWhereNothingIsRepeated) {
    DiscoveryOptions options;
    options.expire_after = std::chrono::seconds{0};

    EXPECT_FALSE(payload(fresh(options), Platform::sensor, "PV_Power").contains("expire_after"));
}

TEST(Discovery, ShowsTheDecimalsThatARegisterHas) {
    const auto all = fresh();
    const auto decimals = [&](std::string_view key, std::string_view owner) {
        return payload(all, Platform::sensor, key, owner).at("suggested_display_precision");
    };

    EXPECT_EQ(decimals("Grid_Voltage", "SA2114G047"), 1);
    EXPECT_EQ(decimals("SOC_kWh", "SA2114G047"), 2);
    EXPECT_EQ(decimals("Battery_Cell_1_Voltage", "BG2134G001"), 3);
}

TEST(Discovery, APackIsADeviceOfItsOwn) {
    const auto all = fresh();

    const auto* one = testing::find(all, Platform::sensor, "Battery_SOC", "BG2134G001");
    ASSERT_NE(one, nullptr);
    EXPECT_EQ(
        one->identity.config_topic,
        "homeassistant/sensor/GivEnergy/SA2114G047_BG2134G001_Battery_SOC/config"
    );
    const auto text = json::parse(one->payload);
    EXPECT_EQ(text.at("unique_id"), "GivTCP_BG2134G001_Battery_SOC");
    EXPECT_EQ(text.at("default_entity_id"), "sensor.givtcp_bg2134g001_battery_soc");
    EXPECT_EQ(
        text.at("state_topic"),
        "GivEnergy/SA2114G047/Battery_Details/Battery_Stack_1/BG2134G001/Battery_SOC"
    );
    EXPECT_EQ(text.at("device_class"), "battery");
    EXPECT_EQ(text.at("device").at("identifiers"), json::array({"GivTCP BG2134G001"}));
    EXPECT_EQ(text.at("device").at("name"), "GivTCP BG2134G001");
    EXPECT_EQ(text.at("device").at("via_device"), "givtcp_SA2114G047");
}

TEST(Discovery, AStackHasVersion3sNames) {
    const auto all = fresh();

    const auto one = payload(all, Platform::sensor, "BMS_Temperature", "Battery_Stack_1");
    EXPECT_EQ(one.at("unique_id"), "GivTCP_Battery_Stack_1_BMS_Temperature");
    EXPECT_EQ(one.at("object_id"), "givtcp_battery_stack_1_bms_temperature");
    EXPECT_EQ(one.at("device").at("identifiers"), json::array({"GivTCP Battery_Stack_1"}));
    EXPECT_EQ(one.at("device").at("name"), "GivTCP Battery Stack 1");
}

TEST(Discovery, AStackOfASecondPlantWithTheSamePrefixNamesItsInverter) {
    DiscoveryOptions options;
    options.prefix_is_shared = true;
    const auto all = fresh(options);

    const auto one = payload(all, Platform::sensor, "BMS_Temperature", "Battery_Stack_1");
    EXPECT_EQ(one.at("unique_id"), "GivTCP_Battery_Stack_1_SA2114G047_BMS_Temperature");
    EXPECT_EQ(payload(all, Platform::sensor, "SOC").at("unique_id"), "GivTCP_SA2114G047_SOC");
}

TEST(Discovery, SectionsAreDevicesWhereThatIsWanted) {
    DiscoveryOptions options;
    options.layout = DeviceLayout::sections;
    options.name_prefix = "GivTCP2";
    const auto all = fresh(options);

    const auto power = payload(all, Platform::sensor, "PV_Power");
    EXPECT_EQ(power.at("unique_id"), "GivTCP2_SA2114G047_PV_Power");
    EXPECT_EQ(power.at("device").at("identifiers"), json::array({"SA2114G047_Power"}));
    EXPECT_EQ(power.at("device").at("name"), "GivTCP2 Power");
    EXPECT_EQ(power.at("device").at("via_device"), "givtcp_SA2114G047");
    const auto root = payload(all, Platform::binary_sensor, "Problem");
    EXPECT_EQ(root.at("device").at("identifiers"), json::array({"givtcp_SA2114G047"}));
    const auto details = payload(all, Platform::sensor, "Invertor_Type");
    EXPECT_EQ(details.at("device").at("identifiers"), json::array({"SA2114G047_Invertor_Details"}));
    EXPECT_EQ(details.at("device").at("name"), "GivTCP2 Invertor Details");
}

TEST(Discovery, OtherPlacesAndRootsAreTaken) {
    DiscoveryOptions options;
    options.discovery_prefix = "ha/discovery";
    options.root = "house/solar";
    options.bridge_topic = "house/bridge/2/status";
    const auto all = fresh(options);

    const auto* one = testing::find(all, Platform::toggle, "Enable_Charge_Schedule");
    ASSERT_NE(one, nullptr);
    EXPECT_EQ(
        one->identity.config_topic,
        "ha/discovery/switch/GivEnergy/SA2114G047_Enable_Charge_Schedule/config"
    );
    const auto text = json::parse(one->payload);
    EXPECT_EQ(text.at("state_topic"), "house/solar/SA2114G047/Control/Enable_Charge_Schedule");
    EXPECT_EQ(text.at("command_topic"), "house/solar/control/SA2114G047/enableChargeSchedule");
    EXPECT_EQ(text.at("availability").at(0).at("topic"), "house/bridge/2/status");
}

// ---- what there is ----------------------------------------------------------------------------

TEST(Discovery, CellsAndWhatIsSaidTwiceHaveToBeAskedFor) {
    const auto all = fresh();

    EXPECT_EQ(
        payload(all, Platform::sensor, "Battery_Cell_1_Voltage", "BG2134G001")
            .at("enabled_by_default"),
        false
    );
    EXPECT_EQ(payload(all, Platform::sensor, "Data_Age").at("enabled_by_default"), false);
    EXPECT_EQ(payload(all, Platform::toggle, "Battery_Power_Mode").at("enabled_by_default"), false);
    EXPECT_FALSE(payload(all, Platform::toggle, "Eco_Mode").contains("enabled_by_default"));
}

TEST(Discovery, WhatComesAndGoesIsAnnouncedAllTheSame) {
    // The battery is charging: when it will be empty, nobody can say.
    const auto snapshot = gen1_snapshot();
    EXPECT_TRUE(std::ranges::none_of(snapshot->values, [](const Measured& measured) {
        return measured.point->key() == "Discharge_Completion_Time";
    }));

    const auto all = announcements(*snapshot, {});

    EXPECT_EQ(
        payload(all, Platform::sensor, "Discharge_Completion_Time").at("device_class"), "timestamp"
    );
}

TEST(Discovery, WhatThePlantLacksIsNotAnnounced) {
    const auto all = fresh();

    for (const auto& one : all) {
        EXPECT_NE(one.name.key, "Charge_start_time_slot_2");
        EXPECT_NE(one.name.key, "Battery_pause_mode");
        EXPECT_NE(one.name.key, "Battery_pause_start_time_slot");
        EXPECT_NE(one.name.key, "Battery_Charge_Rate_AC");
        EXPECT_FALSE(one.state_topic.find("/raw/") != std::string::npos);
    }
}

TEST(Discovery, WhatWasNotReadYetWaits) {
    const auto all = announcements(*gen1_in_part(), {});

    EXPECT_TRUE(testing::find(all, Platform::sensor, "Grid_Voltage")->due);
    EXPECT_FALSE(testing::find(all, Platform::select, "Mode")->due);
    EXPECT_FALSE(testing::find(all, Platform::sensor, "Battery_SOC", "BG2134G001")->due);
}

TEST(Discovery, NoTwoHaveTheSameTopicOrId) {
    DiscoveryOptions options;
    options.time_entities = true;
    options.slot_sensors = true;
    std::set<std::string> topics;
    std::set<std::string> ids;

    for (const auto& one : fresh(options)) {
        EXPECT_TRUE(topics.insert(one.identity.config_topic).second) << one.identity.config_topic;
        const auto id = std::string{words(one.name.platform)} + ' ' + one.identity.unique_id;
        EXPECT_TRUE(ids.insert(id).second) << id;
    }
}

TEST(Discovery, TopicsHaveOnlyWhatHomeAssistantTakes) {
    const std::regex form{
        "homeassistant/(sensor|binary_sensor|number|select|switch|button)/"
        "GivEnergy/[A-Za-z0-9_-]+/config"};

    for (const auto& one : fresh())
        EXPECT_TRUE(std::regex_match(one.identity.config_topic, form)) << one.identity.config_topic;
}

// Predbat finds the inverter's serial by the only id of this form.
TEST(Discovery, OneIdAloneEndsInSocKwh) {
    int found = 0;
    for (const auto& one : fresh()) {
        if (!one.due) continue;
        const auto id = json::parse(one.payload).at("default_entity_id").get<std::string>();
        if (std::regex_match(id, std::regex{"sensor\\.givtcp_(.+)_soc_kwh"})) ++found;
    }

    EXPECT_EQ(found, 1);
}

TEST(Discovery, ANameDoesNotRepeatItsDevices) {
    const auto one = payload(fresh(), Platform::sensor, "GivTCP_Version");

    EXPECT_EQ(one.at("name"), "Version");
    EXPECT_EQ(one.at("device").at("name"), "GivTCP");
}

TEST(Discovery, KeepsWhatItIsToldOfAnIdentity) {
    const EntityName name{Platform::sensor, "SOC_kWh", "SA2114G047"};
    EntityIdentity kept;
    kept.config_topic = "homeassistant/sensor/GivEnergy/SOC_kWh/config";
    kept.unique_id = "SA2114G047_Power_SOC_kWh";
    kept.identifiers = {"SA2114G047_Power"};
    kept.sensor_class = SensorClass{"energy", "total", "kWh"};
    kept.adopted = true;

    const auto all = announcements(*gen1_snapshot(), {}, {{name, kept}});

    const auto* one = testing::find(all, Platform::sensor, "SOC_kWh");
    EXPECT_EQ(one->identity, kept);
    const auto text = json::parse(one->payload);
    EXPECT_EQ(text.at("unique_id"), "SA2114G047_Power_SOC_kWh");
    EXPECT_EQ(text.at("device_class"), "energy");
    EXPECT_EQ(text.at("state_class"), "total");
    EXPECT_EQ(text.at("device").at("identifiers"), json::array({"SA2114G047_Power"}));
    // For whoever has forgotten the old entity: the name that templates know.
    EXPECT_EQ(text.at("default_entity_id"), "sensor.givtcp_sa2114g047_soc_kwh");
}

TEST(Discovery, AnAdoptedOneIsNeverHidden) {
    const EntityName name{Platform::sensor, "Battery_Cell_1_Voltage", "BG2134G001"};
    EntityIdentity kept;
    kept.config_topic = "homeassistant/sensor/GivEnergy/BG2134G001_Battery_Cell_1_Voltage/config";
    kept.unique_id = "GivTCP2_BG2134G001_Battery_Cell_1_Voltage";
    kept.identifiers = {"BG2134G001_Battery_Details"};
    kept.adopted = true;

    const auto all = announcements(*gen1_snapshot(), {}, {{name, kept}});

    const auto one = payload(all, Platform::sensor, name.key, name.owner);
    EXPECT_FALSE(one.contains("enabled_by_default"));
    EXPECT_EQ(one.at("object_id"), "givtcp2_bg2134g001_battery_cell_1_voltage");
    EXPECT_EQ(one.at("device").at("name"), "GivTCP BG2134G001");
}

}  // namespace
}  // namespace giv::render
