#include "link/pack_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Instant start{1h};

struct PackLogTest : ::testing::Test {
    const Pack one{{0x32}, "BG2134G001"};
    const Pack other{{0x33}, "BG2134G002"};
    std::vector<std::string> lines;
    PackLog log{[this](LogLevel, std::string_view text) { lines.emplace_back(text); }};
};

TEST_F(PackLogTest, SaysNothingOfAPackThatIsWell) {
    for (int poll = 0; poll < 5; ++poll)
        log.look(start + poll * 10s, one, "");
    EXPECT_THAT(lines, IsEmpty());
}

TEST_F(PackLogTest, TellsATroubleOnceAndThatItIsOver) {
    for (int poll = 0; poll < 1000; ++poll)
        log.look(start + poll * 10s, one, "it is silent");
    log.look(start + 3h, one, "");
    log.look(start + 4h, one, "");
    EXPECT_THAT(
        lines, ElementsAre("battery ...G001: it is silent", "battery ...G001 is well again")
    );
}

TEST_F(PackLogTest, TellsOneThatComesAndGoesOnceAnHour) {
    for (int minute = 0; minute < 120; minute += 2) {
        log.look(start + minute * 1min, one, "it is silent");
        log.look(start + minute * 1min + 30s, one, "");
    }
    EXPECT_THAT(
        lines,
        ElementsAre(
            "battery ...G001: it is silent",
            "battery ...G001 is well again",
            "battery ...G001: it is silent",
            "battery ...G001 is well again"
        )
    );
}

TEST_F(PackLogTest, TellsAnotherTroubleAtOnceAndOfAnotherPackByItself) {
    log.look(start, one, "it is silent");
    log.look(start, other, "it is silent");
    log.look(start + 10s, one, "it repeats itself");
    EXPECT_THAT(
        lines,
        ElementsAre(
            "battery ...G001: it is silent",
            "battery ...G002: it is silent",
            "battery ...G001: it repeats itself"
        )
    );
}

}  // namespace
}  // namespace giv
