#include "core/plant/load_meter.hpp"

#include "givtcp/registers/local_time.hpp"

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

double total(const LoadMeter& meter) {
    return kept_of(meter).find("counted_load_total")->second.value;
}
double today(const LoadMeter& meter) {
    return kept_of(meter).find("counted_load_today")->second.value;
}

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

// ---- a clock that does not run as time does --------------------------------------------------

// A kilowatt, once a minute; the clock may be set between two measurements.
class MeteredHouse : public ::testing::Test {
 protected:
    static constexpr std::chrono::local_days fifth{std::chrono::year{2026} / 6 / 5};

    void show(std::chrono::local_seconds shown) { clock_ = shown; }
    void move(std::chrono::seconds step) { clock_ += step; }

    // The last measurement is at the end of it. Counts how often the day's counter fell.
    void pass(std::chrono::minutes time) {
        for (; time > 0min; time -= 1min) {
            at_ += 1min;
            clock_ += 1min;
            measure();
        }
    }

    // Without measurements, but the last.
    void be_away(std::chrono::minutes time) {
        at_ += time;
        clock_ += time;
        measure();
    }

    void measure() {
        meter_.measured(1000, at_, is_shown_ ? local_time_at(clock_) : std::nullopt);
        const auto now = today(meter_);
        if (last_ && now < *last_) ++falls_;
        last_ = now;
    }

    void begin_anew(std::chrono::local_seconds shown) {
        show(shown);
        meter_ = {};
        last_.reset();
        falls_ = 0;
    }

    void restart() {
        const auto kept = kept_of(meter_);
        meter_ = {};
        meter_.recall(kept);
    }

    LoadMeter meter_;
    Instant at_{1000h};
    std::chrono::local_seconds clock_{fifth + 12h};
    bool is_shown_ = true;
    std::optional<double> last_;
    int falls_ = 0;
};

TEST_F(MeteredHouse, HasOneMidnightADay) {
    pass(71h);  // until 11:00 on the 8th
    EXPECT_EQ(falls_, 3);
    EXPECT_NEAR(today(meter_), 11.0, 1e-9);
}

TEST_F(MeteredHouse, AClockThatIsPutBackOverMidnightBeginsTheDayOnce) {
    show(fifth + 23h);
    pass(90min);
    EXPECT_EQ(falls_, 1);
    move(-1h);  // 23:30 of the day before
    pass(90min);
    EXPECT_EQ(falls_, 1);
    EXPECT_NEAR(today(meter_), 2.0, 1e-9);  // since the first midnight
    pass(24h);
    EXPECT_EQ(falls_, 2);
}

TEST_F(MeteredHouse, ItBeginsItOnceOverARestartToo) {
    show(fifth + 23h);
    pass(90min);
    move(-1h);
    pass(10min);
    restart();
    pass(80min);
    EXPECT_EQ(falls_, 1);
    pass(24h);
    EXPECT_EQ(falls_, 2);
}

TEST_F(MeteredHouse, AClockThatIsSetForwardOverMidnightBeginsADay) {
    show(fifth + 23h);
    pass(30min);
    move(1h);
    pass(1min);
    EXPECT_EQ(falls_, 1);
    pass(12h);
    EXPECT_EQ(falls_, 1);
}

TEST_F(MeteredHouse, ADateThatIsWrongForAWhileBeginsNoDay) {
    for (const auto wrong : {1, 2, -1, -3, 16, -4, 31, 36'500}) {
        SCOPED_TRACE(wrong);
        begin_anew(fifth + 12h);
        pass(10min);
        move(std::chrono::days{wrong});
        pass(5min);
        move(std::chrono::days{-wrong});
        pass(11h);
        EXPECT_EQ(falls_, 0);
        pass(1h);
        EXPECT_EQ(falls_, 1);
        pass(24h);
        EXPECT_EQ(falls_, 2);
    }
}

TEST_F(MeteredHouse, AMidnightUnderAWrongDateCounts) {
    for (const auto wrong : {1, 2, -1, -3, 16}) {
        SCOPED_TRACE(wrong);
        begin_anew(fifth + 23h + 50min);
        pass(8min);
        move(std::chrono::days{wrong});
        pass(5min);
        EXPECT_EQ(falls_, 1);
        move(std::chrono::days{-wrong});
        pass(23h);
        EXPECT_EQ(falls_, 1);
        pass(1h);
        EXPECT_EQ(falls_, 2);
    }
}

TEST_F(MeteredHouse, AWrongDateThatIsPutRightOverMidnightLosesNone) {
    for (const auto wrong : {1, 2, -1, -3, 16}) {
        SCOPED_TRACE(wrong);
        begin_anew(fifth + 23h + 50min);
        pass(3min);
        move(std::chrono::days{wrong});
        pass(5min);
        move(std::chrono::days{-wrong});
        be_away(4min);  // 00:02
        EXPECT_EQ(falls_, 1);
        EXPECT_NEAR(today(meter_), 2.0 / 60, 1e-9);
        pass(23h);
        EXPECT_EQ(falls_, 1);
    }
}

TEST_F(MeteredHouse, ADateThatStaysWrongHasItsOwnMidnights) {
    pass(1h);
    move(std::chrono::days{20});
    pass(10h);
    restart();
    EXPECT_EQ(falls_, 0);
    pass(2h);
    EXPECT_EQ(falls_, 1);
}

TEST_F(MeteredHouse, AfterARestartADateThatWasFarAheadHidesNoMidnight) {
    pass(1h);
    move(std::chrono::days{20});
    pass(1h);
    restart();
    move(-std::chrono::days{20});
    pass(9h);
    EXPECT_EQ(falls_, 0);
    pass(2h);
    EXPECT_EQ(falls_, 1);
}

TEST_F(MeteredHouse, AClockThatIsPutBackAgainAndAgainHidesAtMostOneMidnight) {
    show(fifth + 1h);
    pass(1min);
    for (int i = 0; i < 5; ++i) {
        move(-11h);
        pass(1min);
    }
    EXPECT_EQ(falls_, 0);
    pass(48h);  // from 18:06 on the 2nd to 18:06 on the 4th
    EXPECT_EQ(falls_, 1);
}

TEST_F(MeteredHouse, WhileTheClockShowsNothingADayGoesOnAndTheMidnightIsMadeUpFor) {
    show(fifth + 23h + 50min);
    pass(5min);
    is_shown_ = false;
    pass(10min);
    EXPECT_EQ(falls_, 0);
    is_shown_ = true;
    pass(1min);
    EXPECT_EQ(falls_, 1);
}

}  // namespace
}  // namespace giv
