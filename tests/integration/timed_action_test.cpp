// Timed actions that follow each other, are cancelled, meet somebody else or a clock that is set.
#include "support/acting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::Acting;
using testing::add_control_plant;
using testing::control_plant;
using ::testing::IsEmpty;
using testing::registers_of;
using testing::Rig;
using testing::set_fault;
using testing::shown;
using testing::word_of;
using How = Outcome::How;

// ---- what a person asks for ---------------------------------------------------------------

TEST(TimedAction, AskedForAgainLastsAsLongAsAskedForLast) {
    Acting acting;
    acting.begin("forceCharge", "30");
    acting.rig.run_for(10min);

    acting.begin("forceCharge", "60");

    // 12:29 and an hour; it began at 12:29 once more.
    EXPECT_EQ(word_of(*acting.plant, 94), 1229);
    EXPECT_EQ(word_of(*acting.plant, 95), 1329);
    acting.rig.run_for(59min);
    EXPECT_EQ(word_of(*acting.plant, 96), 1);
    acting.rig.run_for(2min);
    EXPECT_EQ(acting.now(), acting.before);
}

// Between the last look and the first write it waits for its turn on the line; the time for an
// answer may run out just then.
TEST(TimedAction, ThatWasRefusedBecauseItDidNotBeginInTimeDoesNotBeginLater) {
    int refused = 0;
    for (auto delay = 300ms; delay < 1400ms; delay += 13ms) {
        const auto fault = "delay:" + std::to_string(delay.count()) + "ms";
        SCOPED_TRACE(fault);
        Rig rig;
        auto& plant = add_control_plant(
            rig, control_plant("gen1"), {.latency = 100ms, .cloud_period = 350ms}
        );
        const auto before = word_of(plant, 112);
        set_fault(plant, fault);
        rig.ask(plant, "setChargeTarget", "71");
        rig.ask(plant, "setChargeSlot1", R"({"start":"00:30","finish":"04:30"})");
        const auto& asked = rig.ask(plant, "tempPauseDischarge", "30");
        rig.run_for(10s);
        plant.dongle.clear_faults();
        rig.run_for(1min);

        ASSERT_EQ(asked.answers.size(), 1U);
        if (asked.outcome().how != How::refused) continue;
        ++refused;
        EXPECT_EQ(word_of(plant, 112), before) << asked.outcome().why;
    }
    EXPECT_GT(refused, 0);
}

TEST(TimedAction, CanBeShortened) {
    Acting acting;
    acting.begin("forceExport", "600");
    acting.rig.run_for(10min);

    acting.begin("forceExport", "5");
    acting.rig.run_for(6min);

    EXPECT_EQ(acting.now(), acting.before);
}

TEST(TimedAction, ThatFollowsAnotherPutsBackWhatWasBeforeBoth) {
    Acting acting;
    acting.begin("tempPauseCharge", "60");  // HR111=0
    acting.rig.run_for(5min);

    acting.begin("forceCharge", "30");  // HR111=50, as it was before

    EXPECT_EQ(shown(*acting.plant, "Control/Temp_Pause_Charge"), "Normal");
    acting.rig.run_for(32min);
    EXPECT_EQ(acting.now(), acting.before);
    acting.rig.run_for(1h);
    EXPECT_EQ(acting.now(), acting.before);
}

TEST(TimedAction, OfTwoThatDoNotTouchEachOtherEachEndsByItself) {
    Acting acting;
    acting.begin("tempPauseCharge", "10");
    acting.begin("tempPauseDischarge", "20");

    acting.rig.run_for(11min);
    EXPECT_EQ(word_of(*acting.plant, 111), 50);
    EXPECT_EQ(word_of(*acting.plant, 112), 0);
    acting.rig.run_for(10min);
    EXPECT_EQ(acting.now(), acting.before);
}

