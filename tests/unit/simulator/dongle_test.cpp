// The dongle on virtual time: what it answers, when, and to whom.
#include "simulator/dongle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <numeric>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant start{};
constexpr DeviceAddress pack_1{0x32};

// A plant of a few registers: HR0-59 count up from 100, the serial is SA2114G047.
RegisterImage a_plant() {
    RegisterImage image;
    std::array<std::uint16_t, 60> words{};
    std::iota(words.begin(), words.end(), std::uint16_t{100});
    image.set(device::inverter, Bank::holding, 0, words);
    const std::array<std::uint16_t, 5> serial{0x5341, 0x3231, 0x3134, 0x4730, 0x3437};
    image.set(device::inverter, Bank::holding, 13, serial);
    image.set(pack_1, IR(60), 3274);
    return image;
}

class DongleTest : public ::testing::Test {
 protected:
    ConnectionId a_client() { return dongle.connect(now).value(); }

    void ask(ConnectionId from, const Request& request) {
        dongle.receive(from, encode(request), now);
    }

    // What `to` receives up to `until`.
    std::vector<Response> heard_by(ConnectionId to, Instant until) {
        now = until;
        ResponseDecoder decoder;
        for (const auto& outgoing : dongle.due(until)) {
            if (outgoing.to == to) decoder.feed(outgoing.bytes);
        }
        std::vector<Response> heard;
        while (auto framed = decoder.next())
            heard.push_back(std::move(framed->message));
        return heard;
    }

    Instant now = start;
    Dongle dongle{a_plant(), {.latency = 200ms}};
};

TEST_F(DongleTest, AnswersAReadAfterItsLatency) {
    const auto client = a_client();

    ask(client, ReadRequest{device::inverter, {Bank::holding, 0, 3}});

    EXPECT_EQ(dongle.next_due(), start + 200ms);
    EXPECT_THAT(heard_by(client, start + 199ms), IsEmpty());
    const Response expected = ReadResponse{
        serial_of("WF2142G731"),
        serial_of("SA2114G047"),
        device::inverter,
        {Bank::holding, 0, 3},
        {100, 101, 102},
    };
    EXPECT_THAT(heard_by(client, start + 200ms), ElementsAre(expected));
    EXPECT_EQ(dongle.counts().reads, 1U);
}

TEST_F(DongleTest, TakesAWriteAndAcknowledgesIt) {
    const auto client = a_client();

    ask(client, WriteRequest{device::inverter, 20, 1});

    const Response expected =
        WriteResponse{serial_of("WF2142G731"), serial_of("SA2114G047"), device::inverter, 20, 1};
    EXPECT_THAT(heard_by(client, start + 200ms), ElementsAre(expected));
    EXPECT_EQ(dongle.registers().word(device::inverter, HR(20)), 1);
    EXPECT_EQ(dongle.counts().writes, 1U);
}

TEST_F(DongleTest, RefusesAWriteToARegisterThatIsNotThere) {
    const auto client = a_client();

    ask(client, WriteRequest{device::inverter, 318, 1});

    const Response expected = ErrorResponse{
        serial_of("WF2142G731"), serial_of("SA2114G047"), device::inverter, 6, 318, 0};
    EXPECT_THAT(heard_by(client, start + 200ms), ElementsAre(expected));
    EXPECT_EQ(dongle.registers().word(device::inverter, HR(318)), std::nullopt);
}

TEST_F(DongleTest, RefusesMoreThanSixtyRegisters) {
    const auto client = a_client();

    ask(client, ReadRequest{device::inverter, {Bank::holding, 0, 61}});

    const Response expected =
        ErrorResponse{serial_of("WF2142G731"), serial_of("SA2114G047"), device::inverter, 3, 0, 61};
    EXPECT_THAT(heard_by(client, start + 200ms), ElementsAre(expected));
    EXPECT_EQ(dongle.counts().errors, 1U);
}

TEST_F(DongleTest, RefusesToReadNothingAndBeyondTheEnd) {
    const auto client = a_client();

    ask(client, ReadRequest{device::inverter, {Bank::holding, 0, 0}});
    ask(client, ReadRequest{device::inverter, {Bank::input, 65530, 7}});

    EXPECT_THAT(heard_by(client, start + 400ms), SizeIs(2));
    EXPECT_EQ(dongle.counts().errors, 2U);
}

