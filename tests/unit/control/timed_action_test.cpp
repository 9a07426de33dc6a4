#include "givtcp/control/timed_action.hpp"

#include "simulated_registers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace giv {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr Capabilities hybrid{Model::hybrid_gen2, 449, true, false};

TimedAction an_action(ActionKind kind) {
    TimedAction action;
    action.kind = kind;
    action.duration = 60min;
    action.began = {2026, 11, 26, 23, 30, 0};
    action.ends = {2026, 11, 27, 0, 30, 0};
    return action;
}

TEST(TimedAction, IsOverWhenItsEndHasCome) {
    const auto action = an_action(ActionKind::force_charge);

    EXPECT_FALSE(is_over(action, {2026, 11, 26, 23, 30, 0}));
    EXPECT_FALSE(is_over(action, {2026, 11, 27, 0, 29, 59}));
    EXPECT_TRUE(is_over(action, {2026, 11, 27, 0, 30, 0}));
    EXPECT_TRUE(is_over(action, {2026, 12, 1, 0, 0, 0}));
    EXPECT_FALSE(is_over(action, {2026, 13, 1, 0, 0, 0}));  // no date
}

TEST(TimedAction, RoundsTheMinutesLeftUp) {
    const auto action = an_action(ActionKind::force_charge);

    EXPECT_EQ(minutes_left(action, {2026, 11, 26, 23, 30, 0}), 60min);
    EXPECT_EQ(minutes_left(action, {2026, 11, 26, 23, 30, 1}), 60min);
    EXPECT_EQ(minutes_left(action, {2026, 11, 27, 0, 29, 59}), 1min);
    EXPECT_EQ(minutes_left(action, {2026, 11, 27, 0, 30, 0}), 0min);
    EXPECT_EQ(minutes_left(action, {2026, 11, 27, 9, 0, 0}), 0min);
    EXPECT_EQ(minutes_left(action, {2026, 13, 1, 0, 0, 0}), 60min);  // no date
}

TEST(TimedAction, MovesWithTheClock) {
    const auto moved = shifted(an_action(ActionKind::force_charge), -1h);

    EXPECT_EQ(moved.began, (LocalTime{2026, 11, 26, 22, 30, 0}));
    EXPECT_EQ(moved.ends, (LocalTime{2026, 11, 26, 23, 30, 0}));
    EXPECT_EQ(minutes_left(moved, {2026, 11, 26, 23, 0, 0}), 30min);
}

TEST(TimedAction, StaysWhereAStepWouldLeaveTheCalendar) {
    const auto action = an_action(ActionKind::force_charge);

    EXPECT_EQ(shifted(action, std::chrono::seconds::max()), action);
    EXPECT_EQ(shifted(action, -24h * 366 * 100), action);
}

TEST(TimedAction, IsFoundByItsKind) {
    const TimedActions actions{
        an_action(ActionKind::pause_charge), an_action(ActionKind::force_export)};

    EXPECT_EQ(find_action(actions, ActionKind::force_export), &actions[1]);
    EXPECT_EQ(find_action(actions, ActionKind::force_charge), nullptr);
}

TEST(TimedAction, ContradictsWhatRunsTheOtherWay) {
    using enum ActionKind;
    struct Case {
        ActionKind asked;
        ActionKind runs;
    };
    // spec/commands.md 1a; any other pair may run together.
    constexpr auto refused = std::to_array<Case>(
        {{force_charge, force_export},
         {force_export, force_charge},
         {pause_charge, force_charge},
         {pause_discharge, force_export}}
    );

    for (const auto asked : {force_charge, force_export, pause_charge, pause_discharge}) {
        EXPECT_EQ(contradiction(asked, {}), std::nullopt);
        for (const auto runs : {force_charge, force_export, pause_charge, pause_discharge}) {
            const bool expected = std::ranges::any_of(refused, [&](const Case& row) {
                return row.asked == asked && row.runs == runs;
            });
            EXPECT_EQ(contradiction(asked, {an_action(runs)}).has_value(), expected)
                << words(asked) << " while " << words(runs) << " runs";
        }
    }
}

TEST(TimedAction, SaysWhatItContradictsAndWhatToDo) {
    EXPECT_EQ(
        contradiction(ActionKind::pause_charge, {an_action(ActionKind::force_charge)}),
        "tempPauseCharge contradicts forceCharge, which runs until 2026-11-27 00:30:00; cancel "
        "forceCharge first"
    );
}

// Of writes that the fence lets through: the same as the ledger's, judged.
std::vector<JudgedWrite> judged(const std::vector<RegisterWrite>& writes) {
    std::vector<JudgedWrite> all;
    for (const auto& write : writes) {
        if (const auto one = JudgedWrite::judge(write.index, write.value, hybrid)) {
            all.push_back(*one);
        }
    }
    return all;
}

std::vector<RegisterWrite> plain(const std::vector<JudgedWrite>& writes) {
    std::vector<RegisterWrite> all;
    for (const auto& write : writes)
        all.push_back({write.index(), write.value()});
    return all;
}

TEST(TimedAction, BeginsMovesAndEndsByJudgedWrites) {
    const auto writes = judged(force_charge(2330, 30));
    ASSERT_THAT(writes, SizeIs(6));
    SimulatedRegisters plant{{{318, 2}, {111, 30}, {116, 80}, {94, 30}, {95, 430}, {96, 0}}};
    const auto first = plant.words;
    const ActionStart start{ActionKind::force_charge, 60min, {2026, 11, 26, 23, 30, 0}, {}};

    auto action = with_begun({}, start, writes, plant.view()).value().at(0);
    plant.take(plain(writes));
    action = shifted(action, 1h);
    const auto moved = slot_writes(action, plant.view(), hybrid);
    EXPECT_THAT(plain(moved), ElementsAre(RegisterWrite{94, 30}, RegisterWrite{95, 130}));
    action = with_written(action, moved);
    plant.take(plain(moved));
    const auto back = restoring_writes(action, plant.view(), hybrid);
    plant.take(plain(back));

    // HR94 was to be 30 at first, and is again.
    EXPECT_THAT(
        plain(back),
        ElementsAre(
            RegisterWrite{96, 0},
            RegisterWrite{95, 430},
            RegisterWrite{116, 80},
            RegisterWrite{111, 30},
            RegisterWrite{318, 2}
        )
    );
    EXPECT_EQ(plant.words, first);
}

// What is begun has to be ended: a value that would not be put back is not overwritten.
TEST(TimedAction, DoesNotBeginOverAValueThatCouldNotBePutBack) {
    const auto writes = judged(force_charge(2330, 30));
    const SimulatedRegisters plant{{{318, 2}, {111, 251}, {116, 80}, {94, 30}, {95, 430}, {96, 0}}};
    const ActionStart start{ActionKind::force_charge, 60min, {2026, 11, 26, 23, 30, 0}, {}};

    const auto begun = with_begun({}, start, writes, plant.view());

    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().code, Errc::out_of_range);
    EXPECT_NE(begun.error().detail.find("HR111 = 251"), std::string::npos);
}

}  // namespace
}  // namespace giv