TEST(TimedAction, ThatContradictsOneThatRunsIsRefusedAndTheFirstGoesOn) {
    Acting acting;
    acting.begin("forceExport");
    const auto during = acting.now();

    for (const auto* control : {"forceCharge", "tempPauseDischarge"}) {
        const auto& outcome = acting.rig.command(*acting.plant, control, "30");
        EXPECT_EQ(outcome.reason, Reason::contradiction) << outcome.why;
    }

    EXPECT_EQ(acting.now(), during);
    acting.rig.run_for(31min);
    EXPECT_EQ(acting.now(), acting.before);
}

TEST(TimedAction, ThatCouldNotBeCancelledWholeIsCancelledAsSoonAsItCanBe) {
    Acting acting;
    acting.begin("forceCharge", "600");
    acting.plant->dongle.clear_write_log();
    set_fault(*acting.plant, "refuse:HR94");  // HR96 and HR95 go back

    const auto outcome = testing::final_outcome(acting.rig, *acting.plant, "forceCharge", "Cancel");

    EXPECT_EQ(outcome.how, How::unknown) << testing::text_of(outcome);
    acting.plant->dongle.clear_faults();
    acting.rig.run_for(3min);
    EXPECT_EQ(acting.now(), acting.before);
    EXPECT_EQ(shown(*acting.plant, "Control/Force_Charge"), "Normal");
}

TEST(TimedAction, CancelledThatIsRefusedFromTheFirstRunsOnAndIsNotSaidToBeOver) {
    Acting acting;
    acting.begin("tempPauseCharge", "60");
    set_fault(*acting.plant, "refuse:HR111");

    const auto outcome =
        testing::final_outcome(acting.rig, *acting.plant, "tempPauseCharge", "Cancel");

    EXPECT_EQ(outcome.how, How::refused) << testing::text_of(outcome);
    acting.plant->dongle.clear_faults();
    acting.rig.run_for(61min);
    EXPECT_EQ(acting.now(), acting.before);
}

// ---- an extension that fails --------------------------------------------------------------

TEST(TimedAction, WhoseExtensionCannotBeReadBackRunsOnToItsOldEnd) {
    Acting acting;
    acting.begin("forceCharge", "30");
    acting.rig.run_for(10min);
    set_fault(*acting.plant, "lose-read:HR94@2-");  // the read before the first write comes

    const auto outcome = testing::final_outcome(acting.rig, *acting.plant, "forceCharge", "60");
    EXPECT_EQ(outcome.how, How::unknown) << testing::text_of(outcome);
    acting.plant->dongle.clear_faults();

    acting.rig.run_for(1min);
    EXPECT_EQ(word_of(*acting.plant, 96), 1);
    EXPECT_EQ(word_of(*acting.plant, 95), 1249);  // the slot says so too
    EXPECT_EQ(shown(*acting.plant, "Control/Force_Charge"), "Running");
    acting.rig.run_for(20min);
    EXPECT_EQ(acting.now(), acting.before);
}

TEST(TimedAction, WhoseExtensionIsRefusedRunsOnToItsOldEnd) {
    Acting acting;
    acting.begin("forceCharge", "30");
    acting.rig.run_for(10min);
    const auto during = acting.now();
    set_fault(*acting.plant, "refuse:HR95");

    const auto outcome = testing::final_outcome(acting.rig, *acting.plant, "forceCharge", "60");

    EXPECT_EQ(outcome.how, How::refused) << testing::text_of(outcome);
    EXPECT_EQ(acting.now(), during);
    acting.plant->dongle.clear_faults();
    acting.rig.run_for(18min);
    EXPECT_EQ(acting.now(), during);
    acting.rig.run_for(3min);
    EXPECT_EQ(acting.now(), acting.before);
}

// Somebody else sets the slot's start, and its end cannot be put back any more.
TEST(TimedAction, WhoseNewEndStandsAfterAnExtensionThatFailedEndsThen) {
    Acting acting;
    acting.begin("forceCharge", "30");
    acting.rig.run_for(10min);
    set_fault(*acting.plant, "write:HR94=1000@after:HR94");
    set_fault(*acting.plant, "refuse:HR95@2-");

    const auto outcome = testing::final_outcome(acting.rig, *acting.plant, "forceCharge", "60");
    EXPECT_EQ(outcome.how, How::unknown) << testing::text_of(outcome);
    acting.plant->dongle.clear_faults();

    ASSERT_EQ(word_of(*acting.plant, 95), 1329);
    acting.rig.run_for(58min);
    EXPECT_EQ(word_of(*acting.plant, 96), 1);
    acting.rig.run_for(3min);
    auto expected = acting.before;
    expected[94] = 1000;
    EXPECT_EQ(acting.now(), expected);
}

