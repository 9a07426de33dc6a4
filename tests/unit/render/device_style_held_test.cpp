// Devices as anybody may have left them at the broker.
#include "core/render/discovery_config.hpp"
#include "support/discovered.hpp"

#include "givtcp/render/device_style.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace giv::render {
namespace {

using namespace giv::testing;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto place = "homeassistant/device/givtcp_SA2114G047/config";

// One component of ours, a PV power, in short spelling.
json pv_power() {
    return {
        {"p", "sensor"},
        {"uniq_id", "GivTCP_SA2114G047_PV_Power"},
        {"stat_t", "GivEnergy/SA2114G047/Power/Power/PV_Power"},
        {"dev_cla", "power"}};
}

json device(const json& components) {
    return {
        {"dev", {{"ids", {"givtcp_SA2114G047"}}}}, {"o", {{"name", "x"}}}, {"cmps", components}};
}

std::vector<HeldDevice> read(const std::string& payload, const std::string& topic = place) {
    const std::vector<HeldConfig> held{{topic, payload}};
    return held_devices(held, "SA2114G047", {});
}

std::vector<HeldConfig> taken_apart(const json& message) {
    const std::vector<HeldConfig> held{{place, message.dump()}};
    return as_entities(held, {});
}

TEST(HeldDevice, IsTakenApart) {
    const auto devices = read(device({{"sensor-SA2114G047_PV_Power", pv_power()}}).dump());

    ASSERT_THAT(devices, SizeIs(1));
    EXPECT_EQ(devices.front().topic, place);
    EXPECT_TRUE(devices.front().is_ours);
    ASSERT_THAT(devices.front().components, SizeIs(1));
    const auto& one = devices.front().components.front();
    EXPECT_EQ(one.is, (Component{Platform::sensor, "sensor-SA2114G047_PV_Power"}));
    EXPECT_EQ(one.unique_id, "GivTCP_SA2114G047_PV_Power");
    EXPECT_EQ(json::parse(one.text), pv_power());
    EXPECT_EQ(one.single.topic, "homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config");
}

TEST(HeldDevice, IsReadInShortAndInLong) {
    const auto brief = taken_apart(device({{"sensor-SA2114G047_PV_Power", pv_power()}}));
    const auto lengthy = taken_apart(json::parse(R"({
        "device": {"identifiers": "givtcp_SA2114G047"}, "origin": {"name": "x"},
        "components": {"sensor-SA2114G047_PV_Power": {
            "platform": "sensor", "unique_id": "GivTCP_SA2114G047_PV_Power",
            "state_topic": "GivEnergy/SA2114G047/Power/Power/PV_Power",
            "device_class": "power"}}})"));

    for (const auto& all : {brief, lengthy}) {
        ASSERT_THAT(all, SizeIs(1));
        const auto config = discovery_config(all[0].topic, all[0].payload, "homeassistant");
        ASSERT_TRUE(config);
        EXPECT_EQ(config->platform, Platform::sensor);
        EXPECT_EQ(config->object, "SA2114G047_PV_Power");
        EXPECT_EQ(config->unique_id, "GivTCP_SA2114G047_PV_Power");
        EXPECT_EQ(config->state_topic, "GivEnergy/SA2114G047/Power/Power/PV_Power");
        EXPECT_EQ(config->sensor_class.device_class, "power");
        EXPECT_THAT(config->identifiers, ElementsAre("givtcp_SA2114G047"));
    }
}

TEST(HeldDevice, IsNothingAtOtherTopics) {
    const auto payload = device({{"sensor-SA2114G047_PV_Power", pv_power()}}).dump();
    for (const auto* topic :
         {"",
          "homeassistant/device",
          "homeassistant/device/config",
          "homeassistant/device//config",
          "homeassistant/device/a",
          "homeassistant/device/a/b/config",
          "homeassistant/device/a/configs",
          "homeassistant/devices/a/config",
          "homeassistant/sensor/GivEnergy/a/config",
          "other/device/a/config"}) {
        EXPECT_THAT(read(payload, topic), IsEmpty()) << topic;
    }
    EXPECT_THAT(read(payload, "homeassistant/device/a/config"), SizeIs(1));
    EXPECT_EQ(device_filter({}), "homeassistant/device/+/config");
}

TEST(HeldDevice, IsNothingWhereItIsBroken) {
    for (const auto* payload :
         {"",
          " ",
          "{",
          "null",
          "[]",
          "17",
          "\"cmps\"",
          "{}",
          R"({"cmps":null})",
          R"({"cmps":[]})",
          R"({"cmps":17})",
          R"({"cmps":{}})",
          R"({"cmps":{"a":null,"b":17,"c":[],"d":"x"}})",
          R"({"cmps":{"sensor-a":{"p":"sensor"}}})",
          R"({"migrate_discovery":true})",
          "{\"cmps\":{\"a\xff\":{\"p\":\"sensor\",\"x\":1}}}"}) {
        EXPECT_THAT(read(payload), IsEmpty()) << payload;
    }
}

TEST(HeldDevice, IsNothingWhereItIsTooDeepOrTooLong) {
    auto message = device({{"sensor-SA2114G047_PV_Power", pv_power()}});
    message["x"] = std::string(500'000, 'x');
    EXPECT_THAT(read(message.dump()), SizeIs(1));
    message["x"] = std::string(530'000, 'x');
    EXPECT_THAT(read(message.dump()), IsEmpty());

    const std::string deep = R"({"cmps":{"a":)" + std::string(200'000, '[');
    EXPECT_THAT(read(deep), IsEmpty());
    EXPECT_THAT(
        read("{}", "homeassistant/device/" + std::string(9'000, 'a') + "/config"), IsEmpty()
    );
}

TEST(HeldDevice, NoMoreComponentsAreReadThanThereCanBe) {
    json components;
    for (int i = 0; i < 11'000; ++i)
        components["sensor-" + std::to_string(i)] = {{"p", "sensor"}, {"uniq_id", "x"}};
    const auto payload = device(components).dump();
    ASSERT_LT(payload.size(), 512U * 1024U + 1U);

    const std::vector<HeldConfig> held{
        {"homeassistant/device/a/config", payload}, {"homeassistant/device/b/config", payload}};

    EXPECT_EQ(as_entities(held, {}).size(), 11'000U);
}

TEST(HeldDevice, WithAnythingOfAnotherIsNotOurs) {
    auto elsewhere = pv_power();
    elsewhere["stat_t"] = "GivEnergy/SB2114G048/Power/Power/PV_Power";
    auto other_root = pv_power();
    other_root["stat_t"] = "Other/SA2114G047/Power/Power/PV_Power";
    auto other_id = pv_power();
    other_id["uniq_id"] = "mine";
    auto other_platform = pv_power();
    other_platform["p"] = "climate";
    auto no_platform = pv_power();
    no_platform.erase("p");
    auto no_id = pv_power();
    no_id.erase("uniq_id");

    for (const auto& [key, other] : std::vector<std::pair<std::string, json>>{
             {"sensor-SA2114G047_SOC", elsewhere},
             {"sensor-SA2114G047_SOC", other_root},
             {"sensor-SA2114G047_SOC", other_id},
             {"climate-SA2114G047_SOC", other_platform},
             {"sensor-SA2114G047_SOC", no_platform},
             {"sensor-SA2114G047_SOC", no_id},
             {"power", pv_power()},
             {"switch-SA2114G047_PV_Power", pv_power()},
             {"sensor-SA2114G047/PV_Power", pv_power()},
             {"sensor-", pv_power()}}) {
        const auto devices =
            read(device({{"sensor-SA2114G047_PV_Power", pv_power()}, {key, other}}).dump());
        ASSERT_THAT(devices, SizeIs(1)) << key;
        EXPECT_FALSE(devices.front().is_ours) << key << ' ' << other;
    }
}

TEST(HeldDevice, MayHaveRemovedComponents) {
    const auto devices = read(device({{"sensor-SA2114G047_PV_Power", pv_power()},
                                      {"sensor-SA2114G047_SOC", {{"p", "sensor"}}},
                                      {"old", {{"platform", "climate"}}}}
    ).dump());

    ASSERT_THAT(devices, SizeIs(1));
    EXPECT_TRUE(devices.front().is_ours);
    EXPECT_THAT(devices.front().components, SizeIs(1));
}

TEST(HeldDevice, AnAnnouncedPlantIsReadBackWhole) {
    DiscoveryOptions options;
    options.layout = DeviceLayout::sections;
    options.slot_sensors = true;
    const auto all = announcements(*gen1_snapshot(), options);
    std::vector<HeldConfig> held;
    std::size_t due = 0;
    for (const auto& one : device_announcements(all, options))
        held.push_back({one.topic, one.payload});
    for (const auto& one : all)
        due += one.due ? 1 : 0;

    for (const auto& one : held_devices(held, "SA2114G047", options))
        EXPECT_TRUE(one.is_ours) << one.topic;
    // The layout is what is held.
    options.layout = DeviceLayout::single;
    const auto plan = plan_adoption(*gen1_snapshot(), options, as_entities(held, options));

    EXPECT_TRUE(plan.clear.empty());
    std::size_t adopted = 0;
    for (const auto& one : all) {
        const auto& now = plan.identities.at(one.name);
        if (!one.due) continue;
        EXPECT_EQ(now.unique_id, one.identity.unique_id);
        EXPECT_EQ(now.config_topic, one.identity.config_topic);
        EXPECT_EQ(now.identifiers, one.identity.identifiers);
        adopted += now.adopted ? 1 : 0;
    }
    EXPECT_EQ(adopted, due);
    EXPECT_GT(due, 100U);
}

TEST(HeldDevice, AnEntityOfItsOwnCountsMoreThanAComponent) {
    const std::string topic = "homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config";
    const std::vector<HeldConfig> held{
        {place, device({{"sensor-SA2114G047_PV_Power", pv_power()}}).dump()},
        {topic, R"({"uniq_id":"a"})"},
        {"homeassistant/climate/mine/config", "x"}};

    const auto all = as_entities(held, {});

    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].topic, topic);
    EXPECT_EQ(all[0].payload, R"({"uniq_id":"a"})");
    EXPECT_EQ(all[1].topic, "homeassistant/climate/mine/config");
}

TEST(HeldDevice, ItsOptionsAndManyNamesAreNotCopied) {
    auto one = pv_power();
    one["options"] = std::vector<std::string>(10'000, "00:00:00");
    auto message = device({{"sensor-SA2114G047_PV_Power", one}});
    EXPECT_THAT(taken_apart(message), SizeIs(1));

    message["dev"]["ids"] = std::vector<std::string>(1'000, "givtcp_SA2114G047");
    const auto all = taken_apart(message);
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_LT(all[0].payload.size(), 500U);
}

}  // namespace
}  // namespace giv::render
