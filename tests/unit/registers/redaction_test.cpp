// What of a conversation names its owner, and what stands in its place.
#include "givtcp/registers/redaction.hpp"

#include "support/shared_data.hpp"

#include "givtcp/protocol/frame.hpp"
#include "givtcp/protocol/frame_decoder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace giv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view dongle = "WF2125G123";
constexpr std::string_view inverter = "SA2114G047";
constexpr std::string_view first_pack = "BG2115G701";
constexpr std::string_view second_pack = "BG2115G702";
constexpr DeviceAddress pack_1{0x32};
constexpr DeviceAddress pack_2{0x33};

// The registers that spell this text.
std::vector<std::uint16_t> spelt(std::string_view text) {
    std::vector<std::uint16_t> words;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        const auto high = static_cast<unsigned char>(text[at]);
        const auto low = static_cast<unsigned char>(text[at + 1]);
        words.push_back(static_cast<std::uint16_t>(high << 8U | low));
    }
    return words;
}

ReadResponse answer(DeviceAddress device, RegisterRange range) {
    ReadResponse response;
    response.adapter = serial_of(dongle);
    response.inverter = serial_of(inverter);
    response.device = device;
    response.range = range;
    response.words.assign(range.count, 7);
    return response;
}

void spell(ReadResponse& response, std::uint16_t index, std::string_view text) {
    const auto words = spelt(text);
    const auto at = response.words.begin() + (index - response.range.base);
    std::ranges::copy(words, at);
}

ReadResponse pack_page(DeviceAddress device, std::string_view serial) {
    auto page = answer(device, {Bank::input, 60, 60});
    spell(page, 110, serial);
    return page;
}

Bytes joined(const std::vector<Bytes>& parts) {
    Bytes whole;
    for (const auto& part : parts)
        whole.insert(whole.end(), part.begin(), part.end());
    return whole;
}

std::string text_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

Bytes received(Bytes stream) {
    Redaction redaction;
    redaction.redact_received(stream);
    return stream;
}

std::vector<Response> messages_in(const Bytes& stream) {
    ResponseDecoder decoder;
    decoder.feed(stream);
    std::vector<Response> messages;
    while (auto framed = decoder.next())
        messages.push_back(std::move(framed->message));
    return messages;
}

TEST(Redaction, GivesEachSerialAnotherOfItsKindAndTheSameOneAlways) {
    const auto stream = received(joined({
        encode(Response{pack_page(pack_1, first_pack)}),
        encode(Response{pack_page(pack_2, second_pack)}),
        encode(Response{pack_page(pack_1, first_pack)}),
    }));

    // In the order in which they are met: dongle, inverter, packs.
    auto expected_1 = pack_page(pack_1, "BG0000G003");
    auto expected_2 = pack_page(pack_2, "BG0000G004");
    for (auto* expected : {&expected_1, &expected_2}) {
        expected->adapter = serial_of("WF0000G001");
        expected->inverter = serial_of("SA0000G002");
    }
    EXPECT_THAT(
        messages_in(stream),
        ElementsAre(Response{expected_1}, Response{expected_2}, Response{expected_1})
    );
}

TEST(Redaction, ReplacesTheSerialsInTheInvertersOwnSettings) {
    auto settings = answer(device::inverter, {Bank::holding, 0, 60});
    spell(settings, 8, first_pack);
    spell(settings, 13, inverter);

    const auto messages = messages_in(received(encode(Response{settings})));

    ASSERT_THAT(messages, SizeIs(1));
    const auto& words = std::get<ReadResponse>(messages.front()).words;
    const auto named = [&](std::size_t at) {
        return std::vector<std::uint16_t>{
            words.begin() + static_cast<std::ptrdiff_t>(at),
            words.begin() + static_cast<std::ptrdiff_t>(at) + 5};
    };
    EXPECT_EQ(named(8), spelt("BG0000G003"));
    EXPECT_EQ(named(13), spelt("SA0000G002"));
    EXPECT_EQ(words[7], 7);
    EXPECT_EQ(words[18], 7);
}