TEST(TimedAction, WhoseExtensionIsCutOffByTheEndOfTheProgramRunsOnAndIsPutBackWhole) {
    for (std::size_t written = 0; written <= 2; ++written) {
        SCOPED_TRACE(written);
        Acting acting;
        acting.begin("forceCharge", "30");
        acting.rig.run_for(10min);
        acting.plant->dongle.clear_write_log();
        const auto& asked = acting.rig.ask(*acting.plant, "forceCharge", "60");
        ASSERT_TRUE(acting.rig.run_until([&] { return acting.writes() == written; }, 10s));
        ASSERT_FALSE(asked.is_answered());

        acting.rig.restart(*acting.plant);
        acting.rig.run_for(2min);

        EXPECT_EQ(word_of(*acting.plant, 96), 1);
        acting.rig.run_for(20min);
        EXPECT_EQ(acting.now(), acting.before);
    }
}

// ---- an end that is refused ---------------------------------------------------------------

TEST(TimedAction, WhoseEndIsRefusedForHoursIsTriedLessAndLessAndNotForgotten) {
    Acting acting;
    acting.begin("tempPauseCharge", "5");
    set_fault(*acting.plant, "refuse:HR111");
    acting.plant->dongle.clear_write_log();
    acting.plant->log.clear();

    // After 30 s, 1, 2, 4, 8, 16, 32, 64 min: the eighth try is 63.5 min after the first, the
    // ninth would be 127.5 min after it.
    acting.rig.run_for(5min + 2h);

    EXPECT_EQ(acting.writes(), 8U);
    const auto warnings = std::ranges::count_if(acting.plant->log, [](const std::string& line) {
        return line.find("tempPauseCharge ended from timer") != std::string::npos;
    });
    EXPECT_GE(warnings, 1);
    EXPECT_LE(warnings, 5);  // the first, and sums
    EXPECT_THAT(
        acting.plant->hub.latest()->detail, ::testing::HasSubstr("tempPauseCharge is not ended yet")
    );
    acting.plant->dongle.clear_faults();
    acting.rig.run_for(10min);
    EXPECT_EQ(acting.now(), acting.before);
    EXPECT_THAT(
        acting.plant->hub.latest()->detail, ::testing::Not(::testing::HasSubstr("is not ended yet"))
    );
}

// ---- somebody else ------------------------------------------------------------------------

TEST(TimedAction, LeavesAloneWhatSomebodyElseHasChangedSince) {
    Acting acting;
    acting.begin("forceCharge");
    acting.plant->dongle.registers().set(device::inverter, HR(116), 77);  // no echo

    acting.rig.run_for(31min);

    auto expected = acting.before;
    expected[116] = 77;
    EXPECT_EQ(acting.now(), expected);
}

TEST(TimedAction, LeavesAloneWhatAnotherCommandHasChangedSince) {
    Acting acting;
    acting.begin("forceCharge");
    ASSERT_EQ(acting.rig.command(*acting.plant, "setChargeTarget", "77").how, How::verified);

    acting.rig.run_for(31min);

    auto expected = acting.before;
    expected[116] = 77;
    EXPECT_EQ(acting.now(), expected);
    EXPECT_THAT(testing::disagreements(*acting.plant), IsEmpty());
}

// On the panel of the inverter, say, where no echo tells us.
TEST(TimedAction, PutsBackWhatWasJustBeforeItAndNotWhatWasReadSomeTimeAgo) {
    Acting acting;
    acting.rig.run_for(1min);
    acting.plant->dongle.registers().set(device::inverter, HR(116), 77);

    acting.begin("forceCharge");
    acting.rig.run_for(31min);

    auto expected = acting.before;
    expected[116] = 77;
    EXPECT_EQ(acting.now(), expected);
}

