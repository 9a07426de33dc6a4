// What each fault makes of one answer, byte for byte. The frames, their CRCs and the throws of the
// dice (seed 1: 5E2D1772, 14E498F0, ...) were worked out with programs of their own.
#include "simulator/wire_faults.hpp"

#include "support/shared_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Door = Transmission::Door;

constexpr Instant start{};

// The spaces are for the eye.
Bytes bytes_of(std::string hex) {
    std::erase(hex, ' ');
    return testing::bytes_from_hex(hex);
}

const Serial adapter = serial_of("WF2142G731");
const Serial inverter = serial_of("SA2114G047");

// Marker, length, unit, function, adapter, inner length, device and function, inverter, base and
// count of HR20-21; the registers and the CRC follow.
const std::string head =
    "59590001 002A 0102 57463231343247373331 0000000000000016 1103 53413231313447303437 00140002";
const std::string good = head + "1234 0102 D421";

ReadResponse answer() {
    return {adapter, inverter, device::inverter, {Bank::holding, 20, 2}, {0x1234, 0x0102}};
}

class WireFaultsTest : public ::testing::Test {
 protected:
    void set(const std::string& json) {
        const auto planned = parse_planned_fault(json);
        ASSERT_TRUE(planned) << planned.error().detail;
        book.add(*planned, start);
        while (book.change(start)) {
        }
    }

    Transmission sent(const Response& response = answer()) {
        return wire.transmit(response, book, start);
    }

    std::uint64_t struck() {
        std::uint64_t all = 0;
        for (const auto& [kind, count] : book.counts())
            all += count.struck;
        return all;
    }

    FaultBook book{1};
    WireFaults wire;
};

TEST_F(WireFaultsTest, WithoutAnyTheAnswerIsSentAsItIs) {
    EXPECT_THAT(sent().pieces, ElementsAre(Piece{0ms, bytes_of(good)}));
    EXPECT_EQ(sent().door, Door::stays);
}

struct OneFrame {
    const char* json;
    std::string bytes;
};

void PrintTo(const OneFrame& one, std::ostream* out) { *out << one.json; }

class OneFrameTest : public WireFaultsTest, public ::testing::WithParamInterface<OneFrame> {};

