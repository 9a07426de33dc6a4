#include "link/pacing.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr Instant t0{1h};

TEST(Pacing, LetsTheFirstRequestGoAtOnce) {
    const Pacing pacing{200ms};

    EXPECT_EQ(pacing.earliest(t0), t0);
}

TEST(Pacing, KeepsTheSpacingFromStartToStart) {
    Pacing pacing{200ms};
    pacing.request_sent(t0);

    EXPECT_EQ(pacing.earliest(t0 + 50ms), t0 + 200ms);
    EXPECT_EQ(pacing.earliest(t0 + 250ms), t0 + 250ms);  // the answer took longer than that
}

TEST(Pacing, WithoutSpacingNothingIsWaitedFor) {
    Pacing pacing{0ms};
    pacing.request_sent(t0);

    EXPECT_EQ(pacing.earliest(t0), t0);
}

TEST(Pacing, KeepsAwayFromTheTrafficOfOthers) {
    Pacing pacing{0ms};
    pacing.foreign_frame(t0, 0.0);
    EXPECT_EQ(pacing.earliest(t0), t0 + 150ms);

    pacing.foreign_frame(t0, 0.5);
    EXPECT_EQ(pacing.earliest(t0), t0 + 200ms);
}

TEST(Pacing, OthersWhoNeverStopAreNotWaitedForForEver) {
    Pacing pacing{0ms};
    for (auto at = t0; at < t0 + 10s; at += 100ms)
        pacing.foreign_frame(at, 0.5);

    EXPECT_EQ(pacing.earliest(t0), t0 + 2s);
}

TEST(Pacing, TheSpacingHoldsHoweverLongOthersTalk) {
    Pacing pacing{5s};
    pacing.request_sent(t0);
    pacing.foreign_frame(t0 + 4s, 0.5);

    EXPECT_EQ(pacing.earliest(t0), t0 + 5s);
}

}  // namespace
}  // namespace giv
