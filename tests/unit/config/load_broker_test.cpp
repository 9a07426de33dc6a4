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

TEST(LoadBroker, NeedsAPortOfItsOwn) {
    EXPECT_THAT(
        load_variables({{"MQTT_INTERNAL", "on"}, {"MQTT_PORT", "6345"}}).errors,
        ElementsAre(AllOf(HasSubstr("MQTT_PORT (mqtt.port) is 6345"), HasSubstr("REST")))
    );
    EXPECT_THAT(load_variables({{"MQTT_PORT", "6345"}}).errors, IsEmpty());
    EXPECT_THAT(load_variables({{"MQTT_INTERNAL", "on"}, {"MQTT_PORT", "6346"}}).errors, IsEmpty());
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
        load_variables({{"MQTT_INTERNAL", "on"}, {"MQTT_PASSWORD", "cat"}}).errors,
        ElementsAre(HasSubstr("MQTT_PASSWORD (mqtt.password) is set without MQTT_USERNAME"))
    );
    EXPECT_THAT(
        load_variables({{"MQTT_INTERNAL", "perhaps"}}).errors, ElementsAre(HasSubstr("off, auto"))
    );
}

TEST(LoadBroker, ANameWithoutAPasswordIsGivenOneAndThatIsSaid) {
    const auto outcome = load_variables({{"MQTT_INTERNAL", "on"}, {"MQTT_USERNAME", "bob"}});
    EXPECT_THAT(outcome.errors, IsEmpty());
    EXPECT_THAT(
        outcome.warnings,
        ElementsAre(AllOf(HasSubstr("\"bob\" is made up"), HasSubstr("shown once")))
    );
    EXPECT_THAT(load_variables({{"MQTT_USERNAME", "bob"}}).warnings, IsEmpty());
}

TEST(LoadBroker, ANameThatItsFileOfPasswordsCantHoldIsRefused) {
    for (const auto* name : {"bob:cat", "#bob"}) {
        const Environment settings{
            {"MQTT_INTERNAL", "on"}, {"MQTT_USERNAME", name}, {"MQTT_PASSWORD", "cat"}};
        EXPECT_THAT(
            load_variables(settings).errors,
            ElementsAre(AllOf(HasSubstr("MQTT_USERNAME"), HasSubstr("colon")))
        ) << name;
    }
    EXPECT_THAT(
        load_variables({{"MQTT_USERNAME", "bob:cat"}, {"MQTT_PASSWORD", "cat"}}).errors, IsEmpty()
    );
}

TEST(LoadBroker, WhereEverybodyIsLetInItListensAtPrivateAddressesAlone) {
    const auto bound = [](const char* bind) {
        return load_variables(
            {{"MQTT_INTERNAL", "on"},
             {"MQTT_INTERNAL_ANONYMOUS", "True"},
             {"MQTT_INTERNAL_BIND", bind}}
        );
    };
    EXPECT_EQ(bound("").settings.broker.bind, "private");
    EXPECT_EQ(bound("").settings.mqtt.host, "127.0.0.1");
    for (const auto* bind : {"", "private", "127.0.0.1", "192.168.1.5", "fd00::1"})
        EXPECT_THAT(bound(bind).warnings, IsEmpty()) << bind;
    for (const auto* bind : {"0.0.0.0", "::", "203.0.113.1", "2001:db8::1"})
        EXPECT_THAT(bound(bind).warnings, ElementsAre(HasSubstr("ANYBODY"))) << bind;
    EXPECT_EQ(load_variables({{"MQTT_INTERNAL", "on"}}).settings.broker.bind, "");
    EXPECT_THAT(bound("privat").errors, ElementsAre(HasSubstr("the word private")));
}

}  // namespace
}  // namespace giv
