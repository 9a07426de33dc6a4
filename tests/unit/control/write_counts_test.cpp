#include "core/control/always_allowed.hpp"

#include "givtcp/control/write_budget.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace giv {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr LocalTime evening{2026, 11, 26, 23, 59, 59};
constexpr LocalTime midnight{2026, 11, 27, 0, 0, 0};

WriteCounts three_writes() {
    WriteCounts counts;
    counts.count(94, evening);
    counts.count(95, evening);
    counts.count(94, evening);
    return counts;
}

TEST(WriteCounts, AreKeptForEachRegister) {
    const auto counts = three_writes();

    EXPECT_THAT(
        counts.registers(), ElementsAre(Pair(94, RegisterWear{2, 2}), Pair(95, RegisterWear{1, 1}))
    );
    EXPECT_EQ(counts.today(), 3U);
    EXPECT_EQ(counts.lifetime(), 3U);
    EXPECT_EQ(counts.day(), 20'783);  // 2026-11-26: 56 years, 14 leap days, 329 days
}

TEST(WriteCounts, AreNoneAtFirst) {
    const WriteCounts counts;

    EXPECT_EQ(counts.today(), 0U);
    EXPECT_EQ(counts.lifetime(), 0U);
    EXPECT_EQ(counts.day(), 0);
}

TEST(WriteCounts, BeginAnewAtTheInvertersMidnight) {
    auto counts = three_writes();

    counts.count(94, midnight);

    EXPECT_THAT(
        counts.registers(), ElementsAre(Pair(94, RegisterWear{3, 1}), Pair(95, RegisterWear{1, 0}))
    );
    EXPECT_EQ(counts.today(), 1U);
    EXPECT_EQ(counts.lifetime(), 4U);
}

TEST(WriteCounts, RollWithoutAWrite) {
    auto counts = three_writes();

    counts.roll(evening);
    EXPECT_EQ(counts.today(), 3U);
    counts.roll(midnight);
    EXPECT_EQ(counts.today(), 0U);
    EXPECT_EQ(counts.lifetime(), 3U);
}

TEST(WriteCounts, AClockThatIsSetBackBeginsNoNewDay) {
    auto counts = three_writes();

    counts.count(94, LocalTime{2026, 11, 25, 12, 0, 0});
    counts.roll({2026, 11, 19, 12, 0, 0});  // seven days

    EXPECT_EQ(counts.today(), 4U);
    EXPECT_EQ(counts.day(), 20'783);
}

TEST(WriteCounts, AClockThatWasFarAheadByMistakeDoesNotStopThemForEver) {
    WriteCounts counts;
    counts.count(94, LocalTime{2099, 1, 1, 0, 0, 0});

    counts.count(94, evening);
    EXPECT_EQ(counts.today(), 1U);
    EXPECT_EQ(counts.day(), 20'783);

    counts.roll({2026, 11, 18, 0, 0, 0});  // eight days back
    EXPECT_EQ(counts.today(), 0U);
    EXPECT_EQ(counts.day(), 20'775);
    EXPECT_EQ(counts.lifetime(), 2U);
}

TEST(WriteCounts, ADayThatIsCalledOtherwiseIsStillTheSame) {
    auto counts = three_writes();

    counts.call_today({2029, 1, 1, 12, 0, 0});
    EXPECT_EQ(counts.today(), 3U);
    EXPECT_EQ(counts.day(), 21'550);  // 2029-01-01: 59 years, 15 leap days
    counts.call_today({2026, 11, 26, 12, 0, 0});
    EXPECT_EQ(counts.today(), 3U);
    EXPECT_EQ(counts.day(), 20'783);

    counts.roll(midnight);
    EXPECT_EQ(counts.today(), 0U);
}

TEST(WriteCounts, ADayIsNotCalledByADateThatDoesNotExist) {
    auto counts = three_writes();

    counts.call_today({2026, 2, 30, 0, 0, 0});

    EXPECT_EQ(counts.day(), 20'783);
}

TEST(WriteCounts, AWriteCountsAlsoWhenTheClockShowsNoDate) {
    auto counts = three_writes();

    counts.count(94, LocalTime{2026, 2, 30, 0, 0, 0});

    EXPECT_EQ(counts.today(), 4U);
    EXPECT_EQ(counts.day(), 20'783);
}

TEST(WriteCounts, GoOnFromWhatWasKept) {
    WriteCounts counts;
    counts.restore(20'783, {{94, {1000, 7}}});

    counts.count(94, evening);

    EXPECT_EQ(counts.today(), 8U);
    EXPECT_EQ(counts.lifetime(), 1001U);
}

TEST(WriteCounts, NeverWrap) {
    constexpr auto most_today = std::numeric_limits<std::uint32_t>::max();
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    WriteCounts counts;
    counts.restore(20'783, {{94, {most, most_today}}, {95, {most, most_today}}});

    counts.count(94, evening);

    EXPECT_EQ(counts.today(), most_today);
    EXPECT_EQ(counts.lifetime(), most);
}

TEST(WriteBudget, WhatMakesThePlantSafeIsAlwaysAllowed) {
    EXPECT_TRUE(is_always_allowed(96, 0));
    EXPECT_TRUE(is_always_allowed(59, 0));
    EXPECT_TRUE(is_always_allowed(27, 1));
    EXPECT_TRUE(is_always_allowed(318, 0));
    EXPECT_TRUE(is_always_allowed(318, 3));

    EXPECT_FALSE(is_always_allowed(96, 1));
    EXPECT_FALSE(is_always_allowed(59, 1));
    EXPECT_FALSE(is_always_allowed(27, 0));
    EXPECT_FALSE(is_always_allowed(116, 100));
    EXPECT_FALSE(is_always_allowed(319, 0));
}

TEST(WriteBudget, OneWriteThatIsNotAllowedHoldsThemAll) {
    constexpr Capabilities hybrid{Model::hybrid_gen2, 449, true, false};
    const auto eco = JudgedWrite::judge(27, 1, hybrid);
    const auto stop = JudgedWrite::judge(59, 0, hybrid);
    const auto reserve = JudgedWrite::judge(110, 100, hybrid);

    EXPECT_TRUE(is_always_allowed(std::vector{*eco, *stop}));
    EXPECT_FALSE(is_always_allowed(std::vector{*eco, *stop, *reserve}));
}

}  // namespace
}  // namespace giv
