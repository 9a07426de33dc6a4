// Environments of the GivTCP generations start unchanged.
#include "config/load.hpp"
#include "unit/config/loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::load_variables;
using ::testing::Not;

LoadOutcome load_exactly(const Environment& environment) {
    return load(environment, std::nullopt, testing::a_machine());
}

const Environment seed{
    {"INVERTOR_IP", "192.168.2.146"},
    {"NUM_BATTERIES", "1"},
    {"MQTT_OUTPUT", "True"},
    {"MQTT_ADDRESS", "127.0.0.1"},
    {"MQTT_USERNAME", ""},
    {"MQTT_PASSWORD", ""},
    {"MQTT_TOPIC", ""},
    {"MQTT_PORT", "1883"},
    {"LOG_LEVEL", "Error"},
    {"DEBUG_FILE_LOCATION", ""},
    {"PRINT_RAW", "True"},
    {"SELF_RUN", "True"},
    {"SELF_RUN_LOOP_TIMER", "10"},
    {"INFLUX_OUTPUT", "False"},
    {"INFLUX_URL", ""},
    {"INFLUX_TOKEN", ""},
    {"INFLUX_BUCKET", ""},
    {"INFLUX_ORG", ""},
    {"HA_AUTO_D", "True"},
    {"GIVTCPINSTANCE", "1"},
    {"PYTHONPATH", "/app"},
};

const Environment v2{
    {"NUMINVERTORS", "1"},
    {"INVERTOR_IP_1", "192.168.2.146"},
    {"NUMBATTERIES_1", "1"},
    {"INVERTOR_AIO_1", "False"},
    {"INVERTOR_IP_2", ""},
    {"NUMBATTERIES_2", "1"},
    {"INVERTOR_AIO_2", "False"},
    {"INVERTOR_IP_3", ""},
    {"NUMBATTERIES_3", "1"},
    {"MQTT_OUTPUT", "True"},
    {"MQTT_ADDRESS", "core-mosquitto"},
    {"MQTT_USERNAME", "bob"},
    {"MQTT_PASSWORD", "cat"},
    {"MQTT_TOPIC", "GivEnergy"},
    {"MQTT_TOPIC_2", ""},
    {"INVERTOR_AC_1", "True"},
    {"MQTT_PORT", "1883"},
    {"LOG_LEVEL", "Warning"},
    {"PRINT_RAW", "True"},
    {"SELF_RUN", "True"},
    {"SELF_RUN_LOOP_TIMER", "15"},
    {"INFLUX_OUTPUT", "False"},
    {"HA_AUTO_D", "True"},
    {"HADEVICEPREFIX", "GivTCP"},
    {"HADEVICEPREFIX_2", "GivTCP2"},
    {"DAYRATE", "0.395"},
    {"NIGHTRATE", "0.155"},
    {"EXPORTRATE", "0.04"},
    {"DAYRATESTART", "05:30"},
    {"NIGHTRATESTART", "23:30"},
    {"DYNAMICTARIFF", "False"},
    {"HOSTIP", "192.168.2.10"},
    {"TZ", "Europe/London"},
    {"WEB_DASH", "False"},
    {"WEB_DASH_PORT", "3000"},
    {"CACHELOCATION", "/config/GivTCP"},
    {"DATASMOOTHER", "medium"},
    {"QUEUE_RETRIES", "2"},
    {"SMARTTARGET", "False"},
    {"GEAPI", "secret"},
    {"PALM_WINTER", "01,02,03,10,11,12"},
    {"PALM_WEIGHT", "35"},
    {"LOAD_HIST_WEIGHT", "1"},
};

TEST(Migration, TheSeedsEnvironmentStartsUnchanged) {
    const auto outcome = load_exactly(seed);

    ASSERT_THAT(outcome.errors, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 1U);
    EXPECT_THAT(outcome.settings.plants[0].hosts, ElementsAre("192.168.2.146"));
    EXPECT_EQ(outcome.settings.plants[0].instance, 1);
    EXPECT_EQ(outcome.settings.plants[0].expected_batteries, 1);
    EXPECT_EQ(outcome.settings.log.level, LogLevel::error);
    EXPECT_EQ(outcome.settings.mqtt.root_topic, "GivEnergy");
    EXPECT_EQ(outcome.settings.http.first_port, 6345);
    EXPECT_TRUE(outcome.settings.print_raw);
}

TEST(Migration, AV2EnvironmentStartsUnchanged) {
    const auto outcome = load_exactly(v2);

    ASSERT_THAT(outcome.errors, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 1U);
    EXPECT_THAT(outcome.settings.plants[0].hosts, ElementsAre("192.168.2.146"));
    EXPECT_EQ(outcome.settings.plants[0].expected_batteries, 1);
    EXPECT_EQ(outcome.settings.plants[0].poll_period, 15s);
    EXPECT_EQ(outcome.settings.mqtt.host, "core-mosquitto");
    EXPECT_TRUE(outcome.settings.mqtt.discovery.enabled);
    EXPECT_EQ(outcome.settings.mqtt.discovery.name_prefix_of(1, 1), "GivTCP");
    EXPECT_EQ(outcome.settings.log.level, LogLevel::warning);
    EXPECT_EQ(outcome.settings.time_zone, "Europe/London");
}

TEST(Migration, WhatHasNoFunctionIsListedOnce) {
    const auto outcome = load_exactly(v2);

    EXPECT_THAT(
        outcome.warnings,
        ElementsAre(
            "ignored, without a function here: CACHELOCATION, DATASMOOTHER, DAYRATE, DAYRATESTART, "
            "DYNAMICTARIFF, EXPORTRATE, GEAPI, HOSTIP, INVERTOR_AC_1, INVERTOR_AIO_1, "
            "INVERTOR_AIO_2, "
            "LOAD_HIST_WEIGHT, NIGHTRATE, NIGHTRATESTART, PALM_WEIGHT, PALM_WINTER, QUEUE_RETRIES, "
            "SMARTTARGET, WEB_DASH, WEB_DASH_PORT"
        )
    );
}

