// What is asked, and what is made of the answers.
#include "unit/link/client_room.hpp"

#include <gmock/gmock.h>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::answer_to;
using testing::live;
using testing::our_serial;
using testing::refusal_of;
using testing::settings;
using testing::Words;
using ClientTest = testing::ClientRoom;

// ---- asking -------------------------------------------------------------------------------

TEST_F(ClientTest, GivesTheWordsOfTheAnswer) {
    ask(live);
    ASSERT_EQ(reads_sent(), 1U);
    EXPECT_EQ(wire.sent[0].request, Request(ReadRequest{live.device, live.range}));

    arrive(answer_to(live, 7));

    ASSERT_TRUE(outcome && *outcome);
    EXPECT_EQ(**outcome, Words(60, 7));
    EXPECT_EQ(counts.answers, 1U);
    EXPECT_TRUE(overheard.empty());
}

TEST_F(ClientTest, TakesAnAnswerInPiecesOfOneByte) {
    ask(live);

    for (const auto byte : encode(Response{answer_to(live, 7)})) {
        const auto one = std::array{byte};
        wire.arrive(one);
        turn();
        pass(5ms);
    }

    ASSERT_TRUE(outcome && *outcome);
}

TEST_F(ClientTest, AsksAgainAfterATimeOut) {
    ask(live);
    pass(2499ms);
    EXPECT_EQ(counts.timeouts, 0U);
    pass(1ms);
    EXPECT_EQ(counts.timeouts, 1U);
    EXPECT_EQ(reads_sent(), 1U);  // a silent window passes first

    pass(650ms);  // 0.5 s and half of 0.3 s
    EXPECT_EQ(reads_sent(), 2U);
    arrive(answer_to(live, 7));

    ASSERT_TRUE(outcome && *outcome);
}

TEST_F(ClientTest, GivesUpAfterTheLastTry) {
    ask(live);

    pass(10s);

    ASSERT_TRUE(outcome && !*outcome);
    EXPECT_EQ(outcome->error().code, Errc::timeout);
    EXPECT_EQ(reads_sent(), 2U);
}

TEST_F(ClientTest, DetectionAsksFourTimes) {
    ask(settings, patience::detection);

    pass(20s);

    ASSERT_TRUE(outcome && !*outcome);
    EXPECT_EQ(reads_sent(), 4U);
}

TEST_F(ClientTest, AProbeIsOverWithinASecond) {
    ask({{0x35}, {Bank::input, 60, 60}}, patience::probe);

    pass(1s);

    ASSERT_TRUE(outcome && !*outcome);
    EXPECT_EQ(reads_sent(), 2U);
}

TEST_F(ClientTest, ARefusalIsAnAnswer) {
    ask(live);

    arrive(refusal_of(live));

    ASSERT_TRUE(outcome && !*outcome);
    EXPECT_EQ(outcome->error().code, Errc::rejected);
    EXPECT_EQ(counts.refusals, 1U);
}

TEST_F(ClientTest, TheNullResponseAnswersNothing) {
    ask(live);

    arrive(NullResponse{{}, live.device});

    EXPECT_FALSE(outcome);
    EXPECT_EQ(counts.foreign_frames, 0U);
}

TEST_F(ClientTest, KeepsRequestsApart) {
    ask(live);
    arrive(answer_to(live, 1));
    ask(settings);
    EXPECT_EQ(reads_sent(), 1U);

    pass(199ms);
    EXPECT_EQ(reads_sent(), 1U);
    pass(1ms);

    ASSERT_EQ(reads_sent(), 2U);
    EXPECT_EQ(wire.sent[1].at - wire.sent[0].at, 200ms);
}

// ---- others -------------------------------------------------------------------------------

TEST_F(ClientTest, HandsOverWhatOthersAskedFor) {
    arrive(answer_to(live, 3));

    ASSERT_EQ(overheard.size(), 1U);
    EXPECT_EQ(overheard[0].words, Words(60, 3));
    EXPECT_EQ(counts.foreign_frames, 1U);
}

TEST_F(ClientTest, KeepsAwayFromTheTrafficOfOthers) {
    arrive(answer_to(live, 3));

    ask(settings);
    pass(199ms);  // 150 ms and half of 100 ms
    EXPECT_EQ(reads_sent(), 0U);
    pass(1ms);

    EXPECT_EQ(reads_sent(), 1U);
}

TEST_F(ClientTest, ALateAnswerIsUsedButAnswersNoOtherQuestion) {
    ask(live, {2500ms, 1, 0ms, 0ms});
    pass(2500ms);
    ASSERT_TRUE(outcome && !*outcome);
    ask(settings);

    arrive(answer_to(live, 9));
    EXPECT_FALSE(outcome);
    EXPECT_EQ(overheard.size(), 1U);

    arrive(answer_to(settings, 4));
    ASSERT_TRUE(outcome && *outcome);
    EXPECT_EQ(**outcome, Words(60, 4));
}

TEST_F(ClientTest, WritesOfOthersAreHandedOver) {
    WriteResponse echo;
    echo.inverter = serial_of(our_serial);
    echo.device = device::inverter;
    echo.index = 116;
    echo.value = 80;

    arrive(echo);

    ASSERT_EQ(overheard_writes.size(), 1U);
    EXPECT_EQ(overheard_writes[0].value, 80);
}

TEST_F(ClientTest, AFrameOfAnotherInverterIsDropped) {
    ask(live);
    auto foreign = answer_to(live, 9);
    foreign.inverter = serial_of("ZZ9999Z999");

    arrive(foreign);

    EXPECT_FALSE(outcome);
    EXPECT_TRUE(overheard.empty());
    EXPECT_EQ(counts.dropped_frames, 1U);
}

