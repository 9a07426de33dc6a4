// Where a plant's dongle is, by setting, and where it is searched for.
#include "unit/config/loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::load_both;
using testing::load_variables;

TEST(LoadSearch, WithoutAnAddressOnePlantIsSearchedFor) {
    const auto outcome = load_both({}, "{}");

    EXPECT_THAT(outcome.errors, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 1U);
    EXPECT_THAT(outcome.settings.plants[0].hosts, IsEmpty());
    EXPECT_THAT(outcome.settings.search.networks, IsEmpty());
}

TEST(LoadSearch, WithoutAnyAddressAsManyPlantsAreSearchedForAsThereAre) {
    const auto outcome = load_both({{"NUMINVERTORS", "2"}, {"NUM_BATTERIES_2", "3"}}, "{}");

    EXPECT_THAT(outcome.errors, IsEmpty());
    EXPECT_THAT(outcome.warnings, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 2U);
    EXPECT_EQ(outcome.settings.plants[1].instance, 2);
    EXPECT_EQ(outcome.settings.plants[1].expected_batteries, 3);
}

TEST(LoadSearch, OfThePlantsThatAreCountedThoseWithoutAnAddressAreSearchedFor) {
    const auto second = load_both(
        {{"NUMINVERTORS", "2"}, {"INVERTOR_IP_1", "10.0.0.7"}, {"INVERTOR_IP_2", ""}}, "{}"
    );
    EXPECT_THAT(second.errors, IsEmpty());
    EXPECT_THAT(second.warnings, IsEmpty());
    ASSERT_EQ(second.settings.plants.size(), 2U);
    EXPECT_THAT(second.settings.plants[0].hosts, ElementsAre("10.0.0.7"));
    EXPECT_THAT(second.settings.plants[1].hosts, IsEmpty());
    EXPECT_EQ(second.settings.plants[1].instance, 2);

    const auto first = load_both({{"NUMINVERTORS", "2"}, {"INVERTOR_IP_2", "10.0.0.7"}}, "{}");
    EXPECT_THAT(first.warnings, IsEmpty());
    ASSERT_EQ(first.settings.plants.size(), 2U);
    EXPECT_THAT(first.settings.plants[0].hosts, IsEmpty());
    EXPECT_THAT(first.settings.plants[1].hosts, ElementsAre("10.0.0.7"));

    const auto unnumbered = load_variables({{"NUMINVERTORS", "3"}, {"INVERTOR_IP", "10.0.0.7"}});
    EXPECT_EQ(unnumbered.settings.plants.size(), 3U);
}

TEST(LoadSearch, OfThePlantsInTheFileThoseWithoutAnAddressAreSearchedFor) {
    const auto outcome = load_both({}, R"({"plants": [{"host": "a"}, {"batteries": 2}, {}]})");

    EXPECT_THAT(outcome.errors, IsEmpty());
    EXPECT_THAT(outcome.warnings, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 3U);
    EXPECT_THAT(outcome.settings.plants[1].hosts, IsEmpty());
    EXPECT_EQ(outcome.settings.plants[1].expected_batteries, 2);
    EXPECT_THAT(outcome.settings.plants[2].hosts, IsEmpty());
}

TEST(LoadSearch, NullInTheFileIsANumberThatNoPlantHas) {
    const auto gaps = load_both({}, R"({"plants": [null, {"host": "a"}, null, {}, null]})");
    EXPECT_THAT(gaps.errors, IsEmpty());
    EXPECT_THAT(gaps.warnings, IsEmpty());
    ASSERT_EQ(gaps.settings.plants.size(), 2U);
    EXPECT_EQ(gaps.settings.plants[0].instance, 2);
    EXPECT_EQ(gaps.settings.plants[1].instance, 4);

    const auto filled = load_both({{"INVERTOR_IP", "b"}}, R"({"plants": [null, {"host": "a"}]})");
    EXPECT_THAT(filled.errors, IsEmpty());
    ASSERT_EQ(filled.settings.plants.size(), 2U);
    EXPECT_THAT(filled.settings.plants[0].hosts, ElementsAre("b"));

    for (const auto* none : {R"({"plants": []})", R"({"plants": [null]})"}) {
        const auto outcome = load_both({}, none);
        EXPECT_THAT(outcome.errors, IsEmpty()) << none;
        EXPECT_EQ(outcome.settings.plants.size(), 1U) << none;
    }

    EXPECT_THAT(
        load_both({}, R"({"plants": null})").errors,
        ElementsAre(HasSubstr("plants is a single value"))
    );
    EXPECT_THAT(
        load_both({}, R"({"plants": [{"host": "a"}, {"host": "a"}]})").errors,
        ElementsAre(HasSubstr("plants[1].host has the address of another plant"))
    );
}

TEST(LoadSearch, OneDongleMayHaveSeveralAddressesAndNames) {
    const auto outcome =
        load_variables({{"INVERTOR_IP", "10.0.0.7, givenergy.lan"}, {"INVERTOR_IP_2", "10.0.0.9"}});

    EXPECT_THAT(outcome.errors, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 2U);
    EXPECT_THAT(outcome.settings.plants[0].hosts, ElementsAre("10.0.0.7", "givenergy.lan"));
    EXPECT_THAT(
        load_variables({{"INVERTOR_IP", "10.0.0.7,http://x"}}).errors,
        ElementsAre(HasSubstr("host names or numeric addresses"))
    );
    EXPECT_THAT(
        load_variables({{"INVERTOR_IP", "10.0.0.7, 10.0.0.9"}, {"INVERTOR_IP_2", "10.0.0.9"}}
        ).errors,
        ElementsAre(HasSubstr("a dongle is one plant"))
    );
}

TEST(LoadSearch, SearchesOnlyNetworksThatAreSmallEnough) {
    const auto outcome = load_variables({{"DISCOVERY_NETS", "192.168.1.0/24, 10.0.0.7"}});

    EXPECT_THAT(outcome.errors, IsEmpty());
    EXPECT_THAT(outcome.settings.search.networks, ElementsAre("192.168.1.0/24", "10.0.0.7"));
    for (const auto* odd : {"10.0.0.0/21", "fd00::/64", "lan", "192.168.1.0/"}) {
        EXPECT_THAT(
            load_variables({{"DISCOVERY_NETS", odd}}).errors,
            ElementsAre(HasSubstr("networks of /22 at most"))
        ) << odd;
    }
}

}  // namespace
}  // namespace giv
