// The numbers are those of the worked examples in link/poll_pace.hpp.
#include "link/poll_pace.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr Instant t0{1h};

struct PollPaceTest : ::testing::Test {
    PollPace pace{{200ms, 10s, 25}};
    Instant now = t0;

    // An answer that took no time, so that only the first rule speaks.
    void answer_after(Instant::duration later) {
        now += later;
        pace.answered(now, 0ms);
    }

    // Two requests that vanish, and one that shows that the line is not dead.
    void collide() {
        pace.timed_out(now, 0ms, false);
        pace.timed_out(now, 0ms, false);
        answer_after(1s);
    }

    void calm(Instant::duration lasts) {
        for (const auto end = now + lasts; now < end;)
            answer_after(1s);
    }
};

TEST_F(PollPaceTest, IsFullUntilSomethingHappens) {
    EXPECT_EQ(pace.spacing(), 200ms);
    EXPECT_FALSE(pace.puts_off_search());
    EXPECT_FALSE(pace.puts_off_parts(now));
    EXPECT_FALSE(pace.slowed_since());
    EXPECT_EQ(pace.duty(now), 0);
    EXPECT_EQ(pace.next_cycle(t0, t0 + 2s, false), t0 + 10s);
}

TEST_F(PollPaceTest, SlowTiersGoFirstThenTheSpacingDoublesUpToItsBound) {
    collide();
    EXPECT_TRUE(pace.puts_off_search());
    EXPECT_FALSE(pace.puts_off_parts(now));
    collide();
    EXPECT_TRUE(pace.puts_off_parts(now));
    EXPECT_EQ(pace.spacing(), 200ms);

    std::vector<std::chrono::milliseconds> spacings;
    for (int i = 0; i < 4; ++i) {
        collide();
        spacings.push_back(pace.spacing());
    }

    EXPECT_EQ(spacings, (std::vector<std::chrono::milliseconds>{400ms, 800ms, 1250ms, 1250ms}));
    EXPECT_EQ(pace.slowed_since(), t0 + 1s);
}

TEST_F(PollPaceTest, EightCalmSpellsAfterTheWorstItIsFullAgain) {
    for (int i = 0; i < 5; ++i)
        collide();
    ASSERT_EQ(pace.spacing(), 1250ms);

    std::vector<std::chrono::milliseconds> spacings;
    for (int i = 0; i < 6; ++i) {
        calm(30s);
        spacings.push_back(pace.spacing());
    }
    EXPECT_EQ(
        spacings,
        (std::vector<std::chrono::milliseconds>{1050ms, 850ms, 650ms, 450ms, 250ms, 200ms})
    );
    EXPECT_TRUE(pace.puts_off_parts(now));
    calm(30s);
    EXPECT_FALSE(pace.puts_off_parts(now));
    EXPECT_TRUE(pace.puts_off_search());
    calm(29s);
    EXPECT_TRUE(pace.slowed_since());
    calm(1s);
    EXPECT_FALSE(pace.puts_off_search());
    EXPECT_FALSE(pace.slowed_since());
}

TEST_F(PollPaceTest, ASingleTimeOutNowAndThenIsNoReason) {
    for (int i = 0; i < 100; ++i) {
        pace.timed_out(now, 0ms, false);
        answer_after(31s);
    }
    EXPECT_FALSE(pace.slowed_since());
}

TEST_F(PollPaceTest, ADeadLineIsNotABusyOne) {
    for (int i = 0; i < 5; ++i)
        pace.timed_out(now, 0ms, false);
    pace.link_lost();
    answer_after(1s);

    EXPECT_FALSE(pace.slowed_since());
}

TEST_F(PollPaceTest, SilenceOfWhatMayBeAbsentIsNoReason) {
    for (int i = 0; i < 20; ++i)
        pace.timed_out(now, 0ms, true);
    answer_after(1s);

    EXPECT_FALSE(pace.slowed_since());
}

// The step back at 30 s did not hold: the next is tried after 60 s, then after 120 s, and so on.
TEST_F(PollPaceTest, AStepBackThatDoesNotHoldIsTriedLessAndLessOften) {
    collide();
    for (const auto spell : {30s, 60s, 120s, 240s, 240s}) {
        calm(spell - 1s);
        EXPECT_TRUE(pace.slowed_since()) << spell.count();
        calm(1s);
        EXPECT_FALSE(pace.slowed_since()) << spell.count();
        collide();
    }
}

TEST_F(PollPaceTest, ASpacingThatIsSetWiderStaysAsItIs) {
    PollPace slow{{3s, 10s, 25}};
    for (int i = 0; i < 5; ++i) {
        slow.timed_out(now, 0ms, false);
        slow.timed_out(now, 0ms, false);
        slow.answered(now, 0ms);
    }
    EXPECT_EQ(slow.spacing(), 3s);
}

// ---- the ceiling --------------------------------------------------------------------------

// 60 s at 25 % are 15 s to begin with.
TEST_F(PollPaceTest, AMinutesEarningsMayBeSpentAtOnce) {
    pace.answered(now, 15s);
    EXPECT_FALSE(pace.is_overdrawn(now));
    pace.answered(now, 1ms);
    EXPECT_TRUE(pace.is_overdrawn(now));
    EXPECT_TRUE(pace.puts_off_parts(now));
    EXPECT_FALSE(pace.puts_off_search());
    EXPECT_FALSE(pace.is_overdrawn(now + 4ms));  // 1 ms is earned in 4
}

// 1 s overdrawn is paid in 4 s: from 8 s after the cycle was due, 12 s.
TEST_F(PollPaceTest, TheNextCycleWaitsForTheAccount) {
    now += 8s;
    pace.answered(now, 16s);

    EXPECT_EQ(pace.next_cycle(t0, now, false), t0 + 12s);
}

TEST_F(PollPaceTest, NoCycleWaitsUntilValuesAreOld) {
    pace.answered(now, 1h);

    EXPECT_EQ(pace.next_cycle(t0, now, false), t0 + 20s);
    EXPECT_EQ(pace.next_cycle(t0, now, true), t0 + 15s);
    EXPECT_EQ(pace.next_cycle(t0, now + 25s, false), t0 + 25s);
}

// No more than 15 s of debt: it is paid after a minute, whatever was once.
TEST_F(PollPaceTest, AnOldDebtIsForgotten) {
    pace.answered(now, 1h);

    EXPECT_TRUE(pace.is_overdrawn(now + 59s));
    EXPECT_FALSE(pace.is_overdrawn(now + 60s));
}

TEST_F(PollPaceTest, WithoutACeilingNothingIsOverdrawn) {
    PollPace free{{200ms, 10s, 100}};
    free.answered(now, 1h);

    EXPECT_FALSE(free.is_overdrawn(now));
    EXPECT_EQ(free.next_cycle(t0, now, false), t0 + 10s);
}

// 0.3 s of each second: 0.3, and a minute later 0.3 / e = 0.110.
TEST_F(PollPaceTest, TheShareIsThatOfTheLastMinute) {
    for (int i = 0; i < 600; ++i) {
        now += 1s;
        pace.answered(now, 300ms);
    }
    EXPECT_NEAR(pace.duty(now), 0.3, 0.01);
    EXPECT_NEAR(pace.duty(now + 60s), 0.110, 0.005);
    EXPECT_EQ(pace.busy(), 180s);
}

}  // namespace
}  // namespace giv
