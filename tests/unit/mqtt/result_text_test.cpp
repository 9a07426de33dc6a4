#include "mqtt/result_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv::mqtt {
namespace {

TEST(MqttResultText, SaysWhatWasAskedWrittenAndReadBack) {
    Outcome outcome{Outcome::How::unknown, Reason::not_proved, "HR95 could not be read back", {}};
    outcome.registers = {
        {.index = 94, .requested = 30, .written = true, .before = 0, .read_back = 30},
        {.index = 95, .requested = 430, .written = true, .before = 600, .read_back = {}},
        {.index = 96, .requested = 1, .written = false, .before = {}, .read_back = {}},
    };

    EXPECT_EQ(
        result_text("setChargeSlot1", "1-7", outcome),
        R"({"command":"setChargeSlot1","id":"1-7","outcome":"unknown","reason":"not-proved",)"
        R"("detail":"HR95 could not be read back","registers":[)"
        R"({"register":"HR94","requested":30,"written":true,"before":0,"read_back":30},)"
        R"({"register":"HR95","requested":430,"written":true,"before":600},)"
        R"({"register":"HR96","requested":1,"written":false}]})"
    );
}

TEST(MqttResultText, LeavesOutAnIdThatThereIsNot) {
    EXPECT_EQ(
        result_text("x", "", refused({Reason::busy, "busy"})),
        R"({"command":"x","outcome":"refused","reason":"busy","detail":"busy","registers":[]})"
    );
}

TEST(MqttResultText, ShowsWhereTheEndOfAContinuingCommandIsTold) {
    const Outcome outcome{Outcome::How::unknown, Reason::continuing, "", {}};

    EXPECT_EQ(
        result_text("x", "1-7", outcome),
        R"({"command":"x","id":"1-7","outcome":"unknown","reason":"continuing",)"
        R"("detail":"it goes on; how it ends is shown by GET /api/v1/commands/1-7","registers":[]})"
    );
}

TEST(MqttResultText, IsPlainAsciiWhateverItIsToldOfPayloads) {
    const auto text = result_text("x", "", refused({Reason::malformed, "not \xff\"\xc3\xa9\n\""}));

    EXPECT_EQ(
        text,
        R"({"command":"x","outcome":"refused","reason":"malformed",)"
        R"("detail":"not \ufffd\"\u00e9\n\"","registers":[]})"
    );
}

}  // namespace
}  // namespace giv::mqtt
