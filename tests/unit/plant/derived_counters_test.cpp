#include "core/plant/derived_counters.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace giv {
namespace {

constexpr std::chrono::local_days first_day{std::chrono::days{20'609}};
constexpr std::chrono::local_days next_day{std::chrono::days{20'610}};

const Point& row(std::string_view path) { return *std::ranges::find(points(), path, &Point::path); }
const Point& load_today() { return row("Energy/Today/Load_Energy_Today_kWh"); }
const Point& load_total() { return row("Energy/Total/Load_Energy_Total_kWh"); }

double number(const DerivedCounters::Settled& settled) {
    return std::get<Number>(settled.value).value;
}

TEST(DerivedCounters, AreTheFormulasOfEnergy) {
    EXPECT_TRUE(DerivedCounters::is_one(load_today()));
    EXPECT_TRUE(DerivedCounters::is_one(load_total()));
    EXPECT_TRUE(DerivedCounters::is_one(row("Energy/Today/Self_Consumption_Energy_Today_kWh")));
    EXPECT_FALSE(DerivedCounters::is_one(row("Energy/Today/Import_Energy_Today_kWh")));
    EXPECT_FALSE(DerivedCounters::is_one(row("Power/Power/Load_Power")));
}

TEST(DerivedCounters, NeverStepBackWithinADay) {
    DerivedCounters counters;
    EXPECT_EQ(number(counters.settle(load_today(), {first_day}, Number{5.3, 1})), 5.3);
    EXPECT_EQ(number(counters.settle(load_today(), {first_day}, Number{5.1, 1})), 5.3);
    EXPECT_EQ(number(counters.settle(load_today(), {first_day}, Number{5.4, 1})), 5.4);
}

TEST(DerivedCounters, FallWithTheDay) {
    DerivedCounters counters;
    counters.settle(load_today(), {first_day}, Number{5.3, 1});
    EXPECT_EQ(number(counters.settle(load_today(), {next_day}, Number{0.1, 1})), 0.1);
}

TEST(DerivedCounters, WaitWhileTheDaysOfTheirPartsDiffer) {
    DerivedCounters counters;
    counters.settle(load_today(), {first_day}, Number{5.3, 1});
    const auto waiting = counters.settle(load_today(), {next_day, true}, Number{9.9, 1});
    EXPECT_EQ(number(waiting), 5.3);
    EXPECT_TRUE(waiting.waits);
    const auto settled = counters.settle(load_today(), {next_day}, Number{0.2, 1});
    EXPECT_EQ(number(settled), 0.2);
    EXPECT_FALSE(settled.waits);
}

TEST(DerivedCounters, SayNothingAtFirstWhileTheDaysOfTheirPartsDiffer) {
    DerivedCounters counters;
    const auto waiting = counters.settle(load_today(), {next_day, true}, Number{9.9, 1});
    EXPECT_FALSE(present(waiting.value));
    EXPECT_TRUE(waiting.waits);
}

TEST(DerivedCounters, WithAllPartsAtZeroTheDayHasBegun) {
    DerivedCounters counters;
    counters.settle(load_today(), {first_day}, Number{5.3, 1});
    EXPECT_EQ(number(counters.settle(load_today(), {}, Number{0, 1})), 0);
}

TEST(DerivedCounters, TotalsNeverFall) {
    DerivedCounters counters;
    counters.settle(load_total(), {first_day}, Number{500, 1});
    EXPECT_EQ(number(counters.settle(load_total(), {next_day}, Number{499.8, 1})), 500);
}

TEST(DerivedCounters, TotalsFallWithANewBaseOfTheirParts) {
    DerivedCounters counters;
    counters.settle(load_total(), {first_day}, Number{500, 1});
    counters.begin_anew(Quantity::energy_total);
    EXPECT_EQ(number(counters.settle(load_total(), {first_day}, Number{20, 1})), 20);
}

TEST(DerivedCounters, OfTheDayFallWhereOneOfTheirPartsWasSetBack) {
    DerivedCounters counters;
    counters.settle(load_today(), {first_day}, Number{1009.2, 1});
    counters.settle(load_total(), {first_day}, Number{500, 1});
    counters.begin_anew(Quantity::energy_today);
    EXPECT_EQ(number(counters.settle(load_today(), {first_day}, Number{9.2, 1})), 9.2);
    EXPECT_EQ(number(counters.settle(load_total(), {first_day}, Number{499, 1})), 500);
}

TEST(DerivedCounters, DoNotStepBackOverARestart) {
    DerivedCounters before;
    before.settle(load_today(), {first_day}, Number{5.3, 1});
    before.settle(load_total(), {first_day}, Number{500, 1});
    KeptCounters kept;
    before.keep(kept);

    DerivedCounters after;
    after.recall(kept);
    EXPECT_EQ(number(after.settle(load_today(), {first_day}, Number{5.2, 1})), 5.3);
    EXPECT_EQ(number(after.settle(load_total(), {first_day}, Number{499.9, 1})), 500);
}

TEST(DerivedCounters, WhereTheyAreKeptTheyShowNothingThatIsNot) {
    DerivedCounters counters;
    counters.recall({});
    EXPECT_EQ(
        number(counters.settle(load_today(), {first_day}, Number{5.3, 1})), 5.3
    );  // the first
    EXPECT_EQ(number(counters.settle(load_today(), {first_day}, Number{5.4, 1})), 5.3);
    KeptCounters kept;
    counters.keep(kept);
    EXPECT_EQ(number(counters.settle(load_today(), {first_day}, Number{5.5, 1})), 5.3);
    counters.show(kept);
    EXPECT_EQ(number(counters.settle(load_today(), {first_day}, Number{5.4, 1})), 5.4);
}

TEST(DerivedCounters, WhereTheyAreKeptANewDayIsShownWhenItIsKept) {
    DerivedCounters counters;
    counters.recall({});
    counters.settle(load_today(), {first_day}, Number{5.3, 1});
    EXPECT_EQ(number(counters.settle(load_today(), {next_day}, Number{0.1, 1})), 5.3);
    KeptCounters kept;
    counters.keep(kept);
    counters.show(kept);
    EXPECT_EQ(number(counters.settle(load_today(), {next_day}, Number{0.2, 1})), 0.1);
}

TEST(DerivedCounters, ARestartOnAnotherDayKnowsNothingOfTheDayBefore) {
    DerivedCounters before;
    before.settle(load_today(), {first_day}, Number{5.3, 1});
    KeptCounters kept;
    before.keep(kept);

    DerivedCounters after;
    after.recall(kept);
    EXPECT_EQ(number(after.settle(load_today(), {next_day}, Number{3.1, 1})), 3.1);
}

TEST(DerivedCounters, WhatIsAbsentStaysAbsent) {
    DerivedCounters counters;
    counters.settle(load_today(), {first_day}, Number{5.3, 1});
    const auto absent = counters.settle(load_today(), {first_day}, Absence::not_read);
    EXPECT_FALSE(present(absent.value));
}

}  // namespace
}  // namespace giv
