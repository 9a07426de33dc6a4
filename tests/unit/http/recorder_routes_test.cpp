// GET /api/v1/recorder: what was said on a plant's wire.
#include "fake_daemon.hpp"

#include "givtcp/protocol/frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>

namespace giv::http {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class RecorderRoute : public ::testing::Test {
 protected:
    RecorderRoute() {
        const giv::Response beat = Heartbeat{serial_of("WF2125G123"), 1};
        daemon.recorder.received(Instant{90s}, 1, encode(beat));
        daemon.recorder.received(Instant{95s}, 2, Bytes{0x22});
    }

    FakeDaemon daemon;
};

TEST_F(RecorderRoute, GivesThePlantsConversationWithoutSerials) {
    const auto answer = daemon.get("/api/v1/recorder");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, "text/plain; charset=utf-8");
    EXPECT_THAT(
        values(answer, "Content-Disposition"),
        ElementsAre("attachment; filename=\"givtcp-plant1.log\"")
    );
    // The clock says 101 s after the beginning of 2026; WF0000G001.
    EXPECT_THAT(
        answer.body,
        HasSubstr("\n2026-01-01T00:01:30.000000Z rx 59590001000d01015746303030304730303101\n")
    );
    EXPECT_THAT(answer.body, HasSubstr("# givtcp 1.2.3: "));
    EXPECT_THAT(answer.body, Not(HasSubstr("rx 22")));
}

TEST_F(RecorderRoute, GivesAnotherPlantsByItsPrefix) {
    const auto answer = daemon.get("/REST2/api/v1/recorder");

    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, HasSubstr("rx 22\n"));
}

TEST(EmptyRecorderRoute, SaysThatNothingWasHeardYet) {
    FakeDaemon daemon;

    const auto answer = daemon.get("/api/v1/recorder");

    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.content_type, "application/problem+json");
}

TEST_F(RecorderRoute, DoesNotWaitForALoopForEver) {
    daemon.loop_hands_over = false;
    daemon.router.bound_waiting(0ms, 12);

    EXPECT_EQ(daemon.get("/api/v1/recorder").status, 503);
    // And the next who asks is not turned away for that.
    daemon.loop_hands_over = true;
    EXPECT_EQ(daemon.get("/api/v1/recorder").status, 200);
}

TEST_F(RecorderRoute, IsForOneAtATime) {
    Response second;
    daemon.before_record = [&] { second = daemon.get("/api/v1/recorder"); };

    EXPECT_EQ(daemon.get("/api/v1/recorder").status, 200);

    EXPECT_EQ(second.status, 503);
    EXPECT_THAT(second.body, HasSubstr("busy"));
    EXPECT_THAT(values(second, "Retry-After"), SizeIs(1));
}

TEST_F(RecorderRoute, LeavesAFullHouseItsWaitingPlaces) {
    daemon.router.bound_waiting(8s, 0);

    EXPECT_EQ(daemon.get("/api/v1/recorder").status, 503);
}

TEST_F(RecorderRoute, IsNotThereWhereNothingIsRecorded) {
    FakeDaemon off{Writes::allowed, {}, {}, Recorder::off};

    const auto answer = off.get("/api/v1/recorder");

    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, HasSubstr("RECORDER_MB"));
}

}  // namespace
}  // namespace giv::http