TEST_F(ClientTest, TheInverterThatWasHereBeforeEndsTheConnectionWithItsFifthAnswerInARow) {
    auto answer = answer_to(live, 3);
    answer.inverter = serial_of(testing::former_serial);
    for (int i = 0; i < 4; ++i)
        arrive(answer);
    ask(live);
    arrive(answer_to(live, 7));  // ours: it was not in a row
    for (int i = 0; i < 4; ++i)
        arrive(answer);
    EXPECT_FALSE(lost);

    arrive(answer);

    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->code, Errc::disconnected);
}

// ---- damage -------------------------------------------------------------------------------

TEST_F(ClientTest, AFrameWithAWrongCrcAnswersNothing) {
    ask(live);
    auto bytes = encode(Response{answer_to(live, 7)});
    bytes.back() ^= 0xFF;

    wire.arrive(bytes);
    turn();

    EXPECT_FALSE(outcome);
    EXPECT_EQ(counts.crc_errors, 1U);
}

TEST_F(ClientTest, AnAnswerBehindHalfAFrameIsFoundAfterTwoSeconds) {
    const ReadTarget one_register{device::inverter, {Bank::holding, 0, 1}};
    ask(one_register);
    const auto whole = encode(Response{answer_to(live, 1)});
    wire.arrive(std::span{whole}.first(30));
    wire.arrive(Response{answer_to(one_register, 7)});  // 46 bytes: fewer than the first lacks
    turn();
    EXPECT_FALSE(outcome);

    pass(2s);

    ASSERT_TRUE(outcome && *outcome);
    EXPECT_EQ(**outcome, Words{7});
}

// Bytes arrive at the instant when a begun frame is given up. However the two meet in the loop,
// what was read from the wire is never dropped: the heartbeat in it is answered.
TEST_F(ClientTest, BytesThatComeTogetherWithATimeOutAreKept) {
    const auto begun = encode(Response{answer_to(live, 7)});
    constexpr std::size_t ways_to_meet = 12;
    for (std::size_t steps = 0; steps < ways_to_meet; ++steps) {
        wire.arrive(std::span{begun}.first(30));
        turn();

        clock.move_to(clock.now() + 2s);
        io.restart();
        for (std::size_t i = 0; i < steps; ++i)
            io.poll_one();
        wire.arrive(Heartbeat{serial_of("WF2142G731"), 1});
        turn();
        pass(2s);

        EXPECT_EQ(wire.sent.size(), steps + 1);
    }
}

TEST_F(ClientTest, GarbageBetweenFramesCostsNothing) {
    ask(live);
    const Bytes garbage{0x00, 0x59, 0x59, 0x00, 0x00, 0x12, 0x59};

    wire.arrive(garbage);
    wire.arrive(Response{answer_to(live, 7)});
    turn();

    EXPECT_TRUE(outcome && *outcome);
}

// ---- the end ------------------------------------------------------------------------------

TEST_F(ClientTest, EndsWhenTheDongleHangsUp) {
    wire.hang_up();
    turn();

    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->code, Errc::disconnected);
}

TEST_F(ClientTest, FiveTimeOutsInARowAreADeadLink) {
    for (int i = 0; i < 2; ++i) {
        ask(live);
        pass(10s);
        ASSERT_TRUE(outcome && !*outcome);
        EXPECT_EQ(outcome->error().code, Errc::timeout);
    }

    ask(live);
    pass(10s);

    ASSERT_TRUE(outcome && !*outcome);
    EXPECT_EQ(outcome->error().code, Errc::disconnected);
    EXPECT_EQ(counts.timeouts, 5U);
}

TEST_F(ClientTest, AnAnswerInBetweenKeepsTheLinkAlive) {
    for (int i = 0; i < 10; ++i) {
        ask(live);
        pass(10s);
        ASSERT_EQ(outcome->error().code, Errc::timeout);
        ask(settings);
        arrive(answer_to(settings, 1));
        pass(1s);
        if (!outcome) arrive(answer_to(settings, 1));
        ASSERT_TRUE(outcome && *outcome);
    }
}

TEST_F(ClientTest, PlacesWhereNobodyLivesAreNoDeadLink) {
    for (std::uint8_t place = 0x33; place <= 0x37; ++place) {
        ask({{place}, {Bank::input, 60, 60}}, patience::probe);
        pass(1s);
        ASSERT_TRUE(outcome && !*outcome);
        EXPECT_EQ(outcome->error().code, Errc::timeout);
    }
}

TEST_F(ClientTest, AMinuteOfNothingButProbesInVainIsADeadLink) {
    std::optional<Errc> last;
    for (int second = 0; second < 60; ++second) {
        ask({{0x33}, {Bank::input, 60, 60}}, patience::probe);
        pass(1s);
        ASSERT_TRUE(outcome && !*outcome);
        last = outcome->error().code;
        if (second < 58) {
            ASSERT_EQ(*last, Errc::timeout) << second;
        }
    }

    EXPECT_EQ(last, Errc::disconnected);
}

TEST_F(ClientTest, AnHourWithoutQuestionsIsNoDeadLink) {
    ask({{0x33}, {Bank::input, 60, 60}}, patience::probe);
    pass(1h);

    ask(live, {2500ms, 1, 0ms, 0ms});
    pass(3s);

    ASSERT_TRUE(outcome && !*outcome);
    EXPECT_EQ(outcome->error().code, Errc::timeout);
}

}  // namespace
}  // namespace giv
