#include "givtcp/registers/local_time.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr LocalTime half_past_ten{2026, 11, 26, 10, 30, 5};
constexpr LocalTime no_date{2026, 2, 30, 10, 0, 0};
constexpr LocalTime no_time{2026, 2, 3, 24, 0, 0};

TEST(LocalTimes, CountFromTheSameOrigin) {
    // 2000-01-01 is 10957 days after 1970-01-01.
    const std::chrono::local_seconds expected{10957 * 86400s + 3661s};

    EXPECT_EQ(local_seconds_of({2000, 1, 1, 1, 1, 1}), expected);
    EXPECT_EQ(local_time_at(expected), (LocalTime{2000, 1, 1, 1, 1, 1}));
}

TEST(LocalTimes, StepOverTheEndsOfMonthsAndYears) {
    EXPECT_EQ(plus({2026, 12, 31, 23, 59, 59}, 1s), (LocalTime{2027, 1, 1, 0, 0, 0}));
    EXPECT_EQ(plus({2028, 2, 28, 23, 30, 0}, 60min), (LocalTime{2028, 2, 29, 0, 30, 0}));
    EXPECT_EQ(plus({2026, 2, 28, 23, 30, 0}, 60min), (LocalTime{2026, 3, 1, 0, 30, 0}));
    EXPECT_EQ(plus({2026, 3, 1, 0, 0, 0}, -1s), (LocalTime{2026, 2, 28, 23, 59, 59}));
}

TEST(LocalTimes, TellTheSecondsBetween) {
    EXPECT_EQ(between({2026, 11, 26, 23, 0, 0}, {2026, 11, 27, 1, 0, 30}), 7230s);
    EXPECT_EQ(between({2026, 11, 27, 1, 0, 30}, {2026, 11, 26, 23, 0, 0}), -7230s);
    EXPECT_EQ(between(half_past_ten, half_past_ten), 0s);
}

TEST(LocalTimes, NothingFollowsFromADateThatDoesNotExist) {
    for (const auto& time : {no_date, no_time, LocalTime{1999, 12, 31, 0, 0, 0}}) {
        EXPECT_EQ(local_seconds_of(time), std::nullopt);
        EXPECT_EQ(plus(time, 0s), std::nullopt);
        EXPECT_EQ(between(time, half_past_ten), std::nullopt);
        EXPECT_EQ(between(half_past_ten, time), std::nullopt);
    }
    EXPECT_EQ(local_seconds_of({10'000, 1, 1, 0, 0, 0}), std::nullopt);
    EXPECT_EQ(local_seconds_of({65'535, 1, 1, 0, 0, 0}), std::nullopt);
}

TEST(LocalTimes, NothingLiesBefore2000OrAfter9999) {
    EXPECT_EQ(plus({2000, 1, 1, 0, 0, 0}, -1s), std::nullopt);
    EXPECT_EQ(plus({9999, 12, 31, 23, 59, 59}, 0s), (LocalTime{9999, 12, 31, 23, 59, 59}));
    EXPECT_EQ(plus({9999, 12, 31, 23, 59, 59}, 1s), std::nullopt);
    EXPECT_EQ(plus(half_past_ten, std::chrono::seconds::max()), std::nullopt);
    EXPECT_EQ(plus(half_past_ten, std::chrono::seconds::min()), std::nullopt);
}

TEST(LocalTimes, AreFourDigitsInASlot) {
    EXPECT_EQ(hhmm_of(half_past_ten), 1030);
    EXPECT_EQ(hhmm_of({2026, 1, 1, 0, 5, 59}), 5);
    EXPECT_EQ(hhmm_of({2026, 1, 1, 23, 59, 0}), 2359);
}

TEST(LocalTimes, AreTextThatCanBeReadBack) {
    EXPECT_EQ(text_of(half_past_ten), "2026-11-26 10:30:05");
    EXPECT_EQ(text_of({2000, 1, 2, 3, 4, 5}), "2000-01-02 03:04:05");
    EXPECT_EQ(local_time_from("2026-11-26 10:30:05"), half_past_ten);
    EXPECT_EQ(local_time_from("2000-01-02 03:04:05"), (LocalTime{2000, 1, 2, 3, 4, 5}));
}

TEST(LocalTimes, OtherTextIsNone) {
    for (const auto* text :
         {"",
          "2026-11-26",
          "2026-11-26T10:30:05",
          "2026-11-26 10:30:5",
          "2026-11-26 10:30:055",
          "2026-11-26 10-30-05",
          "2026/11/26 10:30:05",
          "2026-02-30 10:30:05",
          "2026-13-01 10:30:05",
          "2026-11-26 24:00:00",
          "2026-11-26 10:60:00",
          "1999-12-31 23:59:59",
          "2026-11-26 +9:30:05",
          "2026-11-26 -9:30:05",
          " 026-11-26 10:30:05",
          "abcd-ef-gh ij:kl:mn"}) {
        EXPECT_EQ(local_time_from(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace giv
