// What people use.
#include "simulator/life/household.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::local_seconds;

constexpr local_days january{2026y / 1 / 5};
constexpr local_days july{2026y / 7 / 6};

Household household(LoadProfile profile, std::uint64_t seed = 1) {
    const Luck luck{seed};
    return {profile, Sky{52, luck}, luck};
}

// kWh a day, of two weeks.
double used(Household house, local_days first) {
    double all = 0;
    for (auto time = local_seconds{first}; time < first + 14 * 24h; time += 10s)
        all += house.load_at(time) * 10 / 3.6e6;
    return all / 14;
}

TEST(Household, UsesWhatHousesUse) {
    EXPECT_GT(used(household(LoadProfile::family), july), 6);
    EXPECT_LT(used(household(LoadProfile::family), july), 14);
    EXPECT_GT(used(household(LoadProfile::quiet), july), 2);
    EXPECT_LT(used(household(LoadProfile::quiet), july), 6);
    EXPECT_GT(used(household(LoadProfile::electric), january), 25);
    EXPECT_LT(used(household(LoadProfile::electric), january), 60);
}

TEST(Household, UsesMoreWhenItIsCold) {
    EXPECT_GT(
        used(household(LoadProfile::electric), january),
        used(household(LoadProfile::electric), july)
    );
}

TEST(Household, BoilsAKettleInTheMorning) {
    auto house = household(LoadProfile::family);
    double most = 0;
    for (local_seconds time = july + 6h; time < july + 9h; time += 10s)
        most = std::max(most, house.load_at(time));
    EXPECT_GT(most, 2900);
}

TEST(Household, NeverUsesNothing) {
    auto house = household(LoadProfile::quiet);
    for (auto time = local_seconds{july}; time < july + 24h; time += 7s)
        EXPECT_GT(house.load_at(time), 30);
}

TEST(Household, IsTheSameInAnyOrder) {
    auto forwards = household(LoadProfile::family);
    auto backwards = household(LoadProfile::family);
    const auto evening = july + 18h + 10min;

    const auto first = forwards.load_at(evening);
    const auto next_day = forwards.load_at(evening + 24h);

    EXPECT_EQ(backwards.load_at(evening + 24h), next_day);
    EXPECT_EQ(backwards.load_at(evening), first);
}

TEST(Household, LivesByItsSeed) {
    const auto week = [](std::uint64_t seed) {
        return used(household(LoadProfile::family, seed), july);
    };

    EXPECT_EQ(week(3), week(3));
    EXPECT_NE(week(3), week(4));
}

}  // namespace
}  // namespace giv::simulator
