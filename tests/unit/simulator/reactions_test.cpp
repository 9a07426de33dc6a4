// Registers that do more than hold a value: restart, calibration, AC limits, the clock.
#include "simulator/reactions.hpp"

#include "simulator/builtin_plants.hpp"
#include "simulator/dongle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <vector>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant start{};

class Reactions : public ::testing::Test {
 protected:
    void ask(const Request& request) { dongle.receive(client, encode(request), now); }

    std::vector<Response> heard_for(std::chrono::milliseconds time) {
        now += time;
        ResponseDecoder decoder;
        for (const auto& outgoing : dongle.due(now)) {
            if (outgoing.to == client) decoder.feed(outgoing.bytes);
        }
        std::vector<Response> heard;
        while (auto framed = decoder.next())
            heard.push_back(std::move(framed->message));
        return heard;
    }

    bool acknowledges(std::uint16_t index, std::uint16_t value) {
        ask(WriteRequest{device::inverter, index, value});
        const auto heard = heard_for(100ms);
        return heard.size() == 1 && std::holds_alternative<WriteResponse>(heard.front());
    }

    bool refuses(std::uint16_t index, std::uint16_t value) {
        ask(WriteRequest{device::inverter, index, value});
        const auto heard = heard_for(100ms);
        return heard.size() == 1 && std::holds_alternative<ErrorResponse>(heard.front());
    }

    std::vector<std::uint16_t> read(std::uint16_t base, std::uint16_t count = 1) {
        ask(ReadRequest{device::inverter, {Bank::holding, base, count}});
        const auto heard = heard_for(100ms);
        if (heard.size() != 1) return {};
        return std::get<ReadResponse>(heard.front()).words;
    }

    Instant now = start;
    Dongle dongle{ac_plant(), {.latency = 100ms}};
    ConnectionId client = dongle.connect(start).value();
};

TEST_F(Reactions, RestartWhenToldAndLetNobodyInForAWhile) {
    EXPECT_TRUE(acknowledges(163, 100));
    const auto acknowledged = now;
    EXPECT_EQ(dongle.next_due(), acknowledged + 500ms);
    EXPECT_EQ(dongle.counts().connections, 1U);

    const auto sent = dongle.due(acknowledged + 500ms);
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_TRUE(sent.front().hangs_up);
    EXPECT_FALSE(dongle.connect(acknowledged + 500ms));
    EXPECT_FALSE(dongle.connect(acknowledged + 5499ms));

    now = acknowledged + 5500ms;
    client = dongle.connect(now).value();
    EXPECT_THAT(read(163), ElementsAre(0));
}

TEST_F(Reactions, RestartAsLongAsTheSettingsSay) {
    dongle = Dongle{ac_plant(), {.latency = 0ms, .reboot_time = 1s}};
    client = dongle.connect(now).value();
    ask(WriteRequest{device::inverter, 163, 100});
    dongle.due(start + 500ms);

    EXPECT_FALSE(dongle.connect(start + 1499ms));
    EXPECT_TRUE(dongle.connect(start + 1500ms));
}

TEST_F(Reactions, RefuseWhatWouldResetTheInverter) {
    for (const auto value : std::to_array<std::uint16_t>({0, 1, 2, 3, 99, 101, 200}))
        EXPECT_TRUE(refuses(163, value)) << value;

    heard_for(10s);
    EXPECT_EQ(dongle.counts().connections, 1U);
    EXPECT_THAT(read(163), ElementsAre(0));
}

TEST_F(Reactions, RestartEvenIfTheAnswerIsLost) {
    dongle.set_fault(parse_fault("lose-answer:HR163").value());

    EXPECT_FALSE(acknowledges(163, 100));
    heard_for(500ms);

    EXPECT_EQ(dongle.counts().connections, 0U);
}

