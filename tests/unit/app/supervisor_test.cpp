#include "app/supervisor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

World world_with(Result<std::string> options) {
    World world;
    world.read_file = [options](const std::string&) { return options; };
    return world;
}

TEST(Supervisor, WhoIsNotSupervisedIsLeftAlone) {
    std::vector<std::string> remarks;
    const Environment own{{"INVERTOR_IP", "10.0.0.7"}};
    EXPECT_EQ(
        *supervised(own, world_with("{\"MQTT_PORT\": 1}"), BrokerQuestion::never_ask, remarks), own
    );
    EXPECT_THAT(remarks, IsEmpty());
}

// With an address of the broker the Supervisor is not asked for one.
TEST(Supervisor, OptionsOfTheAddOnAreVariables) {
    std::vector<std::string> remarks;
    const auto world = world_with(
        R"({"INVERTOR_IP_1": "10.0.0.7", "HA_AUTO_D": true, "MQTT_PORT": 1884, "TZ": "",
            "MQTT_ADDRESS": "elsewhere", "LOG_LEVEL": "Debug"})"
    );

    const auto environment = *supervised(
        {{"SUPERVISOR_TOKEN", "x"}, {"LOG_LEVEL", "Error"}},
        world,
        BrokerQuestion::never_ask,
        remarks
    );

    EXPECT_THAT(
        environment,
        UnorderedElementsAre(
            Pair("SUPERVISOR_TOKEN", "x"),
            Pair("LOG_LEVEL", "Error"),  // what stands in the environment goes first
            Pair("INVERTOR_IP_1", "10.0.0.7"),
            Pair("HA_AUTO_D", "True"),
            Pair("MQTT_PORT", "1884"),
            Pair("MQTT_ADDRESS", "elsewhere")
        )
    );
    EXPECT_THAT(remarks, IsEmpty());
}

TEST(Supervisor, OptionsThatCantBeReadAreSaid) {
    std::vector<std::string> remarks;
    const Environment own{{"SUPERVISOR_TOKEN", "x"}, {"MQTT_ADDRESS", "broker"}};

    EXPECT_TRUE(supervised(
        own,
        world_with(fail(Errc::unsupported, "cannot read it")),
        BrokerQuestion::never_ask,
        remarks
    ));
    EXPECT_TRUE(supervised(own, world_with("{"), BrokerQuestion::never_ask, remarks));

    EXPECT_THAT(remarks, ElementsAre(HasSubstr("cannot read it"), HasSubstr("is not JSON")));
}

// 400 is its own word for a service that nobody offers; everything else is no word of its.
TEST(Supervisor, OnlyItsOwnWordMeansThatThereIsNoBroker) {
    EXPECT_EQ(mqtt_service(200, "body"), "body");
    EXPECT_EQ(mqtt_service(400, R"({"result": "error", "message": "Service not enabled"})"), "");
    for (const int status : {204, 302, 401, 403, 404, 500, 502, 503})
        EXPECT_EQ(mqtt_service(status, "Bad Gateway"), std::nullopt) << status;
}

TEST(Supervisor, ItsBrokerIsOurs) {
    Environment environment;
    add_broker(
        environment,
        R"({"result": "ok", "data": {"addon": "core_mosquitto", "host": "core-mosquitto",
            "port": 1883, "ssl": false, "username": "addons", "password": "sesame",
            "protocol": "3.1.1"}})"
    );
    EXPECT_THAT(
        environment,
        UnorderedElementsAre(
            Pair("MQTT_ADDRESS", "core-mosquitto"),
            Pair("MQTT_PORT", "1883"),
            Pair("MQTT_USERNAME", "addons"),
            Pair("MQTT_PASSWORD", "sesame"),
            Pair("MQTT_TLS", "False")
        )
    );
}

TEST(Supervisor, AnAnswerWithoutABrokerChangesNothing) {
    for (const auto* answer :
         {"",
          "{}",
          "{",
          "[]",
          "502 Bad Gateway",
          R"({"data": null})",
          R"({"data": {"host": ""}})"}) {
        Environment environment;
        add_broker(environment, answer);
        EXPECT_THAT(environment, IsEmpty()) << answer;
    }
}

}  // namespace
}  // namespace giv
