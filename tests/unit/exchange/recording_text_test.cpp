// A recording as a file that others may see.
#include "exchange/recording_text.hpp"

#include "givtcp/protocol/frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// 2026-01-01T00:00:00Z, when the steady clock said one hour.
constexpr Instant start{1h};
constexpr WallTime new_year{1'767'225'600s};

class RecordingText : public ::testing::Test {
 protected:
    std::string text(int plant = 1, Moment taken_at = {start + 10s, new_year + 10s}) const {
        return recording_text(
            recorder.recording(taken_at), {plant, "givtcp 1.2.3", "somebody asked"}
        );
    }

    FlightRecorder recorder{1'048'576};
};

TEST_F(RecordingText, HasALineForEachPieceOfTheWire) {
    recorder.connected(start, 1);
    recorder.sent(start + 250us, 1, Bytes{0x01, 0xFF});
    recorder.received(start + 1s, 1, Bytes{0x59, 0x59});
    recorder.lost(start + 2s, 1, "the dongle\nhung up");

    EXPECT_EQ(
        text(),
        "# givtcp 1.2.3: what was said on the wire of plant 1, taken at "
        "2026-01-01T00:00:10.000000Z (somebody asked)\n"
        "# Serial numbers are replaced by others, network addresses by zeros.\n"
        "# 2026-01-01T00:00:00.000000Z connected\n"
        "2026-01-01T00:00:00.000250Z tx 01ff\n"
        "2026-01-01T00:00:01.000000Z rx 5959\n"
        "# 2026-01-01T00:00:02.000000Z lost: the dongle hung up\n"
    );
}

TEST_F(RecordingText, LeavesSerialsAndAddressesOutOfAReason) {
    recorder.received(start, 1, Bytes{1});
    recorder.lost(
        start, 1, "SA2114G047 at 10.0.0.7:8899 (pi.lan, fe80::1) can't: no x_y, try-out."
    );

    EXPECT_THAT(text(), HasSubstr(" lost: * at * * * can't: no * try-out.\n"));
}

TEST_F(RecordingText, SaysWhatTheGuardSaid) {
    const std::vector<std::uint16_t> words(60, 1);
    const BankReading ours{{0x32}, {Bank::input, 60, 60}, words, start};
    guard::Judgement held;
    held.kept = {{76, 1, guard::Rule::pack_step}};
    recorder.received(start, 1, Bytes{1});
    recorder.judged(start, 1, ours, held);
    const BankReading others{{0x11}, {Bank::holding, 0, 60}, words, start, Origin::foreign};
    recorder.judged(start, 1, others, guard::Judgement::of(guard::Rule::zero_bank));

    EXPECT_THAT(text(), HasSubstr("Z 0x32 input 60+60, ours: good; 76+1 doubted: pack_step\n"));
    EXPECT_THAT(text(), HasSubstr("Z 0x11 holding 0+60, another's: rejected, zero_bank\n"));
}

TEST_F(RecordingText, ShowsOnePlantAlone) {
    recorder.received(start, 1, Bytes{0x11});
    recorder.received(start, 2, Bytes{0x22});

    EXPECT_THAT(text(2), HasSubstr("rx 22\n"));
    EXPECT_THAT(text(2), Not(HasSubstr("rx 11")));
}

TEST_F(RecordingText, IsEmptyForAPlantOfWhichNothingWasHeard) {
    recorder.received(start, 1, Bytes{0x11});
    recorder.connected(start, 2);

    EXPECT_THAT(text(2), IsEmpty());
    EXPECT_THAT(recording_text({}, {}), IsEmpty());
}

// The clock was set from 1970 to 2026 in between: times still follow each other.
TEST_F(RecordingText, GoesByTheSteadyClock) {
    recorder.received(start, 1, Bytes{0x11});
    recorder.received(start + 1min, 1, Bytes{0x22});

    const auto all = text(1, {start + 1min, new_year + 1min});

    EXPECT_THAT(all, HasSubstr("\n2026-01-01T00:00:00.000000Z rx 11\n"));
    EXPECT_THAT(all, HasSubstr("\n2026-01-01T00:01:00.000000Z rx 22\n"));
}

TEST_F(RecordingText, RedactsAFrameThatCameInPieces) {
    const auto beat = encode(Response{Heartbeat{serial_of("WF2125G123"), 1}});
    recorder.received(start, 1, std::span{beat}.first(12));  // the serial is cut in two
    recorder.received(start + 5ms, 1, std::span{beat}.subspan(12));
    recorder.sent(start + 6ms, 1, beat);

    // WF0000G001
    EXPECT_THAT(text(), HasSubstr("rx 59590001000d010157463030\n"));
    EXPECT_THAT(text(), HasSubstr("rx 30304730303101\n"));
    EXPECT_THAT(text(), HasSubstr("tx 59590001000d01015746303030304730303101\n"));
}

// What was left of the last connection is not put together with what begins the next.
TEST_F(RecordingText, KeepsConnectionsApart) {
    const auto beat = encode(Response{Heartbeat{serial_of("WF2125G123"), 1}});
    recorder.received(start, 1, std::span{beat}.first(12));
    recorder.lost(start, 1, "gone");
    recorder.connected(start, 1);
    recorder.received(start, 1, beat);

    EXPECT_THAT(text(), HasSubstr("rx 59590001000d01015746303030304730303101\n"));
    EXPECT_THAT(text(), Not(HasSubstr("57463231")));  // WF21
}

}  // namespace
}  // namespace giv
