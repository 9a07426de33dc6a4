// The plan of the chaos suite: what it promises of every day.
#include "support/chaos_plan.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::chaos_kinds;
using testing::chaos_plan;

class ChaosPlanOfADay : public ::testing::TestWithParam<std::uint32_t> {};

INSTANTIATE_TEST_SUITE_P(Seeds, ChaosPlanOfADay, ::testing::Values(1U, 2U, 3U, 77U));

TEST_P(ChaosPlanOfADay, HasEachKindTwentyTimes) {
    std::map<std::size_t, int> times;
    for (const auto& episode : chaos_plan(GetParam(), 24h, 20).episodes)
        ++times[episode.kind];

    EXPECT_EQ(times.size(), chaos_kinds().size());
    for (const auto& [kind, count] : times)
        EXPECT_GE(count, 20) << chaos_kinds()[kind].name;
}

TEST_P(ChaosPlanOfADay, LeavesTwoMinutesAfterEachFaultAndThoseThatOverlapIt) {
    const auto plan = chaos_plan(GetParam(), 24h, 20);

    std::size_t overlaps = 0;
    for (std::size_t i = 0; i < plan.episodes.size(); ++i) {
        const auto& episode = plan.episodes[i];
        EXPECT_GE(episode.ends - episode.begins, 5s);
        EXPECT_LE(episode.ends - episode.begins, 60s);
        EXPECT_LE(episode.ends, 24h);
        if (i == 0) continue;
        const auto& former = plan.episodes[i - 1];
        if (former.cluster == episode.cluster) {
            ++overlaps;
            EXPECT_LT(episode.begins, former.ends);
        } else {
            EXPECT_GE(episode.begins, plan.calm_from.at(former.cluster) + 120s);
        }
    }
    EXPECT_GT(overlaps, 50U);
}

TEST(ChaosPlan, IsTheSameOfTheSameSeed) {
    const auto one = chaos_plan(5, 24h, 20);
    const auto same = chaos_plan(5, 24h, 20);
    const auto other = chaos_plan(6, 24h, 20);

    ASSERT_EQ(one.episodes.size(), same.episodes.size());
    for (std::size_t i = 0; i < one.episodes.size(); ++i)
        EXPECT_EQ(one.episodes[i].faults, same.episodes[i].faults);
    EXPECT_NE(one.episodes.front().faults, other.episodes.front().faults);
}

TEST(ChaosPlan, OfADayThatIsTooShortIsRefused) {
    EXPECT_THROW(chaos_plan(1, 12h, 20), std::logic_error);
}

}  // namespace
}  // namespace giv
