#include "core/plant/load_meter.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr LocalTime noon{2026, 6, 5, 12, 0, 0};

// What a store would have kept.
KeptCounters kept_of(const LoadMeter& meter) {
    KeptCounters kept;
    meter.keep(kept);
    return kept;
}

double total(const LoadMeter& meter) { return kept_of(meter).at("counted_load_total").value; }
double today(const LoadMeter& meter) { return kept_of(meter).at("counted_load_today").value; }

TEST(LoadMeter, CountsAnHourOfAKilowattAsOneKilowattHour) {
    LoadMeter meter;
    for (int i = 0; i <= 60; ++i)
        meter.measured(1000, Instant{i * 1min}, noon);
    EXPECT_NEAR(total(meter), 1.0, 1e-9);
    EXPECT_NEAR(today(meter), 1.0, 1e-9);
}

TEST(LoadMeter, TakesTheMeanOfTwoMeasurements) {
    LoadMeter meter;
    meter.measured(0, Instant{0s}, noon);
    meter.measured(3600, Instant{100s}, noon);  // 1800 W for 100 s
    EXPECT_NEAR(total(meter), 0.05, 1e-9);
}

TEST(LoadMeter, DoesNotFillAGapOfMoreThanFiveMinutes) {
    LoadMeter meter;
    meter.measured(3600, Instant{0s}, noon);
    meter.measured(3600, Instant{301s}, noon);
    EXPECT_EQ(total(meter), 0.0);
    meter.measured(3600, Instant{601s}, noon);  // exactly five minutes are filled
    EXPECT_NEAR(total(meter), 0.3, 1e-9);
}

TEST(LoadMeter, BeginsADayAtTheInvertersMidnight) {
    LoadMeter meter;
    meter.measured(3600, Instant{0s}, LocalTime{2026, 6, 5, 23, 58, 20});
    meter.measured(3600, Instant{100s}, LocalTime{2026, 6, 6, 0, 0, 0});
    EXPECT_EQ(today(meter), 0.0);
    EXPECT_NEAR(total(meter), 0.1, 1e-9);
}

TEST(LoadMeter, GivesEachDayItsPartOfWhatLiesAcrossMidnight) {
    LoadMeter meter;
    meter.measured(3600, Instant{0s}, LocalTime{2026, 6, 5, 23, 59, 0});
    meter.measured(3600, Instant{100s}, LocalTime{2026, 6, 6, 0, 0, 40});
    EXPECT_NEAR(today(meter), 0.04, 1e-9);
    EXPECT_NEAR(total(meter), 0.1, 1e-9);
}

TEST(LoadMeter, AClockThatWasPutBackBeginsNoDay) {
    LoadMeter meter;
    meter.measured(3600, Instant{0s}, LocalTime{2026, 6, 6, 0, 0, 30});
    meter.measured(3600, Instant{100s}, LocalTime{2026, 6, 5, 23, 59, 0});
    EXPECT_NEAR(today(meter), 0.1, 1e-9);
}

TEST(LoadMeter, ShowsOnlyWhatIsKept) {
    LoadMeter meter;
    meter.measured(3600, Instant{0s}, noon);
    meter.measured(3600, Instant{100s}, noon);
    EXPECT_EQ(meter.shown(), std::nullopt);
    const auto kept = kept_of(meter);
    meter.measured(3600, Instant{200s}, noon);
    meter.show(kept);
    ASSERT_TRUE(meter.shown());
    EXPECT_NEAR(meter.shown()->total_kwh, 0.1, 1e-9);
}

TEST(LoadMeter, GoesOnAfterARestart) {
    LoadMeter meter;
    meter.recall(
        {{"counted_load_today", {4.5, 0, std::chrono::local_days{std::chrono::days{20'609}}}},
         {"counted_load_total", {120, 0, {}}}}
    );
    EXPECT_EQ(meter.shown(), std::nullopt);             // whose day it is, nobody knows yet
    meter.measured(3600, Instant{0s}, noon);            // 5 June 2026: 20,609 days since 1970
    EXPECT_EQ(meter.shown(), (CountedLoad{4.5, 120}));  // what was away is not filled
    meter.measured(3600, Instant{100s}, noon);
    EXPECT_NEAR(total(meter), 120.1, 1e-9);
}

TEST(LoadMeter, AfterARestartOnAnotherDayNothingOfTheDayIsLeft) {
    LoadMeter meter;
    meter.recall(
        {{"counted_load_today", {4.5, 0, std::chrono::local_days{std::chrono::days{20'608}}}},
         {"counted_load_total", {120, 0, {}}}}
    );
    meter.measured(3600, Instant{0s}, noon);
    EXPECT_EQ(meter.shown(), (CountedLoad{0, 120}));
}

TEST(LoadMeter, HalfARecordIsNone) {
    LoadMeter meter;
    meter.recall({{"counted_load_today", {4.5, 0, {}}}});
    meter.measured(3600, Instant{0s}, noon);
    EXPECT_EQ(meter.shown(), std::nullopt);
}

}  // namespace
}  // namespace giv
