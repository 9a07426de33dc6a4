// What was said on the wires lately, bounded.
#include "exchange/flight_recorder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Bytes = std::vector<std::uint8_t>;

constexpr Instant start{1h};
constexpr std::size_t a_megabyte = 1'048'576;

// A piece that outlives what it was read from.
struct Kept {
    Instant at;
    int plant;
    Recorded kind;
    Bytes bytes;

    friend bool operator==(const Kept&, const Kept&) = default;
};

std::vector<Kept> pieces_in(const Recording& recording) {
    std::vector<Kept> all;
    recording.each([&](const RecordedPiece& piece) {
        all.push_back({piece.at, piece.plant, piece.kind, {piece.bytes.begin(), piece.bytes.end()}}
        );
    });
    return all;
}

std::vector<Kept> pieces_in(const FlightRecorder& recorder, std::size_t most = SIZE_MAX) {
    return pieces_in(recorder.recording({}, most));
}

TEST(FlightRecorder, GivesBackWhatItWasTold) {
    FlightRecorder recorder{a_megabyte};

    recorder.connected(start, 1);
    recorder.sent(start + 1ms, 1, Bytes{1, 2});
    recorder.received(start + 2ms, 2, Bytes{3});
    recorder.lost(start + 3ms, 1, "gone");

    EXPECT_THAT(
        pieces_in(recorder),
        ElementsAre(
            Kept{start, 1, Recorded::connected, {}},
            Kept{start + 1ms, 1, Recorded::sent, {1, 2}},
            Kept{start + 2ms, 2, Recorded::received, {3}},
            Kept{start + 3ms, 1, Recorded::lost, {'g', 'o', 'n', 'e'}}
        )
    );
}

TEST(FlightRecorder, RemembersWhatTheGuardSaid) {
    FlightRecorder recorder{a_megabyte};
    const Bytes nothing;
    const std::array<std::uint16_t, 2> words{1, 2};
    const BankReading reading{{0x32}, {Bank::input, 60, 2}, words, start, Origin::foreign};
    guard::Judgement judgement;
    judgement.kept = {{60, 1, std::nullopt}, {61, 1, guard::Rule::pack_step}};

    recorder.judged(start, 3, reading, judgement);
    recorder.judged(start, 3, reading, guard::Judgement::of(guard::Rule::zero_bank));

    std::vector<RecordedVerdict> verdicts;
    recorder.recording({}).each([&](const RecordedPiece& piece) {
        EXPECT_EQ(piece.kind, Recorded::judged);
        verdicts.push_back(verdict_in(piece));
    });
    const RegisterRange range{Bank::input, 60, 2};
    EXPECT_THAT(
        verdicts,
        ElementsAre(
            RecordedVerdict{
                {0x32},
                range,
                Origin::foreign,
                Verdict::good,
                std::nullopt,
                {{61, 1, guard::Rule::pack_step}}},
            RecordedVerdict{
                {0x32}, range, Origin::foreign, Verdict::rejected, guard::Rule::zero_bank, {}}
        )
    );
}

// 8 MB, as by default: 128 blocks. A day of a busy plant, an answer of 164 bytes ten times a
// second, is 150 MB.
TEST(FlightRecorder, NeverHoldsMoreThanItsBoundAndLosesTheOldest) {
    FlightRecorder recorder{8 * a_megabyte};
    const Bytes answer(164, 0x5A);
    std::size_t most = 0;

    for (int i = 0; i < 864'000; ++i) {
        recorder.received(start + i * 100ms, 1, answer);
        most = std::max(most, recorder.bytes_held());
    }

    EXPECT_EQ(most, 8 * a_megabyte);
    const auto pieces = pieces_in(recorder);
    EXPECT_EQ(pieces.back().at, start + 863'999 * 100ms);
    // A piece takes 164 bytes and 16 for what is noted of it: a block holds 364 of them. All blocks
    // are full but the last.
    EXPECT_GT(pieces.size(), 127U * 364U);
    EXPECT_LE(pieces.size(), 128U * 364U);
    EXPECT_EQ(pieces.front().at, pieces.back().at - (static_cast<int>(pieces.size()) - 1) * 100ms);
}

TEST(FlightRecorder, TakesMemoryAsItFills) {
    FlightRecorder recorder{8 * a_megabyte};
    EXPECT_EQ(recorder.bytes_held(), 0U);

    recorder.received(start, 1, Bytes{1});

    EXPECT_EQ(recorder.bytes_held(), FlightRecorder::block_bytes);
}

TEST(FlightRecorder, RecordsNothingWhereItIsOff) {
    FlightRecorder recorder{0};

    recorder.connected(start, 1);
    recorder.received(start, 1, Bytes(1'000, 1));
    recorder.judged(start, 1, {}, {});

    EXPECT_FALSE(recorder.is_on());
    EXPECT_EQ(recorder.bytes_held(), 0U);
    EXPECT_THAT(pieces_in(recorder), IsEmpty());
}

TEST(FlightRecorder, TakesAPieceThatIsLongerThanAnyBlock) {
    FlightRecorder recorder{a_megabyte};
    Bytes endless(200'000, 7);
    endless.back() = 8;

    recorder.received(start, 1, endless);

    Bytes together;
    for (const auto& piece : pieces_in(recorder))
        together.insert(together.end(), piece.bytes.begin(), piece.bytes.end());
    EXPECT_EQ(together, endless);
}

TEST(FlightRecorder, CutsAnEndlessReason) {
    FlightRecorder recorder{a_megabyte};

    recorder.lost(start, 1, std::string(1'000'000, 'x'));

    EXPECT_THAT(pieces_in(recorder).front().bytes, SizeIs(200));
}

TEST(FlightRecorder, GivesTheNewestAlone) {
    FlightRecorder recorder{a_megabyte};
    const Bytes big(16'000, 1);  // four in a block
    for (int i = 0; i < 10; ++i)
        recorder.received(start + i * 1s, 1, big);

    const auto pieces = pieces_in(recorder, FlightRecorder::block_bytes + 1);  // two blocks

    ASSERT_THAT(pieces, SizeIs(6));
    EXPECT_EQ(pieces.front().at, start + 4s);
}

TEST(Recording, StaysAsItIsWhileTheRecorderGoesOn) {
    FlightRecorder recorder{FlightRecorder::block_bytes};
    recorder.received(start, 1, Bytes{1});
    const auto recording = recorder.recording({});

    for (int i = 0; i < 100; ++i)
        recorder.received(start + 1s, 1, Bytes(10'000, 2));

    EXPECT_THAT(pieces_in(recording), ElementsAre(Kept{start, 1, Recorded::received, {1}}));
}

TEST(Recording, IsEmptyWhereNothingWasRecorded) {
    EXPECT_THAT(pieces_in(Recording{}), IsEmpty());
    EXPECT_THAT(pieces_in(FlightRecorder{a_megabyte}), IsEmpty());
}

}  // namespace
}  // namespace giv