TEST(Migration, AV3EnvironmentStartsUnchanged) {
    const auto outcome = load_exactly(
        {{"TZ", "Europe/London"}, {"INVERTOR_IP_1", "10.0.0.7"}, {"SELF_RUN_TIMER", "30"}}
    );

    ASSERT_THAT(outcome.errors, IsEmpty());
    EXPECT_THAT(outcome.settings.plants.at(0).hosts, ElementsAre("10.0.0.7"));
}

TEST(Migration, NumberedAddressesArePlants) {
    auto environment = v2;
    environment["NUMINVERTORS"] = "3";
    environment["INVERTOR_IP_2"] = "192.168.2.147";
    environment["INVERTOR_IP_3"] = "192.168.2.148";
    environment["NUMBATTERIES_3"] = "4";
    environment["MQTT_TOPIC_2"] = "Garage";

    const auto outcome = load_exactly(environment);

    ASSERT_THAT(outcome.errors, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 3U);
    EXPECT_THAT(outcome.settings.plants[1].hosts, ElementsAre("192.168.2.147"));
    EXPECT_EQ(outcome.settings.plants[1].instance, 2);
    EXPECT_EQ(outcome.settings.plants[2].expected_batteries, 4);
    EXPECT_EQ(outcome.settings.mqtt.root_of(2), "Garage");
    EXPECT_EQ(outcome.settings.mqtt.root_of(3), "GivEnergy");
    EXPECT_EQ(outcome.settings.http.port_of(3), 6347);
}

TEST(Migration, PlantsBeyondTheStatedNumberAreNotUsed) {
    auto environment = v2;
    environment["INVERTOR_IP_2"] = "192.168.2.147";

    const auto outcome = load_exactly(environment);

    EXPECT_THAT(outcome.errors, IsEmpty());
    EXPECT_EQ(outcome.settings.plants.size(), 1U);
    EXPECT_THAT(
        outcome.warnings, Contains(AllOf(HasSubstr("INVERTOR_IP_2"), HasSubstr("NUMINVERTORS")))
    );
}

TEST(Migration, AGapInTheNumbersOfTheAddressesIsNoPlant) {
    const auto outcome =
        load_exactly({{"INVERTOR_IP_1", "10.0.0.7"}, {"INVERTOR_IP_3", "10.0.0.9"}});

    ASSERT_THAT(outcome.errors, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 2U);
    EXPECT_EQ(outcome.settings.plants[1].instance, 3);
    EXPECT_THAT(
        outcome.warnings,
        ElementsAre("plant 2 has no address (INVERTOR_IP_2, plants[1].host): left out; "
                    "NUMINVERTORS=3 has it "
                    "searched for")
    );
}

TEST(Migration, NearMissesOfOursAreWarnedAbout) {
    const auto outcome = load_variables({
        {"INVERTER_IP", "10.0.0.7"},
        {"MQTT_ADRESS", "broker"},
        {"mqtt_port", "1"},
        {"MQTT_HOST", "broker"},
    });

    EXPECT_THAT(
        outcome.warnings,
        ElementsAre(
            "INVERTER_IP is unknown; did you mean INVERTOR_IP?",
            "MQTT_ADRESS is unknown; did you mean MQTT_ADDRESS?",
            "MQTT_HOST is unknown; did you mean MQTT_ADDRESS?",
            "mqtt_port is unknown; did you mean MQTT_PORT?"
        )
    );
}

TEST(Migration, NearMissesWithANumberOrAFileAreWarnedAbout) {
    const auto outcome = load_variables({
        {"INVERTER_IP_2", "10.0.0.8"},
        {"NUMBATERIES_1", "2"},
        {"MQTT_PASWORD_FILE", "/run/secrets/mqtt"},
        {"MQTT_PASS_FILE", "/run/secrets/mqtt"},
        {"MQTT_USERNAME_FILE", "/run/secrets/mqtt"},
        {"MQTT_PORT_2", "1884"},
    });

    EXPECT_THAT(
        outcome.warnings,
        ElementsAre(
            "INVERTER_IP_2 is unknown; did you mean INVERTOR_IP_2?",
            "MQTT_PASS_FILE is unknown; did you mean MQTT_PASSWORD_FILE?",
            "MQTT_PASWORD_FILE is unknown; did you mean MQTT_PASSWORD_FILE?",
            "MQTT_PORT_2 is unknown; did you mean MQTT_PORT?",
            "MQTT_USERNAME_FILE is unknown; did you mean MQTT_USERNAME?",
            "NUMBATERIES_1 is unknown; did you mean NUMBATTERIES_1?"
        )
    );
}

TEST(Migration, OtherPeoplesVariablesAreNoneOfOurBusiness) {
    const auto outcome = load_variables({
        {"PATH", "/bin"},
        {"HOME", "/root"},
        {"LOGNAME", "root"},
        {"LANG", "C"},
        {"PWD", "/"},
        {"HOSTNAME", "a"},
        {"SHLVL", "1"},
        {"MQTT_SERVICE_HOST", "10.1.1.1"},
        {"HOST_IP_1", "10.1.1.1"},
        {"A_1", "x"},
        {"_FILE", "x"},
        {"TZ_FILE", "x"},
        {"POSTGRES_PASSWORD_FILE", "/run/secrets/a"},
        {"_", "x"},
    });

    EXPECT_THAT(outcome.warnings, IsEmpty());
}

}  // namespace
}  // namespace giv
