// Recordings: reading them, and playing them on virtual time.
#include "simulator/replay.hpp"

#include "support/shared_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant start{};
constexpr DeviceAddress pack_1{0x32};

Capture capture_of(std::string_view text) {
    auto capture = parse_capture(text);
    EXPECT_TRUE(capture) << capture.error().detail;
    return std::move(capture).value_or(Capture{});
}

Response reading(DeviceAddress device, std::uint16_t index, std::uint16_t word) {
    return ReadResponse{
        serial_of("WF2125G000"),
        serial_of("SA2114G000"),
        device,
        {Bank::input, index, 1},
        {word},
    };
}

CapturedPiece said(std::chrono::microseconds after, const Response& response) {
    return {after, true, encode(response)};
}

std::vector<Response> messages_of(const std::vector<Outgoing>& sent) {
    ResponseDecoder decoder;
    for (const auto& outgoing : sent)
        decoder.feed(outgoing.bytes);
    std::vector<Response> all;
    while (auto framed = decoder.next())
        all.push_back(std::move(framed->message));
    return all;
}

// ---- reading --------------------------------------------------------------------------------

TEST(ParseCapture, TakesTimesDirectionsAndBytes) {
    const auto capture = capture_of(
        "# a comment\n"
        "2026-05-28T23:59:59.290819+00:00 rx 5959\n"
        "\n"
        "2026-05-29T01:00:00.5+01:00 tx 00FF\r\n"
        "2026-05-29T00:00:02Z rx 01"
    );

    ASSERT_THAT(capture, SizeIs(3));
    EXPECT_EQ(capture[0].after, 0us);
    EXPECT_TRUE(capture[0].from_dongle);
    EXPECT_THAT(capture[0].bytes, ElementsAre(0x59, 0x59));
    EXPECT_EQ(capture[1].after, 1'209'181us);
    EXPECT_FALSE(capture[1].from_dongle);
    EXPECT_THAT(capture[1].bytes, ElementsAre(0x00, 0xFF));
    EXPECT_EQ(capture[2].after, 2'709'181us);
}

TEST(ParseCapture, SpacesPiecesWithoutTimesEvenly) {
    const auto capture = capture_of("- tx 01\n- rx 02\n- rx 03\n");

    ASSERT_THAT(capture, SizeIs(3));
    EXPECT_EQ(capture[0].after, 0ms);
    EXPECT_EQ(capture[1].after, 250ms);
    EXPECT_EQ(capture[2].after, 500ms);
}

TEST(ParseCapture, StandsStillWhereTimeGoesBack) {
    const auto capture = capture_of(
        "2026-05-28T10:00:00Z rx 01\n"
        "2026-05-28T10:00:05Z rx 02\n"
        "2026-05-28T10:00:03Z rx 03\n"
        "2026-05-28T10:00:06Z rx 04\n"
    );

    ASSERT_THAT(capture, SizeIs(4));
    EXPECT_EQ(capture[2].after, 5s);
    EXPECT_EQ(capture[3].after, 6s);
}

struct BadCapture {
    const char* name;
    const char* text;
    const char* complaint;
};

class ParseCaptureRefuses : public ::testing::TestWithParam<BadCapture> {};

