#include "link/control_keeper.hpp"

#include "support/manual_clock.hpp"

#include <asio/io_context.hpp>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto kind = ActionKind::force_charge;

struct ControlKeeperTest : ::testing::Test {
    testing::ManualClock clock;
    ControlKeeper keeper{{}, {}, clock, no_log()};

    void SetUp() override {
        TimedAction action;
        action.kind = kind;
        keeper.set_actions({action});
    }

    Clock::Duration pause() const { return keeper.due_at(keeper.actions().front()) - clock.now(); }
};

TEST_F(ControlKeeperTest, WhatTheInverterTurnsDownIsTriedLessAndLessAtLeastOnceADay) {
    for (const auto expected :
         {30s, 60s, 120s, 240s, 480s, 960s, 1920s, 3840s, 7680s, 15360s, 30720s, 61440s}) {
        keeper.postpone(kind, ControlKeeper::Failure::turned_down);
        EXPECT_EQ(pause(), expected);
    }
    for (int i = 0; i < 100; ++i) {
        keeper.postpone(kind, ControlKeeper::Failure::turned_down);
        EXPECT_EQ(pause(), 24h);
    }
    EXPECT_EQ(keeper.actions().size(), 1U);
}

TEST_F(ControlKeeperTest, WhatGetsNoAnswerIsTriedEveryTenMinutes) {
    for (const auto expected : {30s, 60s, 120s, 240s, 480s, 600s, 600s, 600s}) {
        keeper.postpone(kind, ControlKeeper::Failure::no_answer);
        EXPECT_EQ(pause(), expected);
    }
}

// ---- the clock ----------------------------------------------------------------------------

struct KeptClock : ::testing::Test {
    testing::ManualClock clock;  // 2026-06-05T12:20:00Z
    std::vector<std::string> log;
    ControlKeeper keeper{
        {}, {.writes_per_day = 20}, clock, [this](LogLevel, std::string_view text) {
            log.emplace_back(text);
        }};

    ClockState state() const { return keeper.shown().clock; }
    void pass(Clock::Duration time) { clock.move_to(clock.now() + time); }
};

