#include "exchange/repeats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ARepeatedFault : public ::testing::Test {
 protected:
    void fails() { faults_.report("connect", LogLevel::warning, "refused", now_); }

    std::vector<std::string> lines_;
    Repeats faults_{[this](LogLevel, std::string_view text) { lines_.emplace_back(text); }, 10min};
    Repeats::TimePoint now_{};
};

TEST_F(ARepeatedFault, IsLoggedOnce) {
    for (int count = 0; count < 59; ++count) {
        fails();
        now_ += 10s;
    }

    EXPECT_THAT(lines_, ElementsAre("refused"));
}

TEST_F(ARepeatedFault, IsCountedOncePerPeriod) {
    for (int count = 0; count <= 120; ++count) {
        fails();
        now_ += 10s;
    }

    EXPECT_THAT(
        lines_,
        ElementsAre(
            "refused",
            "refused (60 times in the last 10 min)",
            "refused (60 times in the last 10 min)"
        )
    );
}

TEST_F(ARepeatedFault, SaysWhenItIsOver) {
    fails();
    now_ += 30s;
    fails();
    now_ += 44s;
    faults_.over("connect", "connected", now_);
    faults_.over("connect", "connected", now_);
    fails();

    EXPECT_THAT(
        lines_, ElementsAre("refused", "connected (after 74 s, failed 2 times)", "refused")
    );
}

TEST_F(ARepeatedFault, ThatWasNeverThereIsNotOver) {
    faults_.over("connect", "connected", now_);

    EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(ARepeatedFault, IsToldApartFromOthersUpToABound) {
    for (int fault = 0; fault < 1000; ++fault) {
        faults_.report("fault " + std::to_string(fault), LogLevel::warning, "text", now_);
    }

    EXPECT_THAT(lines_, SizeIs(Repeats::most_faults + 1));
}

}  // namespace
}  // namespace giv
