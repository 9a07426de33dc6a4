#include "broker/broker_words.hpp"

#include <gtest/gtest.h>

#include <string>

namespace giv::broker {
namespace {

TEST(BrokerWords, SayHowBadItIs) {
    EXPECT_EQ(level_of("Error: Address already in use"), LogLevel::error);
    EXPECT_EQ(level_of("Warning: Mosquitto should not be run as root."), LogLevel::warning);
    EXPECT_EQ(level_of("mosquitto version 2.0.11 running"), LogLevel::debug);
    EXPECT_EQ(level_of(""), LogLevel::debug);
}

TEST(BrokerWords, SayThatItRuns) {
    EXPECT_TRUE(says_it_runs("mosquitto version 2.0.11 running"));
    EXPECT_FALSE(says_it_runs("mosquitto version 2.0.11 starting"));
    EXPECT_FALSE(says_it_runs("New client connected as running"));
    EXPECT_FALSE(says_it_runs(""));
}

TEST(BrokerWords, AreTakenLineByLine) {
    std::string text = "one\n\ntwo\nthr";

    EXPECT_EQ(take_line(text), "one");
    EXPECT_EQ(take_line(text), "");
    EXPECT_EQ(take_line(text), "two");
    EXPECT_EQ(take_line(text), std::nullopt);
    EXPECT_EQ(text, "thr");
}

TEST(BrokerWords, NeverGrowWithoutABound) {
    std::string text(2500, 'x');

    EXPECT_EQ(take_line(text)->size(), 1000U);
    EXPECT_EQ(take_line(text)->size(), 1000U);
    EXPECT_EQ(take_line(text), std::nullopt);
    EXPECT_EQ(text.size(), 500U);
}

TEST(BrokerWords, ControlCharactersOfAClientsNameAreBlanks) {
    std::string text = "New client \x1b[2J\tconnected\n";
    EXPECT_EQ(take_line(text), "New client  [2J connected");
}

}  // namespace
}  // namespace giv::broker
