#include "link/system_clock.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <string>

namespace giv {
namespace {

using namespace std::chrono_literals;

// The zone of the process for one test, and the former one after it.
class Zone {
 public:
    explicit Zone(const char* name) {
        if (const char* former = std::getenv("TZ")) former_ = former;
        set(name);
    }
    ~Zone() {
        if (former_.empty()) {
            unsetenv("TZ");
            tzset();
        } else {
            set(former_.c_str());
        }
    }
    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;

 private:
    static void set(const char* name) {
        setenv("TZ", name, 1);
        tzset();
    }
    std::string former_;
};

// A rule in words, so that no zone files are needed.
constexpr auto britain = "GMT0BST,M3.5.0/1,M10.5.0";

TEST(SystemClock, KnowsTheOffsetOfAWallTime) {
    const Zone zone{britain};
    const SystemClock clock;

    EXPECT_EQ(clock.utc_offset({2026, 1, 15, 12, 0, 0}), 0min);
    EXPECT_EQ(clock.utc_offset({2026, 7, 15, 12, 0, 0}), 60min);
}

TEST(SystemClock, AnHourThatSpringLeavesOutHasNone) {
    const Zone zone{britain};
    const SystemClock clock;

    EXPECT_EQ(clock.utc_offset({2026, 3, 29, 0, 59, 59}), 0min);
    EXPECT_EQ(clock.utc_offset({2026, 3, 29, 1, 30, 0}), std::nullopt);
    EXPECT_EQ(clock.utc_offset({2026, 3, 29, 2, 0, 0}), 60min);
}

// By the moment nothing is in doubt, not even in the hour that autumn has twice.
TEST(SystemClock, KnowsTheOffsetOfEveryMomentOfBothNights) {
    const Zone zone{britain};
    const SystemClock clock;
    constexpr WallTime spring{1'774'746'000s};  // 2026-03-29T01:00:00Z
    constexpr WallTime autumn{1'792'890'000s};  // 2026-10-25T01:00:00Z

    EXPECT_EQ(clock.utc_offset_at(spring - 1s), 0min);
    EXPECT_EQ(clock.utc_offset_at(spring), 60min);
    EXPECT_EQ(clock.utc_offset_at(spring + 30min), 60min);
    EXPECT_EQ(clock.utc_offset_at(autumn - 30min), 60min);
    EXPECT_EQ(clock.utc_offset_at(autumn - 1s), 60min);
    EXPECT_EQ(clock.utc_offset_at(autumn), 0min);
}

TEST(SystemClock, KnowsOffsetsOfHalfAnHourToEitherSide) {
    const SystemClock clock;
    {
        const Zone zone{"IST-5:30"};
        EXPECT_EQ(clock.utc_offset({2026, 6, 1, 0, 0, 0}), 330min);
    }
    const Zone zone{"NST3:30"};
    EXPECT_EQ(clock.utc_offset({2026, 6, 1, 0, 0, 0}), -210min);
}

}  // namespace
}  // namespace giv
