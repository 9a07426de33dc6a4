#include "exchange/command_gate.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

CommandGate::Answer no_answer() {
    return [](const Outcome&) { ADD_FAILURE() << "a refused command has its answer already"; };
}

TEST(CommandGate, RefusesWhatIsNotInTheTable) {
    CommandGate gate;

    const auto ticket = gate.submit({.control = "rebootTheHouse"}, no_answer());

    ASSERT_TRUE(ticket.refused);
    EXPECT_EQ(ticket.refused->reason, Reason::no_such_control);
    EXPECT_NE(ticket.refused->why.find("rebootTheHouse"), std::string::npos);
    EXPECT_FALSE(gate.take());
}

TEST(CommandGate, RefusesEverythingWhenItIsClosed) {
    CommandGate gate;
    gate.close();

    const auto ticket = gate.submit({.control = "setChargeTarget", .payload = "80"}, no_answer());

    ASSERT_TRUE(ticket.refused);
    EXPECT_EQ(ticket.refused->how, Outcome::How::refused);
    EXPECT_EQ(ticket.refused->reason, Reason::stopping);
}

TEST(Outcome, HasTheWordsOfTheApi) {
    EXPECT_EQ(words(Outcome::How::verified), "verified");
    EXPECT_EQ(words(Outcome::How::no_op), "no-op");
    EXPECT_EQ(words(Outcome::How::refused), "refused");
    EXPECT_EQ(words(Outcome::How::unknown), "unknown");
}

}  // namespace
}  // namespace giv
