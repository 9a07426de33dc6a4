#include "exchange/command_gate.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

CommandGate::Answer no_answer() {
    return [](const Outcome&) { ADD_FAILURE() << "a refused command has its answer already"; };
}

TEST(CommandGate, RefusesWhatIsNotInTheTable) {
    CommandGate gate;

    const auto outcome = gate.submit({"rebootTheHouse", "", "a test"}, no_answer());

    ASSERT_TRUE(outcome);
    EXPECT_EQ(words(outcome->how), "refused");
    EXPECT_NE(outcome->why.find("rebootTheHouse"), std::string::npos);
    EXPECT_FALSE(gate.take());
}

TEST(CommandGate, RefusesEverythingWhenItIsClosed) {
    CommandGate gate;
    gate.close();

    const auto outcome = gate.submit({"setChargeTarget", "80", "a test"}, no_answer());

    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->how, Outcome::How::refused);
    EXPECT_EQ(outcome->why, "givtcp is stopping");
}

TEST(Outcome, HasTheWordsOfTheApi) {
    EXPECT_EQ(words(Outcome::How::verified), "verified");
    EXPECT_EQ(words(Outcome::How::no_op), "no-op");
    EXPECT_EQ(words(Outcome::How::refused), "refused");
    EXPECT_EQ(words(Outcome::How::unknown), "unknown");
}

}  // namespace
}  // namespace giv
