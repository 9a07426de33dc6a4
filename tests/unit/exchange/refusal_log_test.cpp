#include "exchange/refusal_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant noon{12h};

class RefusalLogTest : public ::testing::Test {
 protected:
    void refuse(Instant now, int times = 1) {
        for (int i = 0; i < times; ++i)
            log_.refused(now, {.control = "setChargeTarget", .source = "MQTT"}, outcome_);
    }

    std::vector<std::string> lines() { return std::exchange(lines_, {}); }

    const Outcome outcome_{refused({Reason::busy, "no place"})};
    std::vector<std::string> lines_;
    RefusalLog log_{[this](LogLevel, std::string_view text) { lines_.emplace_back(text); }};
};

TEST_F(RefusalLogTest, SaysWhatWhoseAndWhy) {
    refuse(noon);

    EXPECT_THAT(lines(), ElementsAre("setChargeTarget from MQTT: refused: busy (no place)"));
}

// Ten lines and one that says so; 990 are counted.
TEST_F(RefusalLogTest, SaysOfAFloodTheBeginningAndThenTheNumber) {
    refuse(noon, 1000);
    EXPECT_THAT(lines(), SizeIs(11));
    log_.tick(noon + 9min);
    EXPECT_THAT(lines(), IsEmpty());

    log_.tick(noon + 10min);

    EXPECT_THAT(
        lines(),
        ElementsAre("990 more commands were refused in 600 s, the last: setChargeTarget from MQTT: "
                    "refused: busy (no place)")
    );
}

TEST_F(RefusalLogTest, GivesAFloodThatGoesOnNoMoreThanItsNumber) {
    refuse(noon, 1000);
    lines();

    refuse(noon + 10min, 500);
    refuse(noon + 20min, 500);

    EXPECT_THAT(lines(), ElementsAre(HasSubstr("990 more"), HasSubstr("500 more")));
}

TEST_F(RefusalLogTest, HasItsLinesAgainWhenTheFloodIsOver) {
    refuse(noon, 1000);
    log_.tick(noon + 10min);
    log_.tick(noon + 20min);
    lines();

    refuse(noon + 21min, 3);
    refuse(noon + 40min, 3);

    EXPECT_THAT(lines(), SizeIs(6));
}

TEST(RefusalLogThreads, CountsWhatManyRefuse) {
    std::vector<std::string> lines;
    RefusalLog log{[&](LogLevel, std::string_view text) { lines.emplace_back(text); }};
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back([&log] {
            for (int j = 0; j < 100; ++j)
                log.refused(noon, {.control = "a", .source = "b"}, refused({Reason::busy, ""}));
        });
    }
    for (auto& client : clients)
        client.join();

    log.tick(noon + 10min);

    EXPECT_THAT(lines, SizeIs(12));
    EXPECT_THAT(lines.back(), HasSubstr("390 more commands"));
}

}  // namespace
}  // namespace giv