TEST_F(DongleTest, IsSilentForAbsentDevicesAndBlocks) {
    const auto client = a_client();

    ask(client, ReadRequest{DeviceAddress{0x33}, {Bank::input, 60, 60}});
    ask(client, ReadRequest{device::inverter, {Bank::holding, 180, 60}});
    ask(client, ReadRequest{DeviceAddress{0x01}, {Bank::meter_product, 60, 60}});
    ask(client, WriteRequest{DeviceAddress{0x33}, 0, 1});

    EXPECT_THAT(heard_by(client, start + 10s), IsEmpty());
    EXPECT_EQ(dongle.counts().silences, 4U);
}

TEST_F(DongleTest, AnswersForABatteryUnderTheInvertersSerial) {
    const auto client = a_client();

    ask(client, ReadRequest{pack_1, {Bank::input, 60, 1}});

    const auto heard = heard_by(client, start + 1s);
    ASSERT_THAT(heard, SizeIs(1));
    const auto& response = std::get<ReadResponse>(heard.front());
    EXPECT_EQ(response.inverter, serial_of("SA2114G047"));
    EXPECT_EQ(response.device, pack_1);
    EXPECT_THAT(response.words, ElementsAre(3274));
}

TEST_F(DongleTest, ServesOneRequestAtATimeInOrder) {
    const auto client = a_client();

    ask(client, ReadRequest{device::inverter, {Bank::holding, 0, 1}});
    now += 50ms;
    ask(client, WriteRequest{device::inverter, 1, 7});
    ask(client, ReadRequest{device::inverter, {Bank::holding, 1, 1}});

    EXPECT_THAT(heard_by(client, start + 399ms), SizeIs(1));
    EXPECT_THAT(heard_by(client, start + 599ms), SizeIs(1));
    const auto last = heard_by(client, start + 600ms);
    ASSERT_THAT(last, SizeIs(1));
    EXPECT_THAT(std::get<ReadResponse>(last.front()).words, ElementsAre(7));
}

TEST_F(DongleTest, ShowsEveryResponseToEveryClient) {
    const auto one = a_client();
    const auto other = a_client();

    ask(one, ReadRequest{device::inverter, {Bank::holding, 0, 1}});
    const auto sent = dongle.due(start + 200ms);

    ASSERT_THAT(sent, SizeIs(2));
    EXPECT_EQ(sent[0].to, one);
    EXPECT_EQ(sent[1].to, other);
    EXPECT_EQ(sent[0].bytes, sent[1].bytes);
}

TEST_F(DongleTest, DropsARequestWithAWrongCrc) {
    const auto client = a_client();
    auto bytes = encode(ReadRequest{device::inverter, {Bank::holding, 0, 1}});
    bytes.back() ^= 0x01;

    dongle.receive(client, bytes, now);

    EXPECT_EQ(dongle.counts().reads, 0U);
    EXPECT_THAT(heard_by(client, start + 10s), IsEmpty());
}

TEST_F(DongleTest, PutsRequestsTogetherFromSingleBytes) {
    const auto client = a_client();

    for (const auto byte : encode(ReadRequest{device::inverter, {Bank::holding, 0, 1}})) {
        dongle.receive(client, std::span{&byte, 1}, now);
    }

    EXPECT_THAT(heard_by(client, start + 200ms), SizeIs(1));
}

TEST_F(DongleTest, LosesRequestsThatFloodTheLine) {
    const auto client = a_client();

    for (int i = 0; i < 100; ++i) {
        ask(client, ReadRequest{device::inverter, {Bank::holding, 0, 1}});
    }

    EXPECT_THAT(heard_by(client, start + 60s), SizeIs(64));
    EXPECT_EQ(dongle.counts().dropped, 36U);
}

