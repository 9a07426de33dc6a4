#include "link/host_clock.hpp"

#include "support/manual_clock.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;

struct HostClock : ::testing::Test {
    testing::ManualClock clock;  // 2026-06-05T12:20:00Z, at UTC+1
};

TEST_F(HostClock, ShowsTheTimeOfThePlantsZone) {
    EXPECT_EQ(host_local_time(clock, clock.now()), (LocalTime{2026, 6, 5, 13, 20, 0}));
}

TEST_F(HostClock, ShowsWhatItShowedAtAnEarlierMoment) {
    EXPECT_EQ(
        host_local_time(clock, clock.now() - 13h - 20min - 1s), (LocalTime{2026, 6, 4, 23, 59, 59})
    );
}

TEST_F(HostClock, AMomentBeforeTheZoneChangedHasTheOffsetOfThen) {
    constexpr WallTime end_of_summer{1'792'890'000s};  // 2026-10-25T01:00:00Z, in London
    clock.set_zone([&](WallTime at) { return at < end_of_summer ? 60min : 0min; });
    clock.set_wall(end_of_summer + 10s);

    EXPECT_EQ(host_local_time(clock, clock.now()), (LocalTime{2026, 10, 25, 1, 0, 10}));
    EXPECT_EQ(host_local_time(clock, clock.now() - 20s), (LocalTime{2026, 10, 25, 1, 59, 50}));
}

TEST_F(HostClock, AHostThatBootedInThePastShowsNone) {
    constexpr WallTime year_2026{1'767'225'600s};
    clock.set_wall(year_2026 - 1s);
    EXPECT_EQ(trusted_wall(clock), std::nullopt);
    EXPECT_FALSE(host_time(clock));
    EXPECT_EQ(host_local_time(clock, clock.now()), std::nullopt);

    clock.set_wall(year_2026);
    EXPECT_EQ(trusted_wall(clock), year_2026);
    EXPECT_EQ(host_time(clock)->utc_offset, 1h);
    EXPECT_EQ(host_local_time(clock, clock.now()), (LocalTime{2026, 1, 1, 1, 0, 0}));
}

}  // namespace
}  // namespace giv
