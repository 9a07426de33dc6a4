#include "core/control/action_ledger.hpp"

#include "simulated_registers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Entry = RestoreEntry;
using Write = RegisterWrite;

constexpr LocalTime ten{2026, 11, 26, 10, 0, 37};
constexpr LocalTime half_past_ten{2026, 11, 26, 10, 30, 0};

// A battery that charges at night to 80 %.
SimulatedRegisters a_plant() {
    return {
        {{27, 1},
         {44, 0},
         {45, 0},
         {56, 1600},
         {57, 700},
         {59, 0},
         {94, 30},
         {95, 430},
         {96, 1},
         {110, 10},
         {111, 30},
         {112, 40},
         {116, 80},
         {318, 0}}};
}

ActionStart start_of(ActionKind kind, std::chrono::minutes duration, const LocalTime& now = ten) {
    return {kind, duration, now, std::nullopt};
}

TimedActions begun(
    const TimedActions& running,
    const ActionStart& start,
    const std::vector<Write>& writes,
    const SimulatedRegisters& plant
) {
    return ledger::begun(running, start, writes, plant.view()).value();
}

// Force charge from 10:00 to 11:00, written.
TimedActions a_force_charge(SimulatedRegisters& plant) {
    const auto writes = force_charge(1000, 1100);
    auto actions = begun({}, start_of(ActionKind::force_charge, 60min), writes, plant);
    plant.take(writes);
    return actions;
}

TEST(ActionLedger, RemembersWhatChangesInTheOrderOfWriting) {
    auto plant = a_plant();

    const auto actions = a_force_charge(plant);

    // HR318 and HR96 hold their values already.
    ASSERT_THAT(actions, SizeIs(1));
    EXPECT_THAT(
        actions[0].restore,
        ElementsAre(
            Entry{111, 30, 50}, Entry{116, 80, 100}, Entry{94, 30, 1000}, Entry{95, 430, 1100}
        )
    );
    EXPECT_EQ(actions[0].kind, ActionKind::force_charge);
    EXPECT_EQ(actions[0].stage, TimedAction::Stage::starting);
    EXPECT_EQ(actions[0].duration, 60min);
    EXPECT_EQ(actions[0].began, ten);
    EXPECT_EQ(actions[0].ends, (LocalTime{2026, 11, 26, 11, 0, 37}));
    EXPECT_EQ(actions[0].ends_utc, std::nullopt);
}

