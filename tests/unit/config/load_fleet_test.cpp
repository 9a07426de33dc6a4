// Several inverters in one daemon: numbers and ports.
#include "unit/config/loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::load_file;
using testing::load_variables;

// A fleet: of 500 plants each has a number, the first ten have ports of their own.
TEST(Load, ReadsAFleetFromTheFile) {
    std::string list;
    for (int plant = 0; plant < 500; ++plant) {
        const auto host = "10.1." + std::to_string(plant / 250) + '.' + std::to_string(plant % 250);
        list += (plant == 0 ? "" : ", ") + (R"({"host": ")" + host + R"("})");
    }

    const auto outcome = load_file(R"({"poll": {"seconds": 1}, "plants": [)" + list + "]}");

    ASSERT_THAT(outcome.errors, IsEmpty());
    const auto& plants = outcome.settings.plants;
    ASSERT_EQ(plants.size(), 500U);
    EXPECT_EQ(plants.front().instance, 1);
    EXPECT_EQ(plants.back().instance, 500);
    EXPECT_THAT(plants.back().hosts, ElementsAre("10.1.1.249"));
    EXPECT_EQ(plants.back().poll_period, 1s);
    EXPECT_EQ(outcome.settings.http.port_of(10), 6354);
    EXPECT_EQ(outcome.settings.http.port_of(11), 0);
}

TEST(Load, ReadsSeveralPlantsFromNumberedVariables) {
    const auto outcome = load_variables(
        {{"INVERTOR_IP_1", "10.0.0.7"},
         {"INVERTOR_IP_2", "10.0.0.8"},
         {"INVERTOR_IP_1000", "10.0.0.9"}}
    );

    ASSERT_THAT(outcome.errors, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 3U);
    EXPECT_EQ(outcome.settings.plants[1].instance, 2);
    EXPECT_EQ(outcome.settings.plants[2].instance, 1000);
    EXPECT_EQ(outcome.settings.http.port_of(2), 6346);
}

TEST(Load, SaysWhichVariablesOfAPlantWithoutAnAddressAreNotUsed) {
    const auto outcome = load_variables(
        {{"INVERTOR_IP_1", "10.0.0.7"},
         {"INVERTOR_IP_2", ""},
         {"INVERTOR_PORT_2", "8900"},
         {"MQTT_TOPIC_2", "Barn"},
         {"NUMBATTERIES_2", "1"},  // as in GivTCP's templates, and this one, too:
         {"HADEVICEPREFIX_2", "GivTCP2"},
         {"NUMBATTERIES_3", "2"},
         {"NUMBATTERIES_4", ""}}
    );

    EXPECT_THAT(outcome.errors, IsEmpty());
    EXPECT_EQ(outcome.settings.plants.size(), 1U);
    EXPECT_THAT(
        outcome.warnings,
        ElementsAre(
            "INVERTOR_PORT_2, MQTT_TOPIC_2 are not used: plant 2 has no address (INVERTOR_IP_2, "
            "plants[1].host); NUMINVERTORS=2 has it searched for",
            "NUMBATTERIES_3 is not used: plant 3 has no address (INVERTOR_IP_3, plants[2].host); "
            "NUMINVERTORS=3 has it searched for"
        )
    );
}

TEST(Load, SaysOnceThatAPlantIsBeyondThoseThatAreCounted) {
    const auto outcome = load_variables(
        {{"NUMINVERTORS", "1"}, {"INVERTOR_IP_2", "10.0.0.8"}, {"INVERTOR_PORT_2", "8900"}}
    );

    EXPECT_THAT(outcome.warnings, ElementsAre(HasSubstr("INVERTOR_IP_2 is set, but NUMINVERTORS")));
}

TEST(Load, SaysThatANumberIsNoPlants) {
    const auto outcome = load_variables(
        {{"INVERTOR_IP_0", "10.0.0.9"},
         {"INVERTOR_IP_02", "10.0.0.9"},
         {"INVERTOR_IP_1001", "10.0.0.9"},
         {"INVERTOR_IP_1002", ""},
         {"INVERTOR_PORT_99999999999", "8900"}}
    );

    EXPECT_THAT(outcome.errors, IsEmpty());
    EXPECT_EQ(outcome.settings.plants.size(), 1U);
    const std::string why{
        " is not used: the numbers of plants are 1 to 1000, without zeros in front"};
    EXPECT_THAT(
        outcome.warnings,
        ElementsAre(
            "INVERTOR_IP_0" + why,
            "INVERTOR_IP_02" + why,
            "INVERTOR_IP_1001" + why,
            "INVERTOR_PORT_99999999999" + why
        )
    );
}

}  // namespace
}  // namespace giv
