#include "mqtt/connection_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Instant start{1h};

std::string text(const std::optional<ConnectionReport::Line>& line) {
    return line ? line->text : "";
}

TEST(ConnectionReport, TellsTheFirstFailureAtOnce) {
    ConnectionReport report{"mqtt://broker:1883"};

    const auto line = report.failed("it can't be reached", start);

    ASSERT_TRUE(line);
    EXPECT_EQ(line->level, LogLevel::warning);
    EXPECT_THAT(line->text, HasSubstr("no connection to mqtt://broker:1883: it can't be reached"));
}

TEST(ConnectionReport, CountsARepeatedFailureAndTellsItEveryTenMinutes) {
    ConnectionReport report{"b"};
    report.failed("x", start);

    for (int attempt = 1; attempt <= 19; ++attempt)
        EXPECT_FALSE(report.failed("x", start + attempt * 30s));
    const auto line = report.failed("x", start + 10min);

    EXPECT_THAT(text(line), HasSubstr("20 attempts"));
}

TEST(ConnectionReport, TellsAnotherReasonButNotMoreThanOnceAMinute) {
    ConnectionReport report{"b"};
    report.failed("x", start);

    EXPECT_FALSE(report.failed("y", start + 59s));
    EXPECT_THAT(text(report.failed("y", start + 60s)), HasSubstr("y"));
}

TEST(ConnectionReport, TellsOfTheFirstConnection) {
    ConnectionReport report{"b"};

    const auto line = report.connected(start);

    ASSERT_TRUE(line);
    EXPECT_EQ(line->level, LogLevel::info);
    EXPECT_EQ(line->text, "connected to b");
}

TEST(ConnectionReport, SaysHowLongAnOutageLasted) {
    ConnectionReport report{"b"};
    report.connected(start);

    EXPECT_EQ(text(report.lost(start + 100s)), "connection to b lost");
    EXPECT_EQ(text(report.connected(start + 174s)), "connected to b after 74 s");
}

TEST(ConnectionReport, ABrokerThatComesAndGoesCostsAFewLinesAMinute) {
    ConnectionReport report{"b"};
    int lines = 0;
    report.connected(start);
    for (auto now = start; now < start + 60s; now += 2s) {
        lines += report.lost(now).has_value();
        lines += report.connected(now + 1s).has_value();
    }

    const auto later = report.lost(start + 60s);

    EXPECT_EQ(lines, 2);
    EXPECT_THAT(text(later), HasSubstr("30 times"));
}

TEST(ConnectionReport, AnOutageThatWasToldIsToldToBeOver) {
    ConnectionReport report{"b"};
    report.connected(start);
    report.lost(start + 1s);
    report.connected(start + 2s);
    report.lost(start + 3s);
    report.failed("x", start + 4s);

    EXPECT_EQ(text(report.connected(start + 5s)), "connected to b after 2 s");
}

}  // namespace
}  // namespace giv::mqtt