TEST(ActionLedger, EndsByTheHostsClockToo) {
    auto start = start_of(ActionKind::pause_charge, 30min);
    start.utc_now = std::chrono::system_clock::time_point{1'780'000'000'700ms};

    const auto actions = begun({}, start, pause_charge(), a_plant());

    const std::chrono::system_clock::time_point expected{1'780'001'800s};
    EXPECT_EQ(actions.at(0).ends_utc, expected);
}

TEST(ActionLedger, RestoresInReverseOrder) {
    auto plant = a_plant();
    const auto actions = a_force_charge(plant);

    const auto writes = ledger::restoring(actions[0], plant.view());

    EXPECT_THAT(writes, ElementsAre(Write{95, 430}, Write{94, 30}, Write{116, 80}, Write{111, 30}));
}

TEST(ActionLedger, LeavesAloneWhatSomebodyElseChanged) {
    auto plant = a_plant();
    const auto actions = a_force_charge(plant);
    plant.words[116] = 90;
    plant.words.erase(94);  // can't be read

    const auto writes = ledger::restoring(actions[0], plant.view());

    EXPECT_THAT(writes, ElementsAre(Write{95, 430}, Write{111, 30}));
}

TEST(ActionLedger, ARegisterThatWasNotWrittenYetNeedsNoRestoring) {
    auto plant = a_plant();
    const auto writes = force_charge(1000, 1100);
    const auto actions = begun({}, start_of(ActionKind::force_charge, 60min), writes, plant);
    plant.words[111] = 50;  // the first change got through, then the power went

    EXPECT_THAT(ledger::restoring(actions[0], plant.view()), ElementsAre(Write{111, 30}));
}

TEST(ActionLedger, AskingAgainKeepsTheFirstValues) {
    auto plant = a_plant();
    auto actions = a_force_charge(plant);
    actions[0].stage = TimedAction::Stage::running;
    plant.words[96] = 0;  // somebody switched it off

    const auto start = start_of(ActionKind::force_charge, 90min, half_past_ten);
    const auto extended = begun(actions, start, force_charge(1030, 1200), plant);

    ASSERT_THAT(extended, SizeIs(1));
    EXPECT_THAT(
        extended[0].restore,
        ElementsAre(
            Entry{111, 30, 50},
            Entry{116, 80, 100},
            Entry{94, 30, 1030, {1000}},
            Entry{95, 430, 1200, {1100}},
            Entry{96, 0, 1}
        )
    );
    EXPECT_EQ(extended[0].stage, TimedAction::Stage::starting);
    EXPECT_EQ(extended[0].duration, 90min);
    EXPECT_EQ(extended[0].began, half_past_ten);
    EXPECT_EQ(extended[0].ends, (LocalTime{2026, 11, 26, 12, 0, 0}));
}

TEST(ActionLedger, AnExtensionThatGotHalfThroughIsUndoneWhole) {
    auto plant = a_plant();
    const auto actions = a_force_charge(plant);
    const auto start = start_of(ActionKind::force_charge, 90min, half_past_ten);
    const auto extended = begun(actions, start, force_charge(1030, 1200), plant);
    plant.words[94] = 1030;  // HR95 still holds 1100

    plant.take(ledger::restoring(extended[0], plant.view()));

    EXPECT_EQ(plant.words, a_plant().words);
}

TEST(ActionLedger, WhatSomebodyElseSetBetweenIsWhatComesBack) {
    auto plant = a_plant();
    const auto actions = a_force_charge(plant);
    plant.words[116] = 90;

    const auto start = start_of(ActionKind::force_charge, 90min, half_past_ten);
    const auto writes = force_charge(1030, 1200);
    const auto extended = begun(actions, start, writes, plant);
    plant.take(writes);
    plant.take(ledger::restoring(extended[0], plant.view()));

    EXPECT_EQ(plant.words[116], 90);
    EXPECT_EQ(plant.words[111], 30);
}

TEST(ActionLedger, ASecondActionInheritsTheFirstValue) {
    auto plant = a_plant();
    const auto pause = pause_charge();
    const auto paused = begun({}, start_of(ActionKind::pause_charge, 30min), pause, plant);
    plant.take(pause);

    const auto writes = force_charge(1000, 1100);
    const auto both = begun(paused, start_of(ActionKind::force_charge, 60min), writes, plant);

    ASSERT_THAT(both, SizeIs(1));  // the pause has nothing left to restore
    EXPECT_EQ(both[0].kind, ActionKind::force_charge);
    EXPECT_THAT(
        both[0].restore,
        ElementsAre(
            Entry{111, 30, 50, {0}}, Entry{116, 80, 100}, Entry{94, 30, 1000}, Entry{95, 430, 1100}
        )
    );

    plant.take(writes);
    plant.take(ledger::restoring(both[0], plant.view()));
    EXPECT_EQ(plant.words, a_plant().words);
}

TEST(ActionLedger, AnInheritedRegisterIsRestoredAlsoIfTheSecondWriteNeverCame) {
    auto plant = a_plant();
    const auto paused =
        begun({}, start_of(ActionKind::pause_discharge, 30min), pause_discharge(), plant);
    plant.take(pause_discharge());
    const auto start = start_of(ActionKind::force_export, 60min);

    const auto both = begun(paused, start, force_export(1000, 1100), plant);

    EXPECT_THAT(ledger::restoring(both.at(0), plant.view()), ElementsAre(Write{112, 40}));
}

TEST(ActionLedger, ActionsOnDifferentRegistersRunSideBySide) {
    auto plant = a_plant();
    const auto charging = a_force_charge(plant);

    const auto both =
        begun(charging, start_of(ActionKind::pause_discharge, 30min), pause_discharge(), plant);

    ASSERT_THAT(both, SizeIs(2));
    EXPECT_EQ(both[0], charging[0]);
    EXPECT_THAT(both[1].restore, ElementsAre(Entry{112, 40, 0}));
}

TEST(ActionLedger, AnActionThatChangesNothingStillRuns) {
    auto plant = a_plant();
    plant.words[111] = 0;

    const auto actions =
        begun({}, start_of(ActionKind::pause_charge, 30min), pause_charge(), plant);

    ASSERT_THAT(actions, SizeIs(1));
    EXPECT_THAT(actions[0].restore, IsEmpty());
}

TEST(ActionLedger, DoesNotBeginOnRegistersThatWereNeverRead) {
    auto plant = a_plant();
    plant.words.erase(95);
    const auto start = start_of(ActionKind::force_charge, 60min);

    const auto actions = ledger::begun({}, start, force_charge(1000, 1100), plant.view());

    ASSERT_FALSE(actions);
    EXPECT_EQ(actions.error().code, Errc::malformed);
    EXPECT_THAT(actions.error().detail, HasSubstr("HR95"));
}

TEST(ActionLedger, DoesNotBeginWhileTheClockShowsNoDate) {
    const auto start = start_of(ActionKind::pause_charge, 30min, {2026, 13, 1, 0, 0, 0});

    const auto actions = ledger::begun({}, start, pause_charge(), a_plant().view());

    ASSERT_FALSE(actions);
    EXPECT_EQ(actions.error().code, Errc::malformed);
    EXPECT_THAT(actions.error().detail, HasSubstr("clock"));
}

TEST(ActionLedger, AfterTheClockWasSetTheSlotFollows) {
    auto plant = a_plant();
    auto actions = a_force_charge(plant);
    const auto moved = shifted(actions[0], -30min);

    const auto writes = ledger::slots(moved, plant.view());

    EXPECT_THAT(writes, ElementsAre(Write{94, 930}, Write{95, 1030}));
}

TEST(ActionLedger, TheSlotOfAnExportFollowsInItsOwnRegisters) {
    auto plant = a_plant();
    const auto writes = force_export(1000, 1100);
    const auto actions = begun({}, start_of(ActionKind::force_export, 60min), writes, plant);
    plant.take(writes);

    const auto corrected = ledger::slots(shifted(actions.at(0), 14h), plant.view());

    EXPECT_THAT(corrected, ElementsAre(Write{56, 0}, Write{57, 100}));  // 00:00 to 01:00
}

TEST(ActionLedger, ASlotThatSaysSoAlreadyOrIsSomebodyElsesStays) {
    auto plant = a_plant();
    const auto actions = a_force_charge(plant);

    EXPECT_THAT(ledger::slots(actions[0], plant.view()), IsEmpty());
    EXPECT_THAT(ledger::slots(shifted(actions[0], 10s), plant.view()), IsEmpty());

    plant.words[94] = 200;
    EXPECT_THAT(
        ledger::slots(shifted(actions[0], -30min), plant.view()), ElementsAre(Write{95, 1030})
    );
}

TEST(ActionLedger, PausesHaveNoSlot) {
    auto plant = a_plant();
    const auto actions =
        begun({}, start_of(ActionKind::pause_charge, 30min), pause_charge(), plant);
    plant.take(pause_charge());

    EXPECT_THAT(ledger::slots(shifted(actions.at(0), 2h), plant.view()), IsEmpty());
}

TEST(ActionLedger, ACorrectedSlotIsRestoredWhetherItsWriteCameOrNot) {
    auto plant = a_plant();
    const auto actions = a_force_charge(plant);
    const auto moved = shifted(actions[0], -30min);
    const auto corrected = ledger::written(moved, ledger::slots(moved, plant.view()));
    plant.words[94] = 930;  // HR95 still holds 1100

    EXPECT_THAT(
        corrected.restore,
        ElementsAre(
            Entry{111, 30, 50},
            Entry{116, 80, 100},
            Entry{94, 30, 930, {1000}},
            Entry{95, 430, 1030, {1100}}
        )
    );
    plant.take(ledger::restoring(corrected, plant.view()));
    EXPECT_EQ(plant.words, a_plant().words);
}

TEST(ActionLedger, TwoCorrectionsThatNeverCameAreRestoredAllTheSame) {
    auto plant = a_plant();
    auto action = a_force_charge(plant).at(0);

    for (int clock_was_set = 0; clock_was_set < 2; ++clock_was_set) {
        action = shifted(action, -10min);
        action = ledger::written(action, ledger::slots(action, plant.view()));
    }

    EXPECT_THAT(action.restore, Contains(Entry{94, 30, 940, {1000, 950}}));
    plant.take(ledger::restoring(action, plant.view()));
    EXPECT_EQ(plant.words, a_plant().words);
}

TEST(ActionLedger, RemembersTheLastEightOfSuchCorrections) {
    TimedAction action;
    action.restore = {{94, 30, 1000}};

    for (std::uint16_t minute = 1; minute <= 10; ++minute) {
        const auto hhmm = static_cast<std::uint16_t>(1000 + minute);
        action = ledger::written(action, std::vector<Write>{{94, hhmm}});
    }

    EXPECT_THAT(
        action.restore,
        ElementsAre(Entry{94, 30, 1010, {1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009}})
    );
}

TEST(ActionLedger, WritingTheSameAgainForgetsNothing) {
    TimedAction action;
    action.restore = {{94, 30, 1030, {1000}}};

    const auto same = ledger::written(action, std::vector<Write>{{94, 1030}, {20, 1}});

    EXPECT_EQ(same, action);
}

}  // namespace
}  // namespace giv
