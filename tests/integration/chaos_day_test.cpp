// A day in which everything goes wrong that can, each at least twenty times, and nothing that was
// promised is broken. What is checked stands in support/chaos_checks.cpp.
//
// A week where GIVTCP_CHAOS_HOURS says so (scripts/test --all).
#include "support/chaos_day.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::ChaosDay;
using testing::ChaosSettings;

ChaosSettings wished() {
    ChaosSettings settings;
    const auto* hours =
        std::getenv("GIVTCP_CHAOS_HOURS");  // NOLINT(concurrency-mt-unsafe): one thread
    if (hours != nullptr) settings.length = std::chrono::hours{std::stoi(hours)};
    const auto* seed =
        std::getenv("GIVTCP_CHAOS_SEED");  // NOLINT(concurrency-mt-unsafe): one thread
    if (seed != nullptr) settings.seed = static_cast<std::uint32_t>(std::stoul(seed));
    if (settings.length > 24h) settings.least_times *= static_cast<int>(settings.length / 24h);
    return settings;
}

// Of what was asked, so much has to have been seen: checks of nothing would find nothing.
void expect_commands(const ChaosDay& day, std::chrono::hours length) {
    const auto hours = static_cast<std::uint64_t>(length.count());
    const auto& orders = day.orders();
    EXPECT_GE(orders.ended(Outcome::How::verified), hours * 6);
    EXPECT_GE(orders.ended(Outcome::How::no_op), hours);
    EXPECT_GE(orders.ended(Outcome::How::refused), hours);
    EXPECT_GE(orders.ended(Outcome::How::unknown), 1U);
    EXPECT_GE(orders.actions_restored(), hours / 2);
    EXPECT_LE(orders.not_done_in_calm(), orders.given() / 50);
}

void expect_all_promises(ChaosDay& day, const ChaosSettings& settings) {
    day.run();

    std::cout << day.report() << std::flush;
    for (const auto& check : testing::checks())
        EXPECT_EQ(day.findings().of(check.check), 0U) << check.name << ": " << check.demands;
    for (const auto& one : day.findings().told())
        ADD_FAILURE() << one;
    for (std::size_t i = 0; i < day.kinds().size(); ++i) {
        const auto& kind = day.kinds()[i];
        const auto name = testing::chaos_kinds()[i].name;
        EXPECT_GE(kind.injected, 20U) << name;
        EXPECT_EQ(kind.recovered, kind.injected) << name;
        EXPECT_GE(day.struck(i), 20U) << name;
    }
    expect_commands(day, settings.length);
}

TEST(ChaosDay, BreaksNothingThatWasPromised) {
    const auto settings = wished();
    ChaosDay day{settings};

    expect_all_promises(day, settings);
}

// Behind a dongle as they are in the field, with the cloud on its line.
TEST(ChaosDay, OfALivingPlantBreaksNothingThatWasPromised) {
    auto settings = wished();
    settings.is_living = true;
    ChaosDay day{settings};

    expect_all_promises(day, settings);
}

}  // namespace
}  // namespace giv
