#include "givtcp/plant/clock_watch.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;
using SetBy = ClockWatch::SetBy;

constexpr Instant start{1000s};
constexpr WallTime june_noon{1'780'660'800s};  // 2026-06-05T12:00:00Z

// London in summer: one hour ahead of UTC, 13:00:00 at the start.
HostTime host_at(Instant::duration later, std::chrono::minutes offset = 60min) {
    return {june_noon + std::chrono::duration_cast<WallTime::duration>(later), offset};
}

LocalTime at_one(std::uint8_t minute, std::uint8_t second) {
    return {2026, 6, 5, 13, minute, second};
}

TEST(ClockWatch, KnowsNothingBeforeItSawTheClock) {
    const ClockWatch watch;

    EXPECT_EQ(watch.state(start, host_at(0s)), ClockState{});
}

TEST(ClockWatch, AClockThatIsAheadHasAPositiveDrift) {
    ClockWatch watch;

    watch.saw(at_one(0, 17), start, host_at(0s), SetBy::others);

    EXPECT_EQ(watch.state(start, host_at(0s)).drift, 17s);
}

TEST(ClockWatch, TheDriftStaysBetweenTwoReadings) {
    ClockWatch watch;
    watch.saw(at_one(0, 17), start, host_at(0s), SetBy::others);

    for (const auto later : {1ms, 499ms, 500ms, 999ms, 4min + 59s + 999ms})
        EXPECT_EQ(watch.state(start + later, host_at(later)).drift, 17s) << later.count();
}

TEST(ClockWatch, AHostThatIsSetRightIsSeenAtOnce) {
    ClockWatch watch;
    watch.saw(at_one(0, 17), start, host_at(0s), SetBy::others);

    EXPECT_EQ(watch.state(start + 10s, host_at(10s + 100s)).drift, -83s);
}

TEST(ClockWatch, WithoutAHostThatCanBeTrustedThereIsNoDrift) {
    ClockWatch watch;
    watch.saw(at_one(50, 0), start, std::nullopt, SetBy::others);

    EXPECT_EQ(watch.state(start, std::nullopt), ClockState{});
    EXPECT_EQ(watch.state(start, host_at(0s)).drift, 50min);
}

TEST(ClockWatch, IsFarOffBeyondAMinuteEitherWayAndNoMoreBelowFiftySeconds) {
    struct Step {
        std::uint8_t minute;
        std::uint8_t second;
        bool is_far;
    };
    ClockWatch watch;
    for (const auto& step : {
             Step{1, 0, false},
             Step{1, 1, true},
             Step{1, 0, true},
             Step{0, 51, true},
             Step{0, 50, false},
             Step{0, 51, false},
         }) {
        watch.saw(at_one(step.minute, step.second), start, host_at(0s), SetBy::others);
        EXPECT_EQ(watch.state(start, host_at(0s)).is_far_off, step.is_far) << int{step.second};
    }
    watch.saw({2026, 6, 5, 12, 58, 59}, start, host_at(0s), SetBy::others);
    EXPECT_TRUE(watch.state(start, host_at(0s)).is_far_off);
}

TEST(ClockWatch, ADateThatNobodySetIsNoTime) {
    for (const auto& shown :
         {LocalTime{2000, 1, 1, 0, 0, 0},
          LocalTime{2015, 12, 31, 23, 59, 59},
          LocalTime{2026, 13, 1, 0, 0, 0},
          LocalTime{2026, 2, 30, 0, 0, 0}}) {
        ClockWatch watch;

        EXPECT_EQ(watch.saw(shown, start, host_at(0s), SetBy::others), std::nullopt);

        const auto state = watch.state(start, host_at(0s));
        EXPECT_TRUE(state.is_invalid);
        EXPECT_EQ(state.drift, std::nullopt);
        EXPECT_FALSE(state.is_far_off);
    }
    ClockWatch watch;
    watch.saw({2016, 1, 1, 0, 0, 0}, start, host_at(0s), SetBy::others);
    EXPECT_FALSE(watch.state(start, host_at(0s)).is_invalid);
}

TEST(ClockWatch, AClockThatLostItsTimeHasNoDriftUntilItShowsOneAgain) {
    ClockWatch watch;
    watch.saw(at_one(0, 17), start, host_at(0s), SetBy::others);

    watch.saw_no_time();
    EXPECT_EQ(watch.state(start, host_at(0s)).drift, std::nullopt);
    EXPECT_TRUE(watch.state(start, host_at(0s)).is_invalid);

    watch.saw(at_one(5, 17), start + 5min, host_at(5min), SetBy::others);
    EXPECT_EQ(watch.state(start + 5min, host_at(5min)).drift, 17s);
    EXPECT_FALSE(watch.state(start + 5min, host_at(5min)).is_invalid);
}

TEST(ClockWatch, TwoMinutesAgainstSteadyTimeAreAJumpLessIsNot) {
    struct Case {
        LocalTime shown;  // five minutes later
        std::optional<std::chrono::seconds> jump;
    };
    for (const auto& one : {
             Case{at_one(5, 0), std::nullopt},
             Case{at_one(6, 59), std::nullopt},
             Case{at_one(7, 0), 120s},
             Case{at_one(3, 1), std::nullopt},
             Case{at_one(3, 0), -120s},
             Case{{2026, 6, 6, 13, 5, 0}, 86'400s},
         }) {
        ClockWatch watch;
        watch.saw(at_one(0, 0), start, host_at(0s), SetBy::others);

        EXPECT_EQ(watch.saw(one.shown, start + 5min, host_at(5min), SetBy::others), one.jump);
        EXPECT_EQ(watch.state(start + 5min, host_at(5min)).jump, one.jump);
    }
}

// The first reading after days says as much as any.
TEST(ClockWatch, TheFirstTimeThatIsSeenIsNoJump) {
    ClockWatch watch;

    EXPECT_EQ(watch.saw(at_one(0, 0), start, host_at(5h), SetBy::others), std::nullopt);
}

TEST(ClockWatch, AJumpIsSeenThroughAReadingThatShowedNoTime) {
    ClockWatch watch;
    watch.saw(at_one(0, 0), start, host_at(0s), SetBy::others);
    watch.saw_no_time();

    EXPECT_EQ(watch.saw({2026, 6, 5, 15, 10, 0}, start + 10min, host_at(10min), SetBy::others), 2h);
}

TEST(ClockWatch, WhatWeSetOurselvesIsNoJump) {
    ClockWatch watch;
    watch.saw(at_one(0, 0), start, host_at(0s), SetBy::others);

    EXPECT_EQ(watch.saw(at_one(30, 0), start, host_at(0s), SetBy::us), std::nullopt);
    EXPECT_EQ(watch.saw(at_one(35, 0), start + 5min, host_at(5min), SetBy::others), std::nullopt);
    EXPECT_EQ(watch.state(start + 5min, host_at(5min)).jump, std::nullopt);
}

TEST(ClockWatch, AJumpIsToldOfForAnHourSinceTheLastOne) {
    ClockWatch watch;
    watch.saw(at_one(0, 0), start, host_at(0s), SetBy::others);
    watch.saw(at_one(30, 0), start, host_at(0s), SetBy::others);
    EXPECT_EQ(watch.state(start + 59min, host_at(59min)).jump, 30min);
    EXPECT_EQ(watch.state(start + 60min, host_at(60min)).jump, std::nullopt);

    watch.saw({2026, 6, 5, 14, 19, 0}, start + 59min, host_at(59min), SetBy::others);
    EXPECT_EQ(watch.state(start + 60min, host_at(60min)).jump, -10min);
}

TEST(ClockWatch, AJumpIsForgottenWhenWeSetTheClock) {
    ClockWatch watch;
    watch.saw(at_one(0, 0), start, host_at(0s), SetBy::others);
    watch.saw(at_one(30, 0), start, host_at(0s), SetBy::others);

    watch.saw(at_one(0, 0), start, host_at(0s), SetBy::us);

    EXPECT_EQ(watch.state(start, host_at(0s)).jump, std::nullopt);
}

// Nobody sets the inverter's clock in the night: it goes on, the host's zone changes.
TEST(ClockWatch, OnBothNightsOfAChangeOnlyTheHostsZoneMoves) {
    constexpr WallTime spring{1'774'746'000s};  // 2026-03-29T01:00:00Z: 01:00 GMT becomes 02:00
    ClockWatch watch;
    watch.saw({2026, 3, 29, 0, 55, 0}, start, HostTime{spring - 5min, 0min}, SetBy::others);
    const auto state_in_spring = [&](Instant::duration later, std::chrono::minutes offset) {
        const auto wall = spring + std::chrono::duration_cast<WallTime::duration>(later) - 5min;
        return watch.state(start + later, HostTime{wall, offset});
    };
    EXPECT_EQ(state_in_spring(4min + 59s, 0min).drift, 0s);
    EXPECT_EQ(state_in_spring(5min, 60min).drift, -1h);
    EXPECT_TRUE(state_in_spring(5min, 60min).is_far_off);

    constexpr WallTime autumn{1'792'890'000s};  // 2026-10-25T01:00:00Z: 02:00 BST becomes 01:00
    ClockWatch other;
    other.saw({2026, 10, 25, 1, 55, 0}, start, HostTime{autumn - 5min, 60min}, SetBy::others);
    const auto state_in_autumn = [&](Instant::duration later, std::chrono::minutes offset) {
        const auto wall = autumn + std::chrono::duration_cast<WallTime::duration>(later) - 5min;
        return other.state(start + later, HostTime{wall, offset});
    };
    EXPECT_EQ(state_in_autumn(4min + 59s, 60min).drift, 0s);
    EXPECT_EQ(state_in_autumn(5min, 0min).drift, 1h);
    // The hour that comes twice: the inverter shows 02:30 when it is 01:30 for the second time.
    EXPECT_EQ(state_in_autumn(35min, 0min).drift, 1h);
}

}  // namespace
}  // namespace giv
