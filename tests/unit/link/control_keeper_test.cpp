#include "link/control_keeper.hpp"

#include "support/manual_clock.hpp"

#include <asio/io_context.hpp>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace giv
