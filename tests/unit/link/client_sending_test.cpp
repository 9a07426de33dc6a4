// How frames go out, above all the replies to heartbeats.
#include "unit/link/client_room.hpp"

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::answer_to;
using testing::live;
using ClientSending = testing::ClientRoom;

TEST_F(ClientSending, AnswersAHeartbeatAtOnceWhileARequestWaits) {
    ask(live);
    pass(1s);

    arrive(Heartbeat{serial_of("WF2142G731"), 1});

    ASSERT_EQ(wire.sent.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<Heartbeat>(wire.sent[1].request));
    EXPECT_EQ(wire.sent[1].at, clock.now());
    arrive(answer_to(live, 7));
    EXPECT_TRUE(outcome && *outcome);
}

TEST_F(ClientSending, AnswersWithTheSameType) {
    arrive(Heartbeat{serial_of("WF2142G731"), 32});

    ASSERT_EQ(wire.sent.size(), 1U);
    EXPECT_EQ(std::get<Heartbeat>(wire.sent[0].request).type, 32);
}

TEST_F(ClientSending, AHeartbeatsReplyFollowsTheFrameThatIsBeingSent) {
    wire.stop_taking();
    ask(live);
    arrive(Heartbeat{serial_of("WF2142G731"), 1});
    EXPECT_EQ(wire.writes_begun, 1);  // never two at once

    wire.take_again();
    turn();

    ASSERT_EQ(wire.sent.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<ReadRequest>(wire.sent[0].request));
    EXPECT_TRUE(std::holds_alternative<Heartbeat>(wire.sent[1].request));
}

TEST_F(ClientSending, AFrameThatGoesInPiecesGoesWhole) {
    wire.most_at_once = 5;
    ask(live);

    ASSERT_EQ(wire.sent.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<ReadRequest>(wire.sent[0].request));
    EXPECT_EQ(wire.writes_begun, 2);
    arrive(answer_to(live, 7));
    EXPECT_TRUE(outcome && *outcome);
}

TEST_F(ClientSending, AHeartbeatsReplyWaitsForTheRestOfAFrameThatIsStuck) {
    wire.most_at_once = 5;
    wire.stops_after = 1;
    ask(live);
    arrive(Heartbeat{serial_of("WF2142G731"), 1});
    EXPECT_EQ(wire.sent.size(), 0U);

    wire.take_again();
    turn();

    ASSERT_EQ(wire.sent.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<ReadRequest>(wire.sent[0].request));
    EXPECT_TRUE(std::holds_alternative<Heartbeat>(wire.sent[1].request));
}

TEST_F(ClientSending, AFrameThatIsStuckHalfwayForTenSecondsIsTheEndOfTheConnection) {
    wire.most_at_once = 5;
    wire.stops_after = 1;
    ask(live);
    pass(9s);
    EXPECT_FALSE(outcome);
    pass(1s);

    ASSERT_TRUE(outcome);
    ASSERT_FALSE(*outcome);
    EXPECT_EQ(outcome->error().code, Errc::disconnected);
}

TEST_F(ClientSending, ARequestAtTheInstantOfAHeartbeatIsSent) {
    wire.arrive(Heartbeat{serial_of("WF2142G731"), 1});
    ask(live);

    EXPECT_EQ(wire.sent.size(), 2U);
}

// The reader sends, and is stuck: it would send what waits behind, too.
TEST_F(ClientSending, ARequestForWhichNobodyWaitsAnyMoreIsNotSentAfterAll) {
    wire.most_at_once = 5;
    wire.stops_after = 1;
    arrive(Heartbeat{serial_of("WF2142G731"), 1});
    ask(live, {2500ms, 1, 0ms, 0ms});
    pass(2500ms);
    ASSERT_TRUE(outcome && !*outcome);

    wire.take_again();
    turn();

    ASSERT_EQ(wire.sent.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<Heartbeat>(wire.sent[0].request));
}

// What a write says may depend on when it goes.
TEST_F(ClientSending, ATurnThatWasTakenIsNotWaitedForOnceMore) {
    arrive(answer_to(testing::settings, 1));  // others talk, and go on
    take_turn_and_ask(live);
    for (int i = 0; i < 50; ++i) {
        pass(100ms);
        arrive(answer_to(testing::settings, 1));
    }

    ASSERT_EQ(reads_sent(), 1U);
    ASSERT_TRUE(turn_came);
    EXPECT_EQ(wire.sent[0].at, *turn_came);
}

TEST_F(ClientSending, ADongleThatTakesNothingForTenSecondsIsLost) {
    wire.stop_taking();

    arrive(Heartbeat{serial_of("WF2142G731"), 1});
    pass(10s);

    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->code, Errc::disconnected);
}

}  // namespace
}  // namespace giv