// Somebody asks for HR14-16: the middle of "SA2114G047".
TEST(Redaction, BlanksAPartOfASerial) {
    auto part = answer(device::inverter, {Bank::holding, 14, 3});
    part.words = spelt("2114G0");

    const auto messages = messages_in(received(encode(Response{part})));

    ASSERT_THAT(messages, SizeIs(1));
    EXPECT_EQ(std::get<ReadResponse>(messages.front()).words, spelt("0000X0"));
}

TEST(Redaction, BlanksAMetersShortSerial) {
    auto product = answer(DeviceAddress{1}, {Bank::meter_product, 60, 4});
    spell(product, 60, "AB17");

    const auto messages = messages_in(received(encode(Response{product})));

    ASSERT_THAT(messages, SizeIs(1));
    EXPECT_THAT(std::get<ReadResponse>(messages.front()).words, ElementsAre(0x5858, 0x3030, 7, 7));
}

TEST(Redaction, LeavesValuesAlone) {
    auto live = answer(device::inverter, {Bank::input, 0, 60});
    std::ranges::fill(live.words, 0x3139);  // "19" thirty times: but these are measurements

    const auto messages = messages_in(received(encode(Response{live})));

    ASSERT_THAT(messages, SizeIs(1));
    EXPECT_EQ(std::get<ReadResponse>(messages.front()).words, live.words);
}

TEST(Redaction, ReplacesTheSerialsOfAllKindsOfAnswers) {
    const auto ours = serial_of(inverter);
    const auto stream = received(joined({
        encode(Response{WriteResponse{serial_of(dongle), ours, device::inverter, 20, 1}}),
        encode(Response{ErrorResponse{serial_of(dongle), ours, device::inverter, 3, 60, 0}}),
        encode(Response{NullResponse{serial_of(dongle), pack_2}}),
        encode(Response{Heartbeat{serial_of(dongle), 1}}),
    }));

    const auto no_dongle = serial_of("WF0000G001");
    const auto no_inverter = serial_of("SA0000G002");
    EXPECT_THAT(
        messages_in(stream),
        ElementsAre(
            Response{WriteResponse{no_dongle, no_inverter, device::inverter, 20, 1}},
            Response{ErrorResponse{no_dongle, no_inverter, device::inverter, 3, 60, 0}},
            Response{NullResponse{no_dongle, pack_2}},
            Response{Heartbeat{no_dongle, 1}}
        )
    );
}

TEST(Redaction, BlanksTheDonglesAddresses) {
    const LanConfig config{serial_of(dongle), "192.168.1.20,255.255.255.0,192.168.1.1"};

    const auto stream = received(encode(Response{config}));

    EXPECT_THAT(
        messages_in(stream),
        ElementsAre(Response{
            LanConfig{serial_of("WF0000G001"), "000.000.0.00,000.000.000.0,000.000.0.0"}})
    );
}

TEST(Redaction, ReplacesTheSerialInWhatIsSent) {
    Bytes stream = joined({
        encode(Request{Heartbeat{serial_of(dongle), 1}}),
        encode(Request{ReadRequest{device::inverter, {Bank::input, 0, 60}}}),
    });

    Redaction redaction;
    redaction.redact_sent(stream);

    RequestDecoder decoder;
    decoder.feed(stream);
    EXPECT_EQ(decoder.next()->message, (Request{Heartbeat{serial_of("WF0000G001"), 1}}));
    EXPECT_EQ(
        decoder.next()->message, (Request{ReadRequest{device::inverter, {Bank::input, 0, 60}}})
    );
}

TEST(Redaction, SharesItsSerialsBetweenBothWays) {
    Bytes heard = encode(Response{Heartbeat{serial_of(dongle), 1}});
    Bytes said = encode(Request{Heartbeat{serial_of(dongle), 1}});

    Redaction redaction;
    redaction.redact_received(heard);
    redaction.redact_sent(said);

    EXPECT_EQ(heard, said);
    EXPECT_EQ(redaction.serials(), 1U);
}

// ---- what is damaged ------------------------------------------------------------------------

