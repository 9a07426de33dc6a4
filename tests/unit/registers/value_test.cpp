#include "givtcp/registers/value.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;

TEST(TimeOfDay, IsHourAndMinute) {
    EXPECT_EQ(time_of_day(0), 0min);
    EXPECT_EQ(time_of_day(2359), 23h + 59min);
    EXPECT_EQ(time_of_day(530), 5h + 30min);
}

TEST(TimeOfDay, ImpossibleTimesAreUnset) {
    EXPECT_EQ(time_of_day(60), std::nullopt);
    EXPECT_EQ(time_of_day(2400), std::nullopt);
    EXPECT_EQ(time_of_day(1275), std::nullopt);
    EXPECT_EQ(time_of_day(65535), std::nullopt);
}

TEST(LocalTime, MustExist) {
    EXPECT_TRUE(is_valid({2026, 2, 28, 23, 59, 59}));
    EXPECT_TRUE(is_valid({2028, 2, 29, 0, 0, 0}));
    EXPECT_FALSE(is_valid({2026, 2, 29, 0, 0, 0}));
    EXPECT_FALSE(is_valid({2026, 13, 1, 0, 0, 0}));
    EXPECT_FALSE(is_valid({2026, 1, 1, 24, 0, 0}));
    EXPECT_FALSE(is_valid({2026, 1, 1, 0, 60, 0}));
    EXPECT_FALSE(is_valid({2026, 0, 0, 0, 0, 0}));
}

}  // namespace
}  // namespace giv