TEST_P(OneFrameTest, IsSentInstead) {
    set(GetParam().json);

    EXPECT_THAT(sent().pieces, ElementsAre(Piece{0ms, bytes_of(GetParam().bytes)}));
    EXPECT_EQ(struck(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Faults,
    OneFrameTest,
    ::testing::Values(
        // Bit 0x5E2D1772 % 32 = 18: the third of the second word.
        OneFrame{R"({"fault":"bit-flip"})", head + "1234 0106 D421"},
        OneFrame{R"({"fault":"bit-flip","crc":"valid"})", head + "1234 0106 D5E2"},
        OneFrame{R"({"fault":"zero-bank"})", head + "0000 0000 10C6"},
        OneFrame{R"({"fault":"zero-bank","crc":"old"})", head + "0000 0000 D421"},
        OneFrame{R"({"fault":"zero-tail"})", head + "0000 0000 0000"},
        // Byte 0x5E2D1772 % 48 = 18 is lost: the first of the inner length.
        OneFrame{
            R"({"fault":"byte-slip"})",
            "59590001 002A 0102 57463231343247373331 00000000000016 1103 53413231313447303437 "
            "00140002 1234 0102 D421"},
        // From word 0x5E2D1772 % 2 = 0 on.
        OneFrame{R"({"fault":"byte-slip","crc":"valid"})", head + "3401 0200 4E56"},
        // 1 + 0x5E2D1772 % 47 = 45 bytes are left.
        OneFrame{R"({"fault":"truncate"})", head + "1234 01"},
        OneFrame{R"({"fault":"spike:HR21=65535"})", head + "1234 FFFF 55C0"},
        // Word 0 becomes the end of the next throw.
        OneFrame{R"({"fault":"spike"})", head + "98F0 0102 BFC4"},
        // Nothing else was answered yet: zeros, from word 0 on.
        OneFrame{R"({"fault":"splice"})", head + "0000 0000 10C6"},
        OneFrame{
            R"({"fault":"wrong-serial"})",
            "59590001 002A 0102 57463231343247373331 0000000000000016 1103 53413232333147373737 "
            "00140002 1234 0102 729C"},
        OneFrame{
            R"({"fault":"null-response"})",
            "59590001 009E 0102 57463231343247373331 000000000000008A 11" +
                std::string(std::size_t{2} * 137, '0')}
    )
);

TEST_F(WireFaultsTest, AWrongSerialStandsInTheRegistersOfOneToo) {
    set(R"({"fault":"wrong-serial"})");
    const ReadResponse serial{
        adapter, inverter, device::inverter, {Bank::holding, 13, 5}, {1, 2, 3, 4, 5}};

    EXPECT_THAT(
        sent(serial).pieces,
        ElementsAre(Piece{
            0ms,
            bytes_of("59590001 0030 0102 57463231343247373331 000000000000001C 1103 "
                     "53413232333147373737 000D0005 53413232333147373737 13F9")})
    );
}

TEST_F(WireFaultsTest, ASpliceHasTheWordsOfAnotherBlock) {
    sent(ReadResponse{adapter, inverter, {0x32}, {Bank::input, 60, 2}, {0xAAAA, 0xBBBB}});
    sent(ReadResponse{adapter, inverter, {0x33}, {Bank::input, 60, 3}, {1, 2, 3}});
    set(R"({"fault":"splice"})");

    const auto bytes = sent().pieces.at(0).bytes;

    const Bytes words{bytes.begin() + 42, bytes.end() - 2};
    EXPECT_EQ(words, bytes_of("AAAA BBBB"));
}

TEST_F(WireFaultsTest, AStaleCacheSaysWhatItSaidWhenItWasFirstMet) {
    set(R"({"fault":"stale-cache"})");
    auto later = answer();
    later.words = {5, 6};

    EXPECT_THAT(sent().pieces, ElementsAre(Piece{0ms, bytes_of(good)}));
    EXPECT_EQ(struck(), 0U);
    EXPECT_THAT(sent(later).pieces, ElementsAre(Piece{0ms, bytes_of(good)}));
    EXPECT_EQ(struck(), 1U);

    wire.thaw(2);
    EXPECT_THAT(sent(later).pieces, ElementsAre(Piece{0ms, bytes_of(good)})) << "another's end";
    wire.thaw(1);
    EXPECT_EQ(sent(later).pieces, (std::vector{Piece{0ms, encode(Response{later})}}));
}

TEST_F(WireFaultsTest, ADroppedAnswerIsNotSent) {
    set(R"({"fault":"drop"})");

    EXPECT_THAT(sent().pieces, IsEmpty());
    EXPECT_EQ(sent().door, Door::stays);
    EXPECT_EQ(struck(), 2U);
}

TEST_F(WireFaultsTest, ADuplicateComesTwice) {
    set(R"({"fault":"duplicate"})");
    const Piece once{0ms, bytes_of(good)};

    EXPECT_THAT(sent().pieces, ElementsAre(once, once));
}

TEST_F(WireFaultsTest, ADelayedAnswerComesLater) {
    set(R"({"fault":"delay:3s"})");

    EXPECT_THAT(sent().pieces, ElementsAre(Piece{3s, bytes_of(good)}));
}

TEST_F(WireFaultsTest, SlowBytesComeOneByOne) {
    set(R"({"fault":"slow-bytes:10ms"})");

    const auto transmission = sent();

    ASSERT_THAT(transmission.pieces, SizeIs(48));
    EXPECT_EQ(transmission.pieces.at(0), (Piece{0ms, {0x59}}));
    EXPECT_EQ(transmission.pieces.at(42), (Piece{420ms, {0x12}}));
    EXPECT_EQ(transmission.pieces.at(47), (Piece{470ms, {0x21}}));
    EXPECT_EQ(transmission.busy, 480ms);
}

TEST_F(WireFaultsTest, AResetAndAHangUpSendNothing) {
    set(R"({"fault":"hang-up","times":1})");
    set(R"({"fault":"reset","times":2})");

    EXPECT_EQ(sent().door, Door::resets) << "the harder of the two";
    EXPECT_THAT(sent().pieces, IsEmpty());
    EXPECT_EQ(sent().door, Door::stays);
}

TEST_F(WireFaultsTest, StrikeTheRegisterAndTheDeviceThatTheyName) {
    set(R"({"fault":"drop","device":"0x32","register":"IR76"})");
    const auto pack = [](std::uint8_t device, std::uint16_t base) {
        return ReadResponse{adapter, inverter, {device}, {Bank::input, base, 1}, {1}};
    };

    EXPECT_THAT(sent(pack(0x32, 76)).pieces, IsEmpty());
    EXPECT_THAT(sent(pack(0x33, 76)).pieces, SizeIs(1));
    EXPECT_THAT(sent(pack(0x32, 75)).pieces, SizeIs(1));
    EXPECT_THAT(sent().pieces, SizeIs(1));
    EXPECT_EQ(struck(), 1U);
}

TEST_F(WireFaultsTest, LeaveErrorsAndEchoesAloneWhereTheyNeedRegisters) {
    set(R"({"fault":"zero-bank"})");
    const Response echo = WriteResponse{adapter, inverter, device::inverter, 27, 1};
    const Response error = ErrorResponse{adapter, inverter, device::inverter, 3, 0, 60};

    EXPECT_THAT(sent(echo).pieces, ElementsAre(Piece{0ms, encode(echo)}));
    EXPECT_THAT(sent(error).pieces, ElementsAre(Piece{0ms, encode(error)}));
    EXPECT_EQ(struck(), 0U);
}

TEST_F(WireFaultsTest, DoNotCountWhatChangesNothing) {
    set(R"({"fault":"zero-bank","times":1})");
    auto zeros = answer();
    zeros.words = {0, 0};

    sent(zeros);
    EXPECT_EQ(struck(), 0U);
    sent();
    EXPECT_EQ(struck(), 1U);
    EXPECT_THAT(sent().pieces, ElementsAre(Piece{0ms, bytes_of(good)})) << "once only";
}

TEST_F(WireFaultsTest, SeveralStrikeOneAnswer) {
    set(R"({"fault":"spike:HR21=65535"})");
    set(R"({"fault":"delay:1s"})");
    set(R"({"fault":"duplicate"})");
    const Piece late{1s, bytes_of(head + "1234 FFFF 55C0")};

    EXPECT_THAT(sent().pieces, ElementsAre(late, late));
    EXPECT_EQ(struck(), 3U);
}

// Of 2000 answers about a quarter: 500, and seven standard deviations are 136.
TEST_F(WireFaultsTest, AShareIsStruckByChanceRepeatably) {
    set(R"({"fault":"drop","percent":25})");
    const auto run = [this] {
        std::vector<bool> sent_at;
        for (int i = 0; i < 2000; ++i)
            sent_at.push_back(!sent().pieces.empty());
        return sent_at;
    };

    const auto first = run();

    EXPECT_NEAR(static_cast<double>(struck()), 500, 136);
    book = FaultBook{1};
    set(R"({"fault":"drop","percent":25})");
    EXPECT_EQ(run(), first);
}

}  // namespace
}  // namespace giv::simulator
