// What we send, against the worked examples of spec/wire-protocol.md §11.
#include "givtcp/protocol/frame.hpp"

#include "worked_examples.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using testing::bytes_of;

const Serial dongle = serial_of("WF2125G000");
const Serial inverter = serial_of("SA2114G000");

struct RequestCase {
    std::string_view name;
    Request request;
    std::string_view hex;
};

class EncodedRequest : public ::testing::TestWithParam<RequestCase> {};

TEST_P(EncodedRequest, IsThatOfTheSpecification) {
    EXPECT_EQ(encode(GetParam().request), bytes_of(GetParam().hex));
}

INSTANTIATE_TEST_SUITE_P(
    WorkedExamples,
    EncodedRequest,
    ::testing::Values(
        RequestCase{
            "E1_holding",
            ReadRequest{{0x11}, {Bank::holding, 0, 60}},
            "59590001 001c 0102 41423132333447353637 0000000000000008 1103 0000 003c 474b"},
        RequestCase{
            "E2_input",
            ReadRequest{{0x11}, {Bank::input, 0, 60}},
            "59590001 001c 0102 41423132333447353637 0000000000000008 1104 0000 003c f28b"},
        RequestCase{
            "E5_battery",
            ReadRequest{{0x32}, {Bank::input, 60, 60}},
            "59590001 001c 0102 41423132333447353637 0000000000000008 3204 003c 003c 35d4"},
        RequestCase{
            "E16_meter_product",
            ReadRequest{{0x01}, {Bank::meter_product, 60, 60}},
            "59590001 001c 0102 41423132333447353637 0000000000000008 0116 003c 003c 8814"},
        RequestCase{
            "E17_with_the_right_crc",
            ReadRequest{{0x32}, {Bank::input, 0, 6}},
            "59590001 001c 0102 41423132333447353637 0000000000000008 3204 0000 0006 75cb"},
        RequestCase{
            "E7_write",
            WriteRequest{{0x11}, 20, 0},
            "59590001 001c 0102 41423132333447353637 0000000000000008 1106 0014 0000 cb5e"},
        RequestCase{
            "E9_slot_end",
            WriteRequest{{0x11}, 95, 430},
            "59590001 001c 0102 41423132333447353637 0000000000000008 1106 005f 01ae 3b64"},
        RequestCase{
            "E6_heartbeat",
            Heartbeat{serial_of("AB0000G000"), 1},
            "59590001 000d 0101 41423030303047303030 01"},
        RequestCase{
            "heartbeat_of_any_type",
            Heartbeat{serial_of("AB1234G567"), 32},
            "59590001 000d 0101 41423132333447353637 20"}
    ),
    [](const auto& one) { return std::string{one.param.name}; }
);

TEST(EncodedRequest, AsksForAsManyAsItIsTold) {
    const auto bytes = encode(Request{ReadRequest{{0x32}, {Bank::input, 0, 120}}});

    ASSERT_EQ(bytes.size(), 34U);
    EXPECT_EQ(bytes[31], 120);
}

TEST(EncodedResponse, IsThatOfTheSpecification) {
    const Response read = ReadResponse{
        serial_of("WJ2414G000"), serial_of("CH2414G000"), {0x11}, {Bank::holding, 0, 1}, {0x8001}};
    const Response write =
        WriteResponse{serial_of("WG2303G000"), serial_of("EA2303G000"), {0x11}, 20, 0};
    const Response beat = Heartbeat{serial_of("WJ2414G000"), 1};

    EXPECT_EQ(encode(read), testing::one_register);
    EXPECT_EQ(encode(write), testing::write_echo);
    EXPECT_EQ(
        encode(Response{ErrorResponse{dongle, inverter, {0x31}, 4, 180, 0}}), testing::refusal
    );
    EXPECT_EQ(
        encode(Response{ErrorResponse{dongle, inverter, {0x32}, 4, 236, 60}}),
        testing::refusal_with_count
    );
    EXPECT_EQ(encode(Response{NullResponse{dongle, {0x33}}}), testing::null_response());
    EXPECT_EQ(encode(beat), testing::heartbeat);
}

// The two check bytes are of an unknown kind (§4.8): all before them is as recorded.
TEST(EncodedResponse, OfALanConfigDiffersInItsCheckBytesOnly) {
    const Response config =
        LanConfig{serial_of("WO0000G000"), "000.000.0.00,000.000.000.0,000.000.0.0"};

    const auto bytes = encode(config);

    ASSERT_EQ(bytes.size(), testing::lan_config.size());
    EXPECT_EQ(testing::first_of(bytes, 68), testing::first_of(testing::lan_config, 68));
}

TEST(EncodedResponse, CountsTheWordsItHas) {
    const Response wrong_count =
        ReadResponse{dongle, inverter, {0x11}, {Bank::input, 0, 60}, {1, 2, 3}};

    const auto bytes = encode(wrong_count);

    ASSERT_EQ(bytes.size(), 44U + 2 * 3);
    EXPECT_EQ(bytes[5], 38 + 2 * 3);
    EXPECT_EQ(bytes[25], 18 + 2 * 3);
    EXPECT_EQ(bytes[41], 3);
}

TEST(EncodedResponse, OfAnythingComesBackTheSame) {
    const std::vector<Response> messages{
        ReadResponse{dongle, inverter, {0x32}, {Bank::input, 60, 2}, {0x5959, 0x0001}},
        ReadResponse{dongle, inverter, {0x01}, {Bank::meter_product, 60, 1}, {65535}},
        WriteResponse{dongle, {}, {0x11}, 65535, 65535},
        ErrorResponse{dongle, inverter, {0x11}, 0x16, 60, 0},
        NullResponse{dongle, {0x37}},
        Heartbeat{dongle, 255},
        LanConfig{dongle, "10.0.0.5,255.0.0.0,10.0.0.1"},
        UnknownFrame{2, 57}};

    for (const auto& message : messages) {
        ResponseDecoder decoder;
        const auto frames = testing::drained(decoder, encode(message));

        ASSERT_EQ(frames.size(), 1U);
        EXPECT_EQ(frames[0].message, message);
        EXPECT_EQ(decoder.pending_bytes(), 0U);
    }
}

}  // namespace
}  // namespace giv
