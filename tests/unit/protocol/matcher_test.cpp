#include "givtcp/protocol/matcher.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

const Serial dongle = serial_of("WF2125G000");
const Serial inverter = serial_of("SA2114G000");
const Request read = ReadRequest{{0x11}, {Bank::input, 60, 2}};
const Request write = WriteRequest{{0x11}, 96, 1};

Response answer(std::uint8_t device, Bank bank, std::uint16_t base, std::uint16_t count) {
    return ReadResponse{
        dongle, inverter, {device}, {bank, base, count}, std::vector<std::uint16_t>(count)};
}

Response refusal(std::uint8_t device, std::uint8_t function, std::uint16_t base, std::uint16_t n) {
    return ErrorResponse{dongle, inverter, {device}, function, base, n};
}

Response echo(std::uint8_t device, std::uint16_t index, std::uint16_t value) {
    return WriteResponse{dongle, inverter, {device}, index, value};
}

TEST(Matcher, ARequestIsAnsweredByTheSameShape) {
    EXPECT_EQ(match(read, answer(0x11, Bank::input, 60, 2)), Match::completes);
}

TEST(Matcher, WhoseSerialItIsDoesNotMatter) {
    const Response from_a_module =
        ReadResponse{dongle, serial_of("HX2414G000"), {0x11}, {Bank::input, 60, 2}, {0, 0}};

    EXPECT_EQ(match(read, from_a_module), Match::completes);
}

TEST(Matcher, AnotherShapeKeepsAReadWaiting) {
    EXPECT_EQ(match(read, answer(0x31, Bank::input, 60, 2)), Match::keeps_waiting);
    EXPECT_EQ(match(read, answer(0x11, Bank::holding, 60, 2)), Match::keeps_waiting);
    EXPECT_EQ(match(read, answer(0x11, Bank::meter_product, 60, 2)), Match::keeps_waiting);
    EXPECT_EQ(match(read, answer(0x11, Bank::input, 61, 2)), Match::keeps_waiting);
    EXPECT_EQ(match(read, answer(0x11, Bank::input, 60, 3)), Match::keeps_waiting);
    EXPECT_EQ(match(read, echo(0x11, 60, 2)), Match::keeps_waiting);
}

TEST(Matcher, ARefusalOfAReadIsKnownWithoutItsCount) {
    EXPECT_EQ(match(read, refusal(0x11, 4, 60, 2)), Match::refuses);
    EXPECT_EQ(match(read, refusal(0x11, 4, 60, 0)), Match::refuses);
    EXPECT_EQ(match(read, refusal(0x11, 4, 60, 999)), Match::refuses);
}

TEST(Matcher, ARefusalOfSomethingElseKeepsAReadWaiting) {
    EXPECT_EQ(match(read, refusal(0x31, 4, 60, 2)), Match::keeps_waiting);
    EXPECT_EQ(match(read, refusal(0x11, 3, 60, 2)), Match::keeps_waiting);
    EXPECT_EQ(match(read, refusal(0x11, 6, 60, 2)), Match::keeps_waiting);
    EXPECT_EQ(match(read, refusal(0x11, 4, 0, 2)), Match::keeps_waiting);
}

TEST(Matcher, AWriteIsAnsweredByItsEcho) {
    EXPECT_EQ(match(write, echo(0x11, 96, 1)), Match::completes);
}

TEST(Matcher, AnEchoOfAnotherWriterKeepsAWriteWaiting) {
    EXPECT_EQ(match(write, echo(0x11, 96, 0)), Match::keeps_waiting);
    EXPECT_EQ(match(write, echo(0x11, 59, 1)), Match::keeps_waiting);
    EXPECT_EQ(match(write, echo(0x31, 96, 1)), Match::keeps_waiting);
    EXPECT_EQ(match(write, answer(0x11, Bank::holding, 96, 1)), Match::keeps_waiting);
}

TEST(Matcher, ARefusedWriteIsReadBackWhateverValueItNames) {
    EXPECT_EQ(match(write, refusal(0x11, 6, 96, 1)), Match::refuses_then_readback);
    EXPECT_EQ(match(write, refusal(0x11, 6, 96, 0)), Match::refuses_then_readback);
    EXPECT_EQ(match(write, refusal(0x11, 6, 95, 1)), Match::keeps_waiting);
    EXPECT_EQ(match(write, refusal(0x11, 3, 96, 1)), Match::keeps_waiting);
    EXPECT_EQ(match(write, refusal(0x32, 6, 96, 1)), Match::keeps_waiting);
}

TEST(Matcher, WhatAnswersNobodyKeepsEveryRequestWaiting) {
    const std::vector<Response> nobodys{
        NullResponse{dongle, {0x11}},
        Heartbeat{dongle, 1},
        LanConfig{dongle, "10.0.0.5,255.0.0.0,10.0.0.1"},
        UnknownFrame{2, 4}};

    for (const auto& message : nobodys) {
        EXPECT_EQ(match(read, message), Match::keeps_waiting);
        EXPECT_EQ(match(write, message), Match::keeps_waiting);
        EXPECT_EQ(match(Heartbeat{dongle, 1}, message), Match::keeps_waiting);
    }
}

}  // namespace
}  // namespace giv