TEST_F(Reactions, ShowTheStageOfACalibrationInsteadOfWhatWasWritten) {
    EXPECT_THAT(read(29), ElementsAre(0));
    EXPECT_TRUE(acknowledges(29, 1));

    EXPECT_THAT(read(29), ElementsAre(1));
    heard_for(10s);
    EXPECT_THAT(read(29), ElementsAre(2));
    heard_for(50s);
    EXPECT_THAT(read(29), ElementsAre(7));
    heard_for(10s);
    EXPECT_THAT(read(29), ElementsAre(0));
}

TEST_F(Reactions, BeginACalibrationThatOnlyChargesAtThatStage) {
    EXPECT_TRUE(acknowledges(29, 3));

    EXPECT_THAT(read(29), ElementsAre(3));
    heard_for(40s);
    EXPECT_THAT(read(29), ElementsAre(7));
    heard_for(10s);
    EXPECT_THAT(read(29), ElementsAre(0));
}

TEST_F(Reactions, StopACalibration) {
    acknowledges(29, 1);
    EXPECT_TRUE(acknowledges(29, 0));

    EXPECT_THAT(read(29), ElementsAre(0));
}

TEST_F(Reactions, RefuseAnAcLimitOfNothingAndSulkForTwoSeconds) {
    EXPECT_TRUE(acknowledges(313, 1));
    EXPECT_TRUE(refuses(313, 0));

    EXPECT_THAT(read(313), IsEmpty());  // asked at once
    heard_for(1700ms);
    EXPECT_FALSE(acknowledges(314, 50));             // answered 1.9 s after the refusal
    EXPECT_THAT(read(313, 2), ElementsAre(1, 100));  // and this after 2.0 s
    EXPECT_TRUE(refuses(314, 0));
}

TEST_F(Reactions, KeepAFirstGenerationFromAnAcLimit) {
    dongle = Dongle{gen1_plant(), {.latency = 100ms}};
    client = dongle.connect(now).value();

    EXPECT_TRUE(refuses(313, 50));
    EXPECT_TRUE(refuses(313, 50));
}

// 14:30:58 when the sixth acknowledgement comes 600 ms later: the minute is not yet over.
TEST_F(Reactions, TakeSixWritesForATime) {
    dongle.run_clock(PlantTime{std::chrono::local_days{2026y / 1 / 31}} + 14h + 30min, now);

    const std::array<std::uint16_t, 6> time{27, 2, 28, 23, 59, 58};
    for (std::uint16_t i = 0; i < 6; ++i)
        EXPECT_TRUE(acknowledges(static_cast<std::uint16_t>(35 + i), time.at(i)));

    EXPECT_THAT(read(35, 6), ElementsAre(27, 2, 28, 23, 59, 58));
    heard_for(1800ms);  // with 100 ms before, and 100 ms for the next read
    EXPECT_THAT(read(35, 6), ElementsAre(27, 3, 1, 0, 0, 0));
}

// Quirk Q41: the old second runs on until it is written, and takes the new minute with it.
TEST_F(Reactions, LetTheMinuteRollOverBetweenTwoWrites) {
    const auto day = PlantTime{std::chrono::local_days{2026y / 1 / 31}};
    dongle.run_clock(day + 14h + 30min + 59s, now - 650ms);

    acknowledges(38, 16);  // by 59.75
    acknowledges(39, 5);   // by 59.85
    heard_for(200ms);      // 60.05
    acknowledges(40, 10);

    EXPECT_THAT(read(35, 6), ElementsAre(26, 1, 31, 16, 6, 10));
}

TEST_F(Reactions, RunTheClockFromWhatTheRegistersShow) {
    EXPECT_TRUE(dongle.run_clock(now));
    heard_for(59'900ms);

    EXPECT_THAT(read(35, 6), ElementsAre(26, 1, 9, 19, 1, 0));
    EXPECT_FALSE(Dongle{RegisterImage{}}.run_clock(now));
}

}  // namespace
}  // namespace giv::simulator
