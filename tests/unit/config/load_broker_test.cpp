// Options of the broker of our own.
#include "unit/config/loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::load_variables;

TEST(LoadBroker, IsOffUnlessItIsWanted) {
    EXPECT_FALSE(load_variables({}).settings.broker.enabled);
    EXPECT_FALSE(load_variables({{"MQTT_INTERNAL", "off"}}).settings.broker.enabled);
}

TEST(LoadBroker, AutoMeansWhereMqttGoesNowhereElse) {
    for (const auto* address : {"", "127.0.0.1", "localhost"}) {
        const auto outcome = load_variables({{"MQTT_INTERNAL", "auto"}, {"MQTT_ADDRESS", address}});
        EXPECT_THAT(outcome.errors, IsEmpty());
        EXPECT_TRUE(outcome.settings.broker.enabled) << address;
        EXPECT_EQ(outcome.settings.mqtt.host, "127.0.0.1");
    }
    const auto elsewhere =
        load_variables({{"MQTT_INTERNAL", "auto"}, {"MQTT_ADDRESS", "192.168.1.5"}});
    EXPECT_FALSE(elsewhere.settings.broker.enabled);
    EXPECT_EQ(elsewhere.settings.mqtt.host, "192.168.1.5");
    EXPECT_FALSE(load_variables({{"MQTT_INTERNAL", "auto"}, {"MQTT_OUTPUT", "False"}}
    ).settings.broker.enabled);
}

TEST(LoadBroker, IsReachedWhereItListens) {
    const auto bound = [](const char* bind) {
        return load_variables({{"MQTT_INTERNAL", "on"}, {"MQTT_INTERNAL_BIND", bind}}
        ).settings.mqtt.host;
    };
    EXPECT_EQ(bound("0.0.0.0"), "127.0.0.1");
    EXPECT_EQ(bound("::"), "::1");
    EXPECT_EQ(bound("192.168.1.5"), "192.168.1.5");
}

TEST(LoadBroker, WhatContradictsItIsSaid) {
    EXPECT_THAT(
        load_variables({{"MQTT_INTERNAL", "on"}, {"MQTT_ADDRESS", "broker"}}).errors,
        ElementsAre(AllOf(HasSubstr("MQTT_INTERNAL"), HasSubstr("\"broker\"")))
    );
    EXPECT_THAT(
        load_variables({{"MQTT_INTERNAL", "on"}, {"MQTT_OUTPUT", "False"}}).errors,
        ElementsAre(HasSubstr("MQTT_OUTPUT (mqtt.enabled) is off"))
    );
    EXPECT_THAT(
        load_variables({{"MQTT_INTERNAL", "on"}, {"MQTT_TLS", "True"}}).errors,
        ElementsAre(HasSubstr("MQTT_TLS"))
    );
    EXPECT_THAT(
        load_variables({{"MQTT_INTERNAL", "on"}, {"MQTT_USERNAME", "bob"}}).errors,
        ElementsAre(HasSubstr("belong together"))
    );
    EXPECT_THAT(
        load_variables({{"MQTT_INTERNAL", "perhaps"}}).errors, ElementsAre(HasSubstr("off, auto"))
    );
}

}  // namespace
}  // namespace giv