TEST_P(ParseCaptureRefuses, AndNamesTheLine) {
    const auto capture = parse_capture(GetParam().text);

    ASSERT_FALSE(capture);
    EXPECT_EQ(capture.error().code, Errc::malformed);
    EXPECT_THAT(capture.error().detail, HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Captures,
    ParseCaptureRefuses,
    ::testing::Values(
        BadCapture{"empty", "", "not one frame"},
        BadCapture{"comments", "# nothing\n\n", "not one frame"},
        BadCapture{"prose", "hello world", "line 1: neither"},
        BadCapture{"direction", "- rx 01\n- up 5959\n", "line 2: neither"},
        BadCapture{"no_bytes", "- rx ", "line 1: what follows"},
        BadCapture{"odd", "- rx 595\n", "line 1: what follows"},
        BadCapture{"not_hex", "- rx 59xy\n", "line 1: what follows"},
        BadCapture{"more", "- rx 5959 17\n", "line 1: what follows"},
        BadCapture{"time", "noon rx 5959\n", "line 1: it begins"},
        BadCapture{"month", "2026-13-01T00:00:00Z rx 59\n", "line 1: it begins"},
        BadCapture{"day", "2026-02-30T00:00:00Z rx 59\n", "line 1: it begins"},
        BadCapture{"hour", "2026-02-20T24:00:00Z rx 59\n", "line 1: it begins"},
        BadCapture{"sign", "2026-02-20T-1:00:00Z rx 59\n", "line 1: it begins"},
        BadCapture{"fraction", "2026-02-20T10:00:00.Z rx 59\n", "line 1: it begins"},
        BadCapture{"offset", "2026-02-20T10:00:00+1 rx 59\n", "line 1: it begins"},
        BadCapture{
            "long", "2020-02-20T10:00:00Z rx 59\n9999-01-01T00:00:00Z rx 59\n", "line 2: it"},
        BadCapture{"date_only", "2026-02-20 rx 59\n", "line 1: it begins"}
    ),
    [](const auto& tested) { return std::string{tested.param.name}; }
);

// ---- bytes ----------------------------------------------------------------------------------

TEST(PlayBytes, SendsThePiecesAsTheyAreAtTheirTimes) {
    auto dongle =
        play_bytes({{0us, true, {1, 2}}, {500ms, false, {3}}, {1s, true, {4}}}, DongleSettings{});

    const auto client = dongle.connect(start + 1h).value();

    EXPECT_THAT(dongle.due(start + 1h).at(0).bytes, ElementsAre(1, 2));
    EXPECT_EQ(dongle.next_due(), start + 1h + 1s);
    const auto sent = dongle.due(start + 1h + 1s);
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_EQ(sent.front().to, client);
    EXPECT_THAT(sent.front().bytes, ElementsAre(4));
}

TEST(PlayBytes, AnswersNothing) {
    auto dongle = play_bytes({said(0us, reading(device::inverter, 5, 2400))}, DongleSettings{});
    const auto client = dongle.connect(start).value();
    dongle.due(start);

    dongle.receive(client, encode(ReadRequest{device::inverter, {Bank::input, 5, 1}}), start);

    EXPECT_THAT(dongle.due(start + 1h), IsEmpty());
}

// ---- plant ----------------------------------------------------------------------------------

class PlayPlant : public ::testing::Test {
 protected:
    // What the dongle says between now and `until`, when asked for IR5 of the inverter.
    std::vector<Response> ask_until(Instant now, Instant until) {
        dongle.receive(client, encode(ReadRequest{device::inverter, {Bank::input, 5, 1}}), now);
        return messages_of(dongle.due(until));
    }

    Dongle dongle = play_plant(
        {
            said(1s, reading(device::inverter, 5, 2400)),
            said(2s, Heartbeat{serial_of("WF2125G000"), 1}),
            said(3s, reading(device::inverter, 5, 2410)),
            said(4s, reading(pack_1, 100, 82)),
        },
        {.latency = 100ms}
    );
    ConnectionId client = dongle.connect(start).value();
};

TEST_F(PlayPlant, AnswersFromWhatIsRecordedFirstUntilThen) {
    EXPECT_THAT(ask_until(start, start + 500ms), ElementsAre(reading(device::inverter, 5, 2400)));
    EXPECT_EQ(dongle.registers().word(pack_1, IR(100)), 82);
}

TEST_F(PlayPlant, AnswersFromWhatWasRecordedLast) {
    dongle.due(start + 3s);

    EXPECT_THAT(
        ask_until(start + 3s, start + 3500ms), ElementsAre(reading(device::inverter, 5, 2410))
    );
}

TEST_F(PlayPlant, ShowsTheRecordingAsAnothersTrafficWithoutItsHeartbeats) {
    EXPECT_THAT(
        messages_of(dongle.due(start + 10s)),
        ElementsAre(
            reading(device::inverter, 5, 2400),
            reading(device::inverter, 5, 2410),
            reading(pack_1, 100, 82)
        )
    );
}

TEST_F(PlayPlant, BeatsItsOwnHeart) {
    dongle.due(start + 10s);

    EXPECT_EQ(dongle.next_due(), start + 180s);
}

TEST(PlayPlantFiles, PutsAMessageTogetherFromItsPieces) {
    const auto bytes = encode(reading(device::inverter, 5, 2400));
    const Bytes head{bytes.begin(), bytes.begin() + 20};
    const Bytes tail{bytes.begin() + 20, bytes.end()};
    auto dongle = play_plant({{0us, true, head}, {5ms, true, tail}}, {});
    dongle.connect(start);

    EXPECT_EQ(dongle.next_due(), start + 5ms);
    EXPECT_EQ(dongle.due(start + 5ms).at(0).bytes, bytes);
}

TEST(PlayPlantFiles, StartsFromADumpWhereThereIsOne) {
    RegisterImage dump;
    dump.set(device::inverter, HR(0), 0x2001);
    dump.set(device::inverter, IR(5), 1);

    const auto dongle = play_plant({said(0us, reading(device::inverter, 5, 2400))}, {}, dump);

    EXPECT_EQ(dongle.registers().word(device::inverter, HR(0)), 0x2001);
    EXPECT_EQ(dongle.registers().word(device::inverter, IR(5)), 2400);
}

// The registers after the whole recording are what the dump of it says. (The dump was made with
// guards; here only packs that are there are compared, which the guards let through.)
TEST(PlayPlantFiles, EndsWhereTheRecordingEnded) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto text =
        testing::shared_text("vectors/captures/hybrid_gen1_arm449_0x11_poll_10min.log");
    const auto dump =
        RegisterImage::parse(testing::shared_text("vectors/registers-raw-hybrid-gen1-2bat-0x11.json"
        ));
    auto dongle = play_plant(capture_of(text), {.heartbeat_period = 0ms});
    dongle.connect(start);

    const auto sent = dongle.due(start + 11min);

    EXPECT_GT(sent.size(), 400U);
    for (const DeviceAddress device : {pack_1, DeviceAddress{0x33}, DeviceAddress{0x34}}) {
        const RegisterRange page{Bank::input, 60, 60};
        EXPECT_EQ(dongle.registers().read(device, page), dump->read(device, page));
    }
    EXPECT_EQ(dongle.settings().adapter, serial_of("WF2125G000"));
}

TEST(PlayPlantFiles, ReadsEveryRecording) {
    GIVTCP_NEEDS_SHARED_DATA();
    for (const auto* name :
         {"ac_arm282_1x_givbat512gen3_30min.log",
          "aio_arm612_5min.log",
          "giv3hy11_da011_10min.log",
          "giv3hy11_hass174_180s.txt"}) {
        const auto capture =
            capture_of(testing::shared_text(std::string{"vectors/captures/"} + name));

        auto dongle = play_plant(capture, {});

        EXPECT_TRUE(dongle.registers().has(device::inverter)) << name;
    }
}

}  // namespace
}  // namespace giv::simulator
