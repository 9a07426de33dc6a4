// Every frame of a replay, spoilt in every way: what is published stays what the clean run shows.
// What is demanded in which case stands in support/corruption_matrix.hpp.
//
// A sample runs always; all of it where GIVTCP_WHOLE_MATRIX is set, which takes a release build
// some minutes (scripts/test --all).
#include "support/corruption_matrix.hpp"

#include "support/shared_data.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::MatrixExtent;
using testing::MatrixReport;
using testing::Recording;

bool is_whole() {
    return std::getenv("GIVTCP_WHOLE_MATRIX") !=
           nullptr;  // NOLINT(concurrency-mt-unsafe): one thread
}

MatrixReport matrix_of(const Recording& recording, std::size_t sampled_frames) {
    const auto extent = is_whole() ? MatrixExtent::whole()
                                   : MatrixExtent::sample(recording.frames.size(), sampled_frames);
    auto report = testing::run_matrix(recording, extent);
    std::cout << report.table() << std::flush;
    for (const auto& one : report.wrong)
        ADD_FAILURE() << one;
    EXPECT_EQ(report.wrong_cases(), 0U);
    return report;
}

// Six polls about the kettle, with the settings in each: 8 blocks, so 8 x 40 frames.
TEST(CorruptionMatrix, NothingFalseIsPublishedOfOurOwnPlant) {
    const auto recording = testing::true_recording(12h + 12min, 40);

    const auto report = matrix_of(recording, 27);

    EXPECT_GT(report.cases(), 300U);
}

class CapturedMatrix : public ::testing::TestWithParam<const char*> {};

TEST_P(CapturedMatrix, NothingFalseIsPublished) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto recording = testing::captured_recording(GetParam());
    ASSERT_FALSE(recording.topology.packs.empty());

    const auto report = matrix_of(recording, 6);

    EXPECT_GT(report.cases(), 30U);
}

INSTANTIATE_TEST_SUITE_P(
    EachSinglePhase,
    CapturedMatrix,
    ::testing::Values(
        "hybrid_gen1_arm449_0x11_poll_10min.log",
        "hybrid_gen1_arm449_givbat82_givbat95gen3_60min.log",
        "ac_arm282_1x_givbat512gen3_30min.log",
        "ac_arm282_2x_givbat52_30min.log"
    ),
    [](const auto& of) {
        const std::string name{of.param};
        return name.substr(0, name.find('.'));
    }
);

}  // namespace
}  // namespace giv
