#include "givtcp/plant/pack_condition.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;
using guard::Judgement;
using guard::Rule;

constexpr auto silent = "the battery does not answer";
constexpr auto disbelieved = "nothing that the battery says can be believed";

// A plant that is polled every 10 s; the pack is asked 2 s after the poll begins.
struct PolledPack : ::testing::Test {
    void answers(const Judgement& judgement = {}) {
        pack.heard(now + 2s, judgement);
        end_poll();
    }
    void misses() {
        missed = now + 2s;
        end_poll();
    }
    void end_poll() {
        pack.poll_ended(now, missed);
        now += 10s;
    }

    PackCondition pack;
    std::optional<Instant> missed;
    Instant now{1000s};
};

const Judgement rejected = Judgement::of(Rule::dead_temperatures);
const Judgement waits = Judgement::of(Rule::first_reading, true);

TEST_F(PolledPack, KeepsItsValuesForThreePollsThatItMisses) {
    answers();
    for (int poll = 1; poll <= 3; ++poll) {
        misses();
        EXPECT_FALSE(pack.is_missing()) << poll;
        EXPECT_EQ(pack.trouble(), "") << poll;
    }
    misses();
    EXPECT_TRUE(pack.is_missing());
    EXPECT_EQ(pack.trouble(), silent);
}

TEST_F(PolledPack, ThreeMissesInARowAreCountedAnewAfterAnAnswer) {
    answers();
    for (int i = 0; i < 5; ++i) {
        misses();
        misses();
        misses();
        answers();
        EXPECT_FALSE(pack.is_missing());
    }
}

TEST_F(PolledPack, IsBackWithTheFirstPageThatIsBelieved) {
    answers();
    for (int poll = 0; poll < 100; ++poll)
        misses();
    ASSERT_TRUE(pack.is_missing());
    answers();
    EXPECT_FALSE(pack.is_missing());
    EXPECT_EQ(pack.silent_since(), std::nullopt);
}

// It may be another state altogether: what was there before is not shown again meanwhile.
TEST_F(PolledPack, IsNotBackWithAPageThatWaits) {
    answers();
    for (int poll = 0; poll < 4; ++poll)
        misses();
    answers(waits);
    EXPECT_TRUE(pack.is_missing());
    EXPECT_EQ(pack.trouble(), disbelieved);
}

TEST_F(PolledPack, KnowsSinceWhenItIsSilent) {
    answers();
    misses();  // asked at 1012 s
    misses();
    EXPECT_EQ(pack.silent_since(), Instant{1012s});
}

TEST_F(PolledPack, AnAnswerThatSomebodyElseGotCounts) {
    answers();
    for (int poll = 0; poll < 10; ++poll) {
        missed = now + 2s;
        pack.heard(now + 3s, {});
        end_poll();
    }
    EXPECT_FALSE(pack.is_missing());
    EXPECT_EQ(pack.silent_since(), std::nullopt);
}

TEST_F(PolledPack, IsNoWorseForPollsInWhichItIsNotAsked) {
    answers();
    misses();
    for (int poll = 0; poll < 10; ++poll)
        end_poll();
    EXPECT_FALSE(pack.is_missing());
}

TEST_F(PolledPack, OfWhichNothingIsEverBelievedIsMissing) {
    for (int poll = 1; poll <= 3; ++poll) {
        answers(rejected);
        EXPECT_FALSE(pack.is_missing()) << poll;
    }
    answers(rejected);
    EXPECT_TRUE(pack.is_missing());
    EXPECT_EQ(pack.trouble(), disbelieved);
}

// As old as any value gets before it is withdrawn.
TEST_F(PolledPack, OfWhichNothingWasBelievedForTenMinutesIsMissing) {
    answers();
    for (int poll = 0; poll < 60; ++poll) {
        answers(rejected);
        EXPECT_FALSE(pack.is_missing()) << poll;
    }
    answers(rejected);
    EXPECT_TRUE(pack.is_missing());
    EXPECT_EQ(pack.trouble(), disbelieved);
    answers();
    EXPECT_FALSE(pack.is_missing());
}

TEST_F(PolledPack, ThatRepeatsItselfIsThereAndInTrouble) {
    Judgement frozen;
    frozen.frozen_since = Instant{100s};
    answers(frozen);
    EXPECT_FALSE(pack.is_missing());
    EXPECT_EQ(
        pack.trouble(), "the battery's values have not changed for 15 minutes while power flowed"
    );
    EXPECT_EQ(pack.frozen_since(), Instant{100s});
    answers();
    EXPECT_EQ(pack.trouble(), "");
    EXPECT_EQ(pack.frozen_since(), std::nullopt);
}

}  // namespace
}  // namespace giv
