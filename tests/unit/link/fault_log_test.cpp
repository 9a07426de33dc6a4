#include "link/fault_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr Instant t0{1h};

struct FaultLogTest : ::testing::Test {
    std::vector<std::string> lines;
    FaultLog faults{[this](LogLevel, std::string_view text) { lines.emplace_back(text); }};
};

TEST_F(FaultLogTest, TellsAFaultOnce) {
    faults.fault(t0, "refused");
    faults.fault(t0 + 2s, "refused");
    faults.fault(t0 + 7s, "refused");

    EXPECT_THAT(lines, ElementsAre("refused"));
}

TEST_F(FaultLogTest, TellsAnotherReasonOnceAsWell) {
    for (int i = 0; i < 5; ++i) {
        faults.fault(t0 + 2s * i, "refused");
        faults.fault(t0 + 2s * i + 1s, "hung up");
    }

    EXPECT_THAT(lines, ElementsAre("refused", "hung up"));
}

TEST_F(FaultLogTest, SumsUpEveryTenMinutes) {
    for (int minute = 0; minute < 21; ++minute)
        faults.fault(t0 + 1min * minute, "refused");

    EXPECT_THAT(
        lines, ElementsAre("refused", "refused (11 times in 600 s)", "refused (21 times in 1200 s)")
    );
}

TEST_F(FaultLogTest, SaysWhenItIsOverAndTellsTheNextOneAgain) {
    faults.fault(t0, "refused");
    faults.cleared(t0 + 74s);
    faults.cleared(t0 + 80s);
    faults.fault(t0 + 90s, "refused");

    EXPECT_THAT(lines, ElementsAre("refused", "all is well again after 74 s", "refused"));
}

TEST_F(FaultLogTest, ReasonsWithoutEndAreNotToldWithoutEnd) {
    for (int i = 0; i < 1000; ++i)
        faults.fault(t0, "reason " + std::to_string(i));

    EXPECT_EQ(lines.size(), 8U);
}

}  // namespace
}  // namespace giv
