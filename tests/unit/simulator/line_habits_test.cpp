// Latencies as they were measured, and silent windows.
#include "simulator/line_habits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{};

// Halfway between two quantiles is the root of their product: of 130 and 250 ms 180, of 250 and
// 960 ms 490, of 960 and 3900 ms 1935.
TEST(MeasuredLatency, PassesThroughTheMeasuredQuantiles) {
    EXPECT_EQ(measured_latency(0), 130ms);
    EXPECT_EQ(measured_latency(0.25), 180ms);
    EXPECT_EQ(measured_latency(0.5), 250ms);
    EXPECT_EQ(measured_latency(0.725), 490ms);
    EXPECT_EQ(measured_latency(0.95), 960ms);
    EXPECT_EQ(measured_latency(0.975), 1935ms);
    EXPECT_EQ(measured_latency(1), 3900ms);
}

TEST(MeasuredLatency, OfManyThrowsHasTheMeasuredMedianAndTail) {
    Chance chance{1};
    std::vector<std::chrono::milliseconds> thrown(10'000);
    std::ranges::generate(thrown, [&] { return measured_latency(chance.share()); });
    std::ranges::sort(thrown);

    // Seven standard deviations of a rank are 350 and 153: from the 46.5th to the 53.5th per cent,
    // and from the 93.4th to the 96.6th.
    EXPECT_GE(thrown[5'000], measured_latency(0.465));
    EXPECT_LE(thrown[5'000], measured_latency(0.535));
    EXPECT_GE(thrown[9'500], measured_latency(0.934));
    EXPECT_LE(thrown[9'500], measured_latency(0.966));
    EXPECT_GE(thrown.front(), 130ms);
    EXPECT_LE(thrown.back(), 3'900ms);
}

TEST(SilentWindows, ComeEveryPeriodOnAverageAndLastSomeSeconds) {
    SilentWindows windows{1, 10min, start};
    int begun = 0;
    std::chrono::milliseconds silent{0};
    bool was = false;
    for (auto now = start; now < start + 240h; now += 100ms) {
        const auto is = windows.contain(now);
        if (is && !was) ++begun;
        if (is) silent += 100ms;
        was = is;
    }

    // 14400 minutes / (10 minutes and 4 s) are 1430; of a window 4 s on average.
    EXPECT_NEAR(begun, 1430, 60);
    EXPECT_NEAR(static_cast<double>(silent / 1s), 5720, 300);
}

TEST(SilentWindows, AreTheSameForTheSameSeedHoweverOftenOneAsks) {
    SilentWindows often{7, 1min, start};
    SilentWindows seldom{7, 1min, start};
    for (auto now = start; now < start + 1h; now += 500ms) {
        const auto is = often.contain(now);
        if ((now - start) % 30s == 0s) {
            EXPECT_EQ(seldom.contain(now), is);
        }
    }
}

}  // namespace
}  // namespace giv::simulator