TEST_F(DongleTest, SpreadsItsLatencyRepeatably) {
    const DongleSettings settings{.latency = 233ms, .latency_spread = 30ms};
    const auto times = [&] {
        Dongle spread{a_plant(), settings};
        const auto client = spread.connect(start).value();
        std::vector<Instant> all;
        for (auto at = start; all.size() < 50; at += 1s) {
            spread.receive(client, encode(WriteRequest{device::inverter, 1, 1}), at);
            all.push_back(Instant{} + (spread.next_due().value() - at));
            spread.due(at + 1s);
        }
        return all;
    };

    const auto first = times();

    EXPECT_THAT(
        first,
        ::testing::Each(
            ::testing::AllOf(::testing::Ge(Instant{} + 233ms), ::testing::Le(Instant{} + 263ms))
        )
    );
    EXPECT_NE(
        *std::min_element(first.begin(), first.end()), *std::max_element(first.begin(), first.end())
    );
    EXPECT_EQ(first, times());
}

TEST_F(DongleTest, SendsAHeartbeatEveryThreeMinutes) {
    const auto client = a_client();

    EXPECT_EQ(dongle.next_due(), start + 180s);
    const Response beat = Heartbeat{serial_of("WF2142G731"), 1};
    EXPECT_THAT(heard_by(client, start + 180s), ElementsAre(beat));
    ask(client, Heartbeat{serial_of("AB1234G567"), 1});

    EXPECT_THAT(heard_by(client, start + 360s), ElementsAre(beat));
    EXPECT_EQ(dongle.counts().heartbeats, 2U);
    EXPECT_EQ(dongle.counts().heartbeat_replies, 1U);
    EXPECT_EQ(dongle.counts().heartbeats_missed, 0U);
}

TEST_F(DongleTest, HangsUpAfterThreeUnansweredHeartbeats) {
    const auto client = a_client();

    EXPECT_THAT(heard_by(client, start + 540s), SizeIs(3));
    EXPECT_EQ(dongle.counts().connections, 1U);
    const auto last = dongle.due(start + 720s);

    ASSERT_THAT(last, SizeIs(1));
    EXPECT_TRUE(last.front().hangs_up);
    EXPECT_EQ(last.front().to, client);
    EXPECT_EQ(dongle.counts().connections, 0U);
    EXPECT_EQ(dongle.counts().heartbeats_missed, 3U);
}

TEST_F(DongleTest, IgnoresAHeartbeatReplyOfAnotherTypeOrUnasked) {
    const auto client = a_client();
    ask(client, Heartbeat{serial_of("AB1234G567"), 1});
    heard_by(client, start + 180s);

    ask(client, Heartbeat{serial_of("AB1234G567"), 0});

    EXPECT_EQ(dongle.counts().heartbeat_replies, 0U);
}

TEST_F(DongleTest, CountsConnectionsAndTheirPeak) {
    const auto one = a_client();
    a_client();
    dongle.disconnect(one);
    a_client();
    dongle.disconnect(one);

    EXPECT_EQ(dongle.counts().connections, 2U);
    EXPECT_EQ(dongle.counts().most_connections_at_once, 2U);
    EXPECT_EQ(dongle.counts().connections_made, 3U);
}

TEST_F(DongleTest, TurnsAwayWhomItHasNoRoomFor) {
    Dongle small{a_plant(), {.most_connections = 1}};
    const auto first = small.connect(start);

    EXPECT_FALSE(small.connect(start));
    small.disconnect(first.value());
    EXPECT_TRUE(small.connect(start));
}

TEST_F(DongleTest, AcceptsNobodyWhenToldSo) {
    dongle.set_accepting(false);

    EXPECT_FALSE(dongle.connect(now));
    EXPECT_EQ(dongle.counts().connections_made, 0U);
}

TEST_F(DongleTest, HearsNothingFromWhoHasGone) {
    const auto client = a_client();
    dongle.disconnect(client);

    ask(client, ReadRequest{device::inverter, {Bank::holding, 0, 1}});

    EXPECT_EQ(dongle.next_due(), std::nullopt);
}

TEST_F(DongleTest, KeepsBeatingWhenSilent) {
    const auto client = a_client();
    dongle.set_mood(Mood::silent);

    ask(client, ReadRequest{device::inverter, {Bank::holding, 0, 1}});

    EXPECT_THAT(heard_by(client, start + 180s), SizeIs(1));
    EXPECT_EQ(dongle.counts().reads, 1U);
    EXPECT_EQ(dongle.counts().silences, 1U);
}

