#include "givtcp/control/clock_sync.hpp"

#include <gtest/gtest.h>

#include <map>

namespace giv {
namespace {

using Words = std::map<std::uint16_t, std::uint16_t>;

RegisterView registers_of(Words words) {
    return [words = std::move(words)](std::uint16_t index) -> std::optional<std::uint16_t> {
        const auto found = words.find(index);
        if (found == words.end()) return std::nullopt;
        return found->second;
    };
}

LocalTime june(std::uint8_t hour, std::uint8_t minute, std::uint8_t second = 0) {
    return {2026, 6, 5, hour, minute, second};
}

// A first generation hybrid whose clock is a minute slow at noon, with a charge slot 00:30-04:30.
SyncView slow_at_noon() {
    SyncView view;
    view.plant = {Model::hybrid_gen1, 449};
    view.registers = registers_of({{94, 30}, {95, 430}, {56, 0}, {57, 0}, {44, 60}, {45, 2400}});
    view.settings_are_fresh = true;
    view.inverter_now = june(11, 59);
    view.host_now = june(12, 0);
    view.writes_left = 300;
    return view;
}

using Why = std::optional<SyncHindrance>;

TEST(ClockSync, AClockThatIsWrongIsSet) { EXPECT_EQ(why_not_sync(slow_at_noon()), Why{}); }

TEST(ClockSync, NothingIsDoneOnWhatIsNotKnown) {
    auto no_host = slow_at_noon();
    no_host.host_now.reset();
    EXPECT_EQ(why_not_sync(no_host), SyncHindrance::host_clock);

    auto old_settings = slow_at_noon();
    old_settings.settings_are_fresh = false;
    EXPECT_EQ(why_not_sync(old_settings), SyncHindrance::settings);

    auto no_time = slow_at_noon();
    no_time.inverter_now.reset();
    EXPECT_EQ(why_not_sync(no_time), SyncHindrance::no_time);

    auto no_date = slow_at_noon();
    no_date.inverter_now->month = 13;
    EXPECT_EQ(why_not_sync(no_date), SyncHindrance::no_time);
}

TEST(ClockSync, ThirtySecondsAreRightEnoughEitherWay) {
    auto view = slow_at_noon();
    for (const auto& [shown, expected] : {
             std::pair{june(11, 59, 29), Why{}},
             std::pair{june(11, 59, 30), Why{SyncHindrance::small_drift}},
             std::pair{june(12, 0, 0), Why{SyncHindrance::small_drift}},
             std::pair{june(12, 0, 30), Why{SyncHindrance::small_drift}},
             std::pair{june(12, 0, 31), Why{}},
         }) {
        view.inverter_now = shown;
        EXPECT_EQ(why_not_sync(view), expected) << int{shown.second};
    }
}

TEST(ClockSync, NotDuringATimedAction) {
    auto view = slow_at_noon();
    view.action_runs = true;

    EXPECT_EQ(why_not_sync(view), SyncHindrance::timed_action);
}

TEST(ClockSync, NotWhereTheDaysWritesWouldNotDoForTwoRounds) {
    auto view = slow_at_noon();
    view.writes_left = 12;
    EXPECT_EQ(why_not_sync(view), Why{});
    view.writes_left = 11;
    EXPECT_EQ(why_not_sync(view), SyncHindrance::write_budget);
}

struct Near {
    const char* what;
    LocalTime inverter;
    LocalTime host;
    Why expected;
};

// Five minutes, and two in which the clock is being set.
TEST(ClockSync, NotNearMidnightByTheTimeBeforeOrTheTimeAfter) {
    auto view = slow_at_noon();
    view.registers = registers_of({});
    for (const auto& one : {
             Near{"long before", june(23, 52), june(23, 53), Why{}},
             Near{"host near", june(23, 52, 30), june(23, 53, 30), SyncHindrance::midnight},
             Near{"inverter near", june(23, 54), june(23, 50), SyncHindrance::midnight},
             Near{"inverter after", june(0, 6, 59), june(0, 10), SyncHindrance::midnight},
             Near{"host after", june(0, 10), june(0, 6, 59), SyncHindrance::midnight},
             Near{"both after", june(0, 7), june(0, 10), Why{}},
             Near{"between", june(23, 40), {2026, 6, 6, 0, 20, 0}, SyncHindrance::midnight},
             Near{"between, back", {2026, 6, 6, 0, 20, 0}, june(23, 40), SyncHindrance::midnight},
             Near{
                 "an hour round it", june(23, 30), {2026, 6, 6, 0, 30, 0}, SyncHindrance::midnight},
         }) {
        view.inverter_now = one.inverter;
        view.host_now = one.host;
        EXPECT_EQ(why_not_sync(view), one.expected) << one.what;
    }
}

// Waiting would not help: the date stays wrong.
TEST(ClockSync, ADateOfAnotherYearIsSetAtNoon) {
    auto view = slow_at_noon();
    view.inverter_now = LocalTime{2000, 1, 1, 5, 40, 0};
    EXPECT_EQ(why_not_sync(view), Why{});

    view.inverter_now = LocalTime{2000, 1, 1, 0, 3, 0};
    EXPECT_EQ(why_not_sync(view), SyncHindrance::midnight);
}

TEST(ClockSync, NotNearTheEdgeOfASlotByTheTimeBeforeOrTheTimeAfter) {
    for (const auto& one : {
             Near{"before its start", june(0, 21), june(0, 22, 59), Why{}},
             Near{"host near its start", june(0, 20), june(0, 23, 1), SyncHindrance::slot_edge},
             Near{"inverter near its start", june(0, 24), june(0, 22), SyncHindrance::slot_edge},
             Near{"just begun", june(0, 36, 59), june(0, 40), SyncHindrance::slot_edge},
             Near{"in the middle", june(2, 0), june(2, 5), Why{}},
             Near{"before its end", june(4, 22), june(4, 23, 1), SyncHindrance::slot_edge},
             Near{"after its end", june(4, 37), june(4, 38), Why{}},
         }) {
        auto view = slow_at_noon();
        view.inverter_now = one.inverter;
        view.host_now = one.host;
        EXPECT_EQ(why_not_sync(view), one.expected) << one.what;
    }
}

TEST(ClockSync, EverySlotOfThePlantCountsWhetherItIsEnabledOrNot) {
    struct Slot {
        const char* what;
        Capabilities plant;
        std::uint16_t start;
        Why expected;
    };
    const Capabilities gen1{Model::hybrid_gen1, 449};
    Capabilities with_pause = gen1;
    with_pause.has_pause_block = true;
    Capabilities with_legacy = gen1;
    with_legacy.charge_slot_2_legacy = true;
    const Capabilities gen3{Model::hybrid_gen3, 320};
    const Why edge{SyncHindrance::slot_edge};
    for (const auto& one : {
             Slot{"charge 1", gen1, 94, edge},
             Slot{"discharge 1", gen1, 56, edge},
             Slot{"discharge 2", gen1, 44, edge},
             Slot{"no charge 2", gen1, 31, Why{}},
             Slot{"charge 2", with_legacy, 31, edge},
             Slot{"no pause", gen1, 319, Why{}},
             Slot{"pause", with_pause, 319, edge},
             Slot{"charge 2 of ten", gen3, 243, edge},
             Slot{"charge 10", gen3, 267, edge},
             Slot{"discharge 10", gen3, 297, edge},
             Slot{"none of ten", gen1, 267, Why{}},
         }) {
        auto view = slow_at_noon();
        view.plant = one.plant;
        for (const bool at_its_end : {false, true}) {
            const auto other = static_cast<std::uint16_t>(one.start + 1);
            view.registers = at_its_end ? registers_of({{one.start, 600}, {other, 1204}})
                                        : registers_of({{one.start, 1204}, {other, 1800}});
            EXPECT_EQ(why_not_sync(view), one.expected) << one.what << at_its_end;
        }
    }
}

TEST(ClockSync, ASlotWithoutALengthAndATimeThatIsNoneAreNoEdges) {
    auto view = slow_at_noon();
    view.registers = registers_of({{94, 1200}, {95, 1200}, {56, 1260}, {57, 65535}});

    EXPECT_EQ(why_not_sync(view), Why{});
}

TEST(ClockSync, EveryHindranceHasWords) {
    EXPECT_EQ(words(SyncHindrance::midnight), "midnight is near");
    EXPECT_EQ(words(SyncHindrance::write_budget), "today's register writes are used up");
    for (int i = 0; i <= static_cast<int>(SyncHindrance::write_budget); ++i)
        EXPECT_FALSE(words(static_cast<SyncHindrance>(i)).empty()) << i;
}

}  // namespace
}  // namespace giv
