#include "link/doubt_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using guard::Rule;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Instant start{50h};

struct DoubtReportTest : ::testing::Test {
    guard::RuleCounts counts;
    std::vector<std::string> lines;
    DoubtReport report{
        [this](LogLevel, std::string_view text) { lines.emplace_back(text); }, start};
};

TEST_F(DoubtReportTest, SumsUpByRuleAfterAnHour) {
    counts.count(Rule::pack_splice);
    counts.count(Rule::dead_temperatures);
    counts.count(Rule::dead_temperatures);
    counts.count(Rule::frozen_page);
    counts.count(Rule::first_reading);

    report.look(start + 59min, counts);
    EXPECT_THAT(lines, IsEmpty());
    report.look(start + 1h, counts);

    EXPECT_THAT(
        lines,
        ElementsAre("readings in doubt since the start, by rule: dead_temperatures 2 (rejected), "
                    "first_reading 1 (held), pack_splice 1 (held), frozen_page 1")
    );
}

TEST_F(DoubtReportTest, SaysNothingOfAHealthyDay) {
    counts.count(Rule::first_reading);
    for (int hour = 1; hour <= 24; ++hour)
        report.look(start + hour * 1h, counts);
    EXPECT_THAT(lines, IsEmpty());
}

TEST_F(DoubtReportTest, SpeaksAgainOnlyWhenThereIsMore) {
    counts.count(Rule::zero_bank);
    report.look(start + 1h, counts);
    report.look(start + 2h, counts);
    counts.count(Rule::zero_bank);
    report.look(start + 2h + 10s, counts);
    counts.count(Rule::zero_bank);
    report.look(start + 2h + 20s, counts);
    EXPECT_EQ(lines.size(), 2U);
    report.look(start + 3h + 10s, counts);
    EXPECT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines.back(), "readings in doubt since the start, by rule: zero_bank 3 (rejected)");
}

}  // namespace
}  // namespace giv