TEST_F(DongleTest, RefusesEverythingInThatMood) {
    const auto client = a_client();
    dongle.set_mood(Mood::refuses);

    ask(client, WriteRequest{device::inverter, 20, 1});

    const auto heard = heard_by(client, start + 1s);
    ASSERT_THAT(heard, SizeIs(1));
    EXPECT_EQ(std::get<ErrorResponse>(heard.front()).function, 6);
    EXPECT_EQ(dongle.registers().word(device::inverter, HR(20)), 120);
}

TEST_F(DongleTest, CorruptsAsManyResponsesAsItIsTold) {
    const auto client = a_client();
    dongle.corrupt_next(1);

    ask(client, ReadRequest{device::inverter, {Bank::holding, 0, 1}});
    ask(client, ReadRequest{device::inverter, {Bank::holding, 1, 1}});

    const auto heard = heard_by(client, start + 1s);
    ASSERT_THAT(heard, SizeIs(1));
    EXPECT_THAT(std::get<ReadResponse>(heard.front()).words, ElementsAre(101));
}

TEST_F(DongleTest, HangsUpOnEverybodyAndForgetsWhatWasAsked) {
    const auto client = a_client();
    ask(client, ReadRequest{device::inverter, {Bank::holding, 0, 1}});

    dongle.hang_up(now);

    EXPECT_EQ(dongle.next_due(), now);
    const auto sent = dongle.due(now);
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_TRUE(sent.front().hangs_up);
    EXPECT_EQ(dongle.next_due(), std::nullopt);
}

TEST_F(DongleTest, RunsItsClock) {
    const auto client = a_client();
    dongle.run_clock(PlantTime{std::chrono::local_days{std::chrono::year{2026} / 3 / 1} + 7h}, now);

    now += 65s;
    ask(client, ReadRequest{device::inverter, {Bank::holding, 35, 6}});

    const auto heard = heard_by(client, start + 66s);
    ASSERT_THAT(heard, SizeIs(1));
    EXPECT_THAT(std::get<ReadResponse>(heard.front()).words, ElementsAre(26, 3, 1, 7, 1, 5));
}

TEST_F(DongleTest, SetsItsClockWhenWritten) {
    const auto client = a_client();
    dongle.run_clock(PlantTime{std::chrono::local_days{std::chrono::year{2026} / 3 / 1} + 7h}, now);

    ask(client, WriteRequest{device::inverter, 38, 9});  // taken at 07:00:00.2
    heard_by(client, start + 30s);
    ask(client, ReadRequest{device::inverter, {Bank::holding, 38, 3}});

    const auto heard = heard_by(client, start + 31s);
    ASSERT_THAT(heard, SizeIs(1));
    EXPECT_THAT(std::get<ReadResponse>(heard.front()).words, ElementsAre(9, 0, 30));
}

TEST_F(DongleTest, PlaysWhatOthersCauseAndLearnsFromIt) {
    const auto client = a_client();
    const Response foreign = ReadResponse{
        serial_of("WF2142G731"), serial_of("SA2114G047"), pack_1, {Bank::input, 60, 1}, {3300}};
    dongle.play({{.after = 1500ms, .bytes = encode(foreign), .teaches = foreign}}, now);

    EXPECT_EQ(dongle.next_due(), start + 1500ms);
    EXPECT_THAT(heard_by(client, start + 2s), ElementsAre(foreign));
    EXPECT_EQ(dongle.registers().word(pack_1, IR(60)), 3300);
}

TEST_F(DongleTest, WaitsWithItsScoreForTheFirstClient) {
    dongle.play_when_connected({{.after = 1s, .bytes = {1, 2, 3}}});
    EXPECT_EQ(dongle.next_due(), std::nullopt);
    now += 1h;

    a_client();

    EXPECT_EQ(dongle.next_due(), start + 1h + 1s);
    const auto sent = dongle.due(start + 1h + 1s);
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_THAT(sent.front().bytes, ElementsAre(1, 2, 3));
}

TEST_F(DongleTest, SaysNothingOfItsOwnWhenItOnlyPlays) {
    const auto client = a_client();
    dongle.only_play();

    ask(client, ReadRequest{device::inverter, {Bank::holding, 0, 1}});

    EXPECT_THAT(heard_by(client, start + 1000s), IsEmpty());
}

}  // namespace
}  // namespace giv::simulator