// ---- clocks -------------------------------------------------------------------------------

TEST(TimedAction, MovesItsSlotWithTheInvertersClock) {
    Acting acting;
    acting.begin("forceCharge");
    acting.rig.run_for(10min);

    const auto& set =
        acting.rig.command(*acting.plant, "setDateTime", R"({"dateTime":"05/06/2026 13:29:53"})");
    ASSERT_EQ(set.how, How::verified) << testing::text_of(set);
    acting.rig.run_for(10s);

    EXPECT_EQ(word_of(*acting.plant, 94), 1319);
    EXPECT_EQ(word_of(*acting.plant, 95), 1349);
    acting.rig.run_for(18min);
    EXPECT_EQ(word_of(*acting.plant, 96), 1);
    acting.rig.run_for(3min);
    EXPECT_EQ(acting.now(), acting.before);
}

// What it shows is old: the clock did not stand still.
TEST(TimedAction, FollowsNoClockOfAReadingThatIsNotBelieved) {
    Acting acting;
    acting.begin("forceCharge");
    acting.plant->dongle.clear_write_log();
    const auto type = word_of(*acting.plant, 0);

    acting.plant->dongle.registers().set(device::inverter, HR(0), 0x8001);  // another inverter's
    acting.rig.run_for(12min);
    acting.plant->dongle.registers().set(device::inverter, HR(0), type);
    acting.rig.run_for(6min);

    EXPECT_THAT(testing::done_writes(*acting.plant), IsEmpty());
    EXPECT_FALSE(testing::has_logged(*acting.plant, "the inverter's clock"));
}

TEST(TimedAction, MovesItsSlotWhenTheClockWasSetWhileNoProcessRan) {
    Acting acting;
    acting.begin("forceExport");
    acting.rig.run_for(10min);
    acting.rig.stop(*acting.plant);
    testing::set_clock(acting.rig, *acting.plant, {2026, 6, 5, 11, 29, 53});

    acting.rig.restart(*acting.plant);
    acting.rig.run_for(1min);

    EXPECT_EQ(word_of(*acting.plant, 56), 1119);
    EXPECT_EQ(word_of(*acting.plant, 57), 1149);
    acting.rig.run_for(21min);
    EXPECT_EQ(acting.now(), acting.before);
}

// First it is lost, and then it starts in another year: what is left stays what it is.
TEST(TimedAction, LastsAsLongAsAskedAlsoWhenALostClockComesBackWrong) {
    Acting acting{"gen1", false};
    acting.begin("tempPauseCharge");
    acting.lose_clock();
    acting.rig.clock().set_wall(WallTime{20min});
    acting.rig.run_for(10min);

    testing::set_clock(acting.rig, *acting.plant, {2030, 1, 1, 0, 0, 0});
    acting.rig.run_for(18min);
    EXPECT_EQ(word_of(*acting.plant, 111), 0);
    acting.rig.run_for(3min);

    EXPECT_EQ(acting.now(), acting.before);
}

TEST(TimedAction, ThatCouldNotBeExtendedEndsWhenItWouldHaveEnded) {
    Acting acting{"gen1", false};
    acting.begin("tempPauseCharge", "30");
    acting.plant->store.fails_with = "the disk is full";
    const auto& longer = acting.rig.command(*acting.plant, "tempPauseCharge", "300");
    ASSERT_EQ(longer.how, How::refused);
    acting.plant->store.fails_with.clear();

    acting.lose_clock();
    acting.rig.run_for(31min);

    EXPECT_EQ(acting.now(), acting.before);
}

TEST(TimedAction, IsRefusedWhereTheInverterHasNoClock) {
    Acting acting{"gen1", false};
    acting.lose_clock();

    const auto& outcome = acting.rig.command(*acting.plant, "forceCharge", "30");

    EXPECT_EQ(outcome.how, How::refused) << testing::text_of(outcome);
    EXPECT_EQ(acting.writes(), 0U);
}

}  // namespace
}  // namespace giv