// London: summer time ends at 01:00 UTC.
std::chrono::minutes london_in_autumn(WallTime at) {
    constexpr WallTime end_of_summer{1'792'890'000s};  // 2026-10-25T01:00:00Z
    return at < end_of_summer ? 60min : 0min;
}

std::chrono::minutes london_in_spring(WallTime at) {
    constexpr WallTime begin_of_summer{1'774'746'000s};  // 2026-03-29T01:00:00Z
    return at < begin_of_summer ? 0min : 60min;
}

TEST_F(KeptClock, TheHostsTimeIsRightInTheHourThatAutumnHasTwice) {
    clock.set_zone(london_in_autumn);

    clock.set_wall(WallTime{1'792'888'200s});  // 00:30 UTC
    EXPECT_EQ(keeper.host_now(), (LocalTime{2026, 10, 25, 1, 30, 0}));
    clock.set_wall(WallTime{1'792'891'800s});  // 01:30 UTC
    EXPECT_EQ(keeper.host_now(), (LocalTime{2026, 10, 25, 1, 30, 0}));
}

TEST_F(KeptClock, TheHostsTimeIsThereInTheHourAfterSpringLeftOneOut) {
    clock.set_zone(london_in_spring);
    clock.set_wall(WallTime{1'774'747'800s});  // 01:30 UTC

    EXPECT_EQ(keeper.host_now(), (LocalTime{2026, 3, 29, 2, 30, 0}));
}

TEST_F(KeptClock, TheDriftIsThatAgainstThePlantsZone) {
    keeper.saw_clock({2026, 6, 5, 13, 20, 12});

    EXPECT_EQ(state().drift, 12s);
    pass(4min);
    EXPECT_EQ(state().drift, 12s);
}

TEST_F(KeptClock, OfAHostThatBootedInThePastThereIsNoDrift) {
    clock.set_wall(WallTime{20min});

    keeper.saw_clock({2026, 6, 5, 13, 20, 12});

    EXPECT_EQ(state(), ClockState{});
}

TEST_F(KeptClock, AJumpOfTheClockIsLoggedAndShown) {
    keeper.saw_clock({2026, 6, 5, 13, 20, 0});
    pass(5min);
    keeper.saw_clock({2026, 6, 5, 14, 25, 0});

    EXPECT_EQ(state().jump, 1h);
    ASSERT_EQ(log.size(), 1U);
    EXPECT_EQ(log.front(), "the inverter's clock jumped by 3600 s, and not by a command of ours");
}

TEST_F(KeptClock, AClockThatStandsStillIsLoggedOnce) {
    for (int i = 0; i < 50; ++i) {
        keeper.saw_clock({2026, 6, 5, 13, 20, 0});
        pass(5min);
    }

    EXPECT_EQ(state().jump, -5min);
    EXPECT_EQ(log.size(), 1U);
}

TEST_F(KeptClock, ACommandThatSetsTheClockIsNoJumpProvedOrNot) {
    keeper.saw_clock({2026, 6, 5, 10, 0, 0});
    keeper.sets_clock();
    keeper.saw_clock({2026, 6, 5, 13, 20, 0});  // as it is read back
    keeper.has_set_clock(true);
    EXPECT_EQ(state().jump, std::nullopt);

    keeper.sets_clock();
    keeper.has_set_clock(false);
    pass(5min);
    keeper.saw_clock({2026, 6, 5, 16, 0, 0});
    EXPECT_EQ(state().jump, std::nullopt);

    pass(5min);
    keeper.saw_clock({2026, 6, 5, 18, 5, 0});
    EXPECT_EQ(state().jump, 2h);
}

TEST_F(KeptClock, AnotherInverterHasAnotherClock) {
    keeper.identified("SA1");
    keeper.saw_clock({2026, 6, 5, 10, 0, 0});

    keeper.identified("SB2");
    EXPECT_EQ(state(), ClockState{});
    keeper.saw_clock({2026, 6, 5, 13, 20, 0});

    EXPECT_EQ(state().jump, std::nullopt);
}

TEST_F(KeptClock, TheDaysWritesEndWithTheHostsDayWhereTheInverterShowsNone) {
    keeper.saw_clock({2026, 6, 5, 13, 20, 0});
    for (int i = 0; i < 15; ++i)
        keeper.wrote(111);
    EXPECT_EQ(keeper.writes_left(), 5U);
    keeper.saw_no_clock();
    EXPECT_EQ(keeper.writes_left(), 5U);

    pass(11h);
    keeper.saw_no_clock();

    EXPECT_EQ(keeper.writes_left(), 20U);
    EXPECT_EQ(keeper.shown().writes_today, 0U);
}

TEST_F(KeptClock, TheDaysWritesGoOnWhereNobodyKnowsTheDay) {
    keeper.saw_clock({2026, 6, 5, 13, 20, 0});
    keeper.wrote(111);
    clock.set_wall(WallTime{20min});

    keeper.saw_no_clock();

    EXPECT_EQ(keeper.writes_left(), 19U);
}

TEST_F(KeptClock, TheBudgetIsNotRenewedWhereNobodyKnowsTheDay) {
    keeper.saw_clock({2026, 6, 5, 13, 20, 0});
    for (int i = 0; i < 20; ++i)
        keeper.wrote(96);
    clock.set_wall(WallTime{100s});
    keeper.saw_no_clock();

    EXPECT_TRUE(keeper.over_budget(1));
    keeper.wrote(96);
    EXPECT_EQ(keeper.shown().writes_today, 21U);
}

TEST_F(KeptClock, MoreWritesThanAllowedLeaveNone) {
    for (int i = 0; i < 25; ++i)
        keeper.wrote(111);

    EXPECT_EQ(keeper.writes_left(), 0U);
}

}  // namespace
}  // namespace giv
