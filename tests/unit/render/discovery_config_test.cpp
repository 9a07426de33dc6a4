// Configs as anybody may have left them at the broker.
#include "core/render/discovery_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace giv::render {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view place = "homeassistant/sensor/GivEnergy/SOC/config";

std::optional<DiscoveryConfig> read(std::string_view payload, std::string_view topic = place) {
    return discovery_config(topic, payload, "homeassistant");
}

TEST(DiscoveryConfig, IsReadInShortAndInLong) {
    const auto brief = read(
        R"({"uniq_id":"a","stat_t":"b","cmd_t":"c","dev":{"ids":"d"},"dev_cla":"Energy",
            "stat_cla":"total","unit_of_meas":"kWh"})"
    );
    const auto lengthy = read(
        R"({"unique_id":"a","state_topic":"b","command_topic":"c","device":{"identifiers":["d"]},
            "device_class":"energy","state_class":"total","unit_of_measurement":"kWh"})"
    );

    for (const auto& config : {brief, lengthy}) {
        ASSERT_TRUE(config);
        EXPECT_EQ(config->platform, Platform::sensor);
        EXPECT_EQ(config->object, "SOC");
        EXPECT_EQ(config->unique_id, "a");
        EXPECT_EQ(config->state_topic, "b");
        EXPECT_EQ(config->command_topic, "c");
        EXPECT_THAT(config->identifiers, ElementsAre("d"));
        EXPECT_EQ(config->sensor_class, (SensorClass{"energy", "total", "kWh"}));
    }
}

TEST(DiscoveryConfig, KnowsThePlatformByItsTopic) {
    const auto at = [](const std::string& platform) {
        return read(R"({"uniq_id":"a"})", "homeassistant/" + platform + "/GivEnergy/SOC/config");
    };

    EXPECT_EQ(at("switch")->platform, Platform::toggle);
    EXPECT_EQ(at("binary_sensor")->platform, Platform::binary_sensor);
    EXPECT_EQ(at("button")->platform, Platform::button);
    EXPECT_FALSE(at("climate"));
    EXPECT_FALSE(at(""));
}

TEST(DiscoveryConfig, IsNothingAtOtherTopics) {
    for (const auto* topic :
         {"",
          "homeassistant",
          "homeassistant/sensor",
          "homeassistant/sensor/GivEnergy",
          "homeassistant/sensor/GivEnergy/config",
          "homeassistant/sensor/GivEnergy//config",
          "homeassistant/sensor/GivEnergy/SOC",
          "homeassistant/sensor/GivEnergy/SOC/config/",
          "homeassistant/sensor/GivEnergy/SOC/configs",
          "homeassistant/sensor/GivEnergy/a/b/config",
          "homeassistant/sensor/other/SOC/config",
          "homeassistant2/sensor/GivEnergy/SOC/config",
          "other/sensor/GivEnergy/SOC/config"}) {
        EXPECT_FALSE(read(R"({"uniq_id":"a"})", topic)) << topic;
    }
}

TEST(DiscoveryConfig, IsNothingWhereItIsBroken) {
    for (const auto* payload :
         {"",
          " ",
          "{",
          "null",
          "[]",
          "\"text\"",
          "17",
          "{}",
          R"({"uniq_id":)",
          R"({"uniq_id":17})",
          R"({"uniq_id":""})",
          R"({"uniq_id":null})",
          R"({"uniq_id":["a"]})",
          R"({"migrate_discovery":true})",
          "{\"uniq_id\":\"\xff\xfe\"}"}) {
        EXPECT_FALSE(read(payload)) << payload;
    }
}

TEST(DiscoveryConfig, PassesOverWhatIsOfAnotherKind) {
    const auto config = read(
        R"({"uniq_id":"a","stat_t":5,"cmd_t":{},"device":"box","device_class":null,"options":[1]})"
    );

    ASSERT_TRUE(config);
    EXPECT_EQ(config->state_topic, "");
    EXPECT_EQ(config->command_topic, "");
    EXPECT_THAT(config->identifiers, IsEmpty());
    EXPECT_EQ(config->sensor_class, SensorClass{});
}

TEST(DiscoveryConfig, IsNothingWhereItIsTooDeepOrTooLong) {
    const std::string deep = R"({"uniq_id":"a","x":)" + std::string(50'000, '[');
    const std::string hidden = R"({"uniq_id":"a","x":"]]]]]]]]]]]]","y":)" + std::string(20, '[') +
                               std::string(20, ']') + '}';
    const std::string texts = R"({"uniq_id":"a","x":"[[[[[[[[[[[[[[ \"[[[[["})";
    const std::string lengthy = R"({"uniq_id":"a","x":")" + std::string(70'000, 'x') + R"("})";

    EXPECT_FALSE(read(deep));
    EXPECT_FALSE(read(hidden));
    EXPECT_TRUE(read(texts));
    EXPECT_FALSE(read(lengthy));
    EXPECT_FALSE(read(R"({"uniq_id":")" + std::string(300, 'a') + R"("})"));
}

TEST(DiscoveryConfig, TakesTheFirstFewIdentifiers) {
    std::string list;
    for (int i = 0; i < 1000; ++i)
        list += (i == 0 ? "\"" : ",\"") + std::to_string(i) + '"';

    const auto config = read(R"({"uniq_id":"a","dev":{"ids":[)" + list + "]}}");

    ASSERT_TRUE(config);
    EXPECT_EQ(config->identifiers.size(), 8U);
}

}  // namespace
}  // namespace giv::render
