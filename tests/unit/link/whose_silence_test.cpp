// Whose silence it is: the dongle's, or the inverter's.
#include "link/whose_silence.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1h};

TEST(WhoseSilence, IsTheDonglesWhileItCannotBeReached) {
    WhoseSilence silence;
    EXPECT_TRUE(silence.dongle_answers());
    EXPECT_FALSE(silence.tried(true, start));

    EXPECT_TRUE(silence.tried(false, start + 1min));
    EXPECT_FALSE(silence.dongle_answers());
    EXPECT_FALSE(silence.tried(false, start + 2min)) << "no news";
    EXPECT_FALSE(silence.passed(start + 1h, 30s));
}

TEST(WhoseSilence, IsTheInvertersOnceItHasHadTimeToSpeak) {
    WhoseSilence silence;
    silence.tried(false, start);

    EXPECT_FALSE(silence.tried(true, start + 1min));
    EXPECT_FALSE(silence.dongle_answers());
    EXPECT_FALSE(silence.tried(true, start + 80s)) << "the connection broke meanwhile";
    EXPECT_FALSE(silence.passed(start + 89s, 30s));
    EXPECT_TRUE(silence.passed(start + 90s, 30s));
    EXPECT_TRUE(silence.dongle_answers());
    EXPECT_FALSE(silence.passed(start + 91s, 30s));
}

TEST(WhoseSilence, EndsWithAnAnswer) {
    WhoseSilence silence;
    silence.tried(false, start);
    silence.tried(true, start + 1min);

    EXPECT_TRUE(silence.inverter_answered());
    EXPECT_TRUE(silence.dongle_answers());
    EXPECT_FALSE(silence.passed(start + 2min, 30s));
}

TEST(WhoseSilence, IsTheDonglesAgainWhereItWasBackForAMoment) {
    WhoseSilence silence;
    silence.tried(false, start);
    silence.tried(true, start + 10s);
    silence.tried(false, start + 20s);
    silence.tried(true, start + 50s);

    EXPECT_FALSE(silence.passed(start + 60s, 30s));
    EXPECT_TRUE(silence.passed(start + 80s, 30s));
}

}  // namespace
}  // namespace giv