TEST(Redaction, LeavesAWrongChecksumWrong) {
    auto frame = encode(Response{pack_page(pack_1, first_pack)});
    frame[60] ^= 0x10U;  // a value
    const auto good = encode(Response{pack_page(pack_1, first_pack)});

    const auto stream = received(joined({frame, good}));

    EXPECT_THAT(messages_in(stream), SizeIs(1));
    EXPECT_EQ(stream[60], frame[60]);
    EXPECT_THAT(text_of(stream), Not(HasSubstr(std::string{first_pack})));
    EXPECT_THAT(text_of(stream), Not(HasSubstr(std::string{inverter})));
    EXPECT_THAT(text_of(stream), Not(HasSubstr(std::string{dongle})));
}

TEST(Redaction, BlanksSerialsThatWereCutOff) {
    const auto frame = encode(Response{pack_page(pack_1, first_pack)});
    const Bytes head{frame.begin(), frame.begin() + 36};  // "SA2114G0"
    const Bytes tail{frame.end() - 24, frame.end()};      // "2115G701", and what follows

    const auto stream = received(joined({tail, head, frame}));

    EXPECT_THAT(messages_in(stream), SizeIs(1));
    const auto text = text_of(stream);
    for (const auto* part : {"2114", "2115", "G701", "2125"})
        EXPECT_THAT(text, Not(HasSubstr(part)));
}

TEST(Redaction, BlanksOneWithADamagedLetter) {
    auto page = answer(device::inverter, {Bank::input, 0, 60});
    page.inverter = serial_of("SA2114g047");

    const auto messages = messages_in(received(encode(Response{page})));

    ASSERT_THAT(messages, SizeIs(1));
    EXPECT_EQ(std::get<ReadResponse>(messages.front()).inverter.text(), "XX0000x000");
}

TEST(Redaction, BlanksAddressesInFramesThatNobodyKnows) {
    // A text where an address is expected, but not in the known shape.
    auto frame = encode(Response{UnknownFrame{2, 0x55}});
    const std::string_view text = "gw=192.168.1.77";
    const std::vector<std::uint8_t> bytes{text.begin(), text.end()};

    const auto stream = received(joined({bytes, frame, bytes}));

    EXPECT_THAT(text_of(stream), Not(HasSubstr("192")));
    EXPECT_THAT(text_of(stream), Not(HasSubstr("77")));
    EXPECT_THAT(messages_in(stream), SizeIs(1));
}

TEST(Redaction, TakesAnythingAndNothing) {
    EXPECT_THAT(received({}), IsEmpty());
    EXPECT_EQ(received({0x59}), (Bytes{0x59}));
    EXPECT_EQ(received({0x59, 0x59, 0x00, 0x01}), (Bytes{0x59, 0x59, 0x00, 0x01}));
    // A heartbeat's length, and no more.
    const Bytes begun{0x59, 0x59, 0x00, 0x01, 0x00, 0x0d, 0x01, 0x01};
    EXPECT_EQ(received(begun), begun);
}

// A frame that was given up hides none of those behind it, even where it claims to be longer than
// all that follows.
TEST(Redaction, FindsAFrameBehindOneThatNeverEnded) {
    const auto page = encode(Response{pack_page(pack_1, first_pack)});
    const auto beat = encode(Response{Heartbeat{serial_of(dongle), 1}});
    const Bytes begun{page.begin(), page.begin() + 30};

    auto stream = received(joined({begun, beat}));

    EXPECT_THAT(text_of(stream), HasSubstr("WF0000G001"));
    EXPECT_THAT(text_of(stream), Not(HasSubstr(std::string{dongle})));
}

// All recordings there are: as many messages of the same kinds as before, and the words, those of
// serials excepted, as they were.
TEST(Redaction, LeavesRecordedConversationsWhatTheyWere) {
    GIVTCP_NEEDS_SHARED_DATA();
    for (const auto& line : testing::shared_json_lines("vectors/frames.jsonl")) {
        if (line.at("direction") != "response") continue;
        const auto frame = testing::bytes_from_hex(line.at("hex").get<std::string>());

        const auto before = messages_in(frame);
        const auto after = messages_in(received(frame));

        ASSERT_EQ(before.size(), after.size()) << line.at("id");
        for (std::size_t i = 0; i < before.size(); ++i)
            EXPECT_EQ(before[i].index(), after[i].index()) << line.at("id");
    }
}

}  // namespace
}  // namespace giv
