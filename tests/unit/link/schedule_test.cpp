#include "link/schedule.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr Instant t0{1h};

Schedule a_schedule(Periods periods = {}) {
    Schedule schedule{periods};
    schedule.start(t0);
    return schedule;
}

TEST(Schedule, AllIsDueOnANewConnection) {
    const auto schedule = a_schedule();

    EXPECT_TRUE(schedule.cycle_is_due(t0));
    EXPECT_TRUE(schedule.configuration_is_due(t0));
}

TEST(Schedule, CyclesComeFromStartToStart) {
    auto schedule = a_schedule();
    schedule.cycle_done(t0 + 1500ms);

    EXPECT_FALSE(schedule.cycle_is_due(t0 + 9999ms));
    EXPECT_TRUE(schedule.cycle_is_due(t0 + 10s));
    EXPECT_EQ(schedule.cycle_due(), t0 + 10s);
}

TEST(Schedule, ACycleThatOverrunsStartsTheNextAtOnceAndOwesNoMore) {
    auto schedule = a_schedule();

    schedule.cycle_done(t0 + 35s);
    EXPECT_TRUE(schedule.cycle_is_due(t0 + 35s));

    schedule.cycle_done(t0 + 36s);
    EXPECT_FALSE(schedule.cycle_is_due(t0 + 44s));
    EXPECT_TRUE(schedule.cycle_is_due(t0 + 45s));
}

TEST(Schedule, ACycleIsLateByTheClock) {
    auto schedule = a_schedule();
    EXPECT_EQ(schedule.lateness(t0), 0s);

    schedule.cycle_done(t0 + 1s);
    EXPECT_EQ(schedule.lateness(t0 + 10s), 0s);
    EXPECT_EQ(schedule.lateness(t0 + 10'020ms), 20ms);

    schedule.cycle_done(t0 + 23s);  // the next was due at 20
    EXPECT_EQ(schedule.lateness(t0 + 23s), 3s);
    EXPECT_EQ(schedule.lateness(t0 + 23'500ms), 3'500ms);

    schedule.cycle_done(t0 + 24s);
    EXPECT_EQ(schedule.lateness(t0 + 33s), 0s);
}

TEST(Schedule, ACycleThatIsWantedIsLateFromThenOn) {
    auto schedule = a_schedule();
    schedule.cycle_done(t0 + 23s);
    schedule.cycle_done(t0 + 24s);

    schedule.want_cycle(t0 + 25s);

    EXPECT_EQ(schedule.lateness(t0 + 25s), 0s);
    EXPECT_EQ(schedule.lateness(t0 + 26s), 1s);
}

TEST(Schedule, AWantedCycleIsDueAtOnce) {
    auto schedule = a_schedule();
    schedule.cycle_done(t0 + 1s);

    schedule.want_cycle(t0 + 2s);

    EXPECT_TRUE(schedule.cycle_is_due(t0 + 2s));
    EXPECT_EQ(schedule.cycle_due(), t0 + 2s);
}

TEST(Schedule, WantedCyclesAreFiveSecondsApart) {
    auto schedule = a_schedule({.cycle = 60s});
    schedule.cycle_done(t0 + 1s);
    schedule.want_cycle(t0 + 2s);
    schedule.cycle_done(t0 + 3s);

    schedule.want_cycle(t0 + 4s);

    EXPECT_FALSE(schedule.cycle_is_due(t0 + 6999ms));
    EXPECT_TRUE(schedule.cycle_is_due(t0 + 7s));
}

TEST(Schedule, WhoeverWantsACycleWhileOneRunsSharesIt) {
    auto schedule = a_schedule();  // the first is due, and running

    schedule.want_cycle(t0 + 1s);
    schedule.cycle_done(t0 + 2s);

    EXPECT_EQ(schedule.cycle_due(), t0 + 10s);
}

TEST(Schedule, AWantedCycleNeverDelaysARegularOne) {
    auto schedule = a_schedule();
    schedule.cycle_done(t0 + 1s);
    schedule.want_cycle(t0 + 2s);
    schedule.cycle_done(t0 + 3s);  // the next is due at 12 s

    schedule.want_cycle(t0 + 11s);
    EXPECT_TRUE(schedule.cycle_is_due(t0 + 11s));
    schedule.cycle_done(t0 + 12s);

    schedule.want_cycle(t0 + 13s);
    EXPECT_EQ(schedule.cycle_due(), t0 + 16s);
    schedule.want_cycle(t0 + 14s);
    EXPECT_EQ(schedule.cycle_due(), t0 + 16s);
}

TEST(Schedule, ReadsOnlyWhenAskedWhereThatIsSet) {
    auto schedule = a_schedule({.cycles_by_itself = false});
    schedule.cycle_done(t0 + 1s);
    EXPECT_FALSE(schedule.cycle_is_due(t0 + 24h));

    schedule.want_cycle(t0 + 24h);

    EXPECT_TRUE(schedule.cycle_is_due(t0 + 24h));
}

TEST(Schedule, SettingsAreReadEveryFiveMinutesAndAfterAWrite) {
    auto schedule = a_schedule();
    schedule.configuration_done(t0, t0);
    EXPECT_FALSE(schedule.configuration_is_due(t0 + 299s));
    EXPECT_TRUE(schedule.configuration_is_due(t0 + 300s));

    schedule.configuration_done(t0 + 300s, t0 + 301s);
    schedule.want_configuration(t0 + 302s);

    EXPECT_TRUE(schedule.configuration_is_due(t0 + 302s));
    EXPECT_EQ(schedule.configuration_since(), t0 + 302s);
}

TEST(Schedule, AWriteWhileSettingsAreReadIsNotForgotten) {
    auto schedule = a_schedule();
    schedule.want_configuration(t0 + 1s);

    schedule.configuration_done(t0, t0 + 2s);
    EXPECT_TRUE(schedule.configuration_is_due(t0 + 2s));

    schedule.configuration_done(t0 + 3s, t0 + 4s);
    EXPECT_FALSE(schedule.configuration_is_due(t0 + 4s));
}

TEST(Schedule, SettingsThatDidNotComeAreAskedForSooner) {
    auto schedule = a_schedule();

    schedule.configuration_failed(t0, t0);

    EXPECT_FALSE(schedule.configuration_is_due(t0 + 29s));
    EXPECT_TRUE(schedule.configuration_is_due(t0 + 30s));
}

TEST(Schedule, PartsAreLookedForHourlyWhateverTheLinkDoes) {
    auto schedule = a_schedule();
    schedule.search_done(t0);

    schedule.start(t0 + 10min);

    EXPECT_FALSE(schedule.search_is_due(t0 + 59min));
    EXPECT_TRUE(schedule.search_is_due(t0 + 60min));
}

}  // namespace
}  // namespace giv
