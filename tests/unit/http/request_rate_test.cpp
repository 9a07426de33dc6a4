#include "http/request_rate.hpp"

#include <gtest/gtest.h>

namespace giv::http {
namespace {

using namespace std::chrono_literals;

constexpr RequestRate::TimePoint start{1000s};

Limits few() {
    Limits limits;
    limits.costly_at_once = 3;
    limits.costly_per_second = 2;
    limits.peers_counted = 2;
    return limits;
}

int taken_at_once(RequestRate& rate, const std::string& peer, RequestRate::TimePoint now) {
    int taken = 0;
    while (taken < 1000 && rate.take(peer, now))
        ++taken;
    return taken;
}

TEST(RequestRate, GivesSoManyAtOnceAndSoManyBackInASecond) {
    RequestRate rate{few()};

    EXPECT_EQ(taken_at_once(rate, "a", start), 3);
    EXPECT_EQ(taken_at_once(rate, "a", start), 0);
    EXPECT_EQ(taken_at_once(rate, "a", start + 499ms), 0);
    EXPECT_EQ(taken_at_once(rate, "a", start + 1s), 2);
    EXPECT_EQ(taken_at_once(rate, "a", start + 1h), 3) << "never more than at first";
}

TEST(RequestRate, SaysWhetherThereIsOneWithoutTakingIt) {
    RequestRate rate{few()};

    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(rate.has_some("a", start));
    EXPECT_EQ(taken_at_once(rate, "a", start), 3);
    EXPECT_FALSE(rate.has_some("a", start + 499ms));
    EXPECT_TRUE(rate.has_some("a", start + 500ms));
}

TEST(RequestRate, CountsEachPeerForItself) {
    RequestRate rate{few()};

    EXPECT_EQ(taken_at_once(rate, "a", start), 3);
    EXPECT_EQ(taken_at_once(rate, "b", start), 3);
}

TEST(RequestRate, RemembersOnlyThePeersThatAskedLast) {
    RequestRate rate{few()};
    EXPECT_EQ(taken_at_once(rate, "a", start), 3);
    EXPECT_EQ(taken_at_once(rate, "b", start + 1ms), 3);

    EXPECT_EQ(taken_at_once(rate, "c", start + 2ms), 3);

    EXPECT_EQ(taken_at_once(rate, "b", start + 3ms), 0);
    EXPECT_EQ(taken_at_once(rate, "a", start + 4ms), 3) << "forgotten";
}

TEST(RequestRate, TimeThatStandsStillOrGoesBackGivesNothing) {
    RequestRate rate{few()};
    EXPECT_EQ(taken_at_once(rate, "a", start), 3);

    EXPECT_EQ(taken_at_once(rate, "a", start - 1h), 0);
    EXPECT_EQ(taken_at_once(rate, "a", start), 0);
}

TEST(RequestRate, LetsOneHomeAutomationSendItsFiftyCommandsTwice) {
    EXPECT_GE(Limits{}.costly_at_once, 100);
}

}  // namespace
}  // namespace giv::http
