// Force charge, force export and the pauses, from their first write to the last that is put back:
// whatever happens in between, in the end the plant is as it was.
#include "support/control_rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::done_writes;
using ::testing::IsEmpty;
using testing::Registers;
using testing::Rig;
using testing::RigPlant;
using testing::set_fault;
using testing::shown;
using ::testing::SizeIs;
using testing::word_of;
using How = Outcome::How;
using Texts = std::vector<std::string>;

constexpr auto serial = "SA2114G047";
constexpr auto settings_period = 5min;

struct ActionCase {
    const char* control;
    const char* plant;
    const char* shows;
    std::size_t changes;  // registers, by hand from control_writes.json

    friend void PrintTo(const ActionCase& one, std::ostream* to) {
        *to << one.control << " on " << one.plant;
    }
};

constexpr auto action_cases = std::to_array<ActionCase>({
    {"forceCharge", "gen1", "Control/Force_Charge", 4},           // HR116, HR94, HR95, HR96
    {"forceCharge", "ac", "Control/Force_Charge", 4},             // the same; HR318 is 0
    {"forceExport", "gen1", "Control/Force_Export", 5},           // HR110, HR56, HR57, HR27, HR59
    {"forceExport", "gen3", "Control/Force_Export", 5},           // the same
    {"tempPauseCharge", "gen1", "Control/Temp_Pause_Charge", 1},  // HR111
    {"tempPauseDischarge", "ac", "Control/Temp_Pause_Discharge", 1},  // HR112
});

// A plant at 12:19:53 of its own time.
struct Acting {
    Rig rig;
    RigPlant* plant = nullptr;
    Registers before;

    explicit Acting(const char* name = "gen1", bool clock_runs = true) {
        plant = &testing::add_control_plant(rig, testing::control_plant(name));
        if (clock_runs) testing::set_clock(rig, *plant, {2026, 6, 5, 12, 19, 53});
        before = testing::registers_of(*plant);
    }

    void begin(const char* control, const char* minutes = "30") {
        const auto& outcome = rig.command(*plant, control, minutes);
        ASSERT_EQ(outcome.how, How::verified) << testing::text_of(outcome);
    }

    Registers now() const { return testing::registers_of(*plant); }
    std::size_t writes() const { return plant->dongle.write_log().size(); }

    void lose_clock() {
        for (std::uint16_t index = 35; index <= 40; ++index)
            plant->dongle.registers().set(device::inverter, HR(index), 0);
    }

    void cut_link() {
        plant->dongle.set_accepting(false);
        plant->dongle.hang_up(rig.clock().now());
    }
};

// ---- each of them -------------------------------------------------------------------------

class EachAction : public ::testing::TestWithParam<ActionCase> {};

std::string name_of(const ::testing::TestParamInfo<ActionCase>& info) {
    return std::string{info.param.control} + "On" + info.param.plant;
}

INSTANTIATE_TEST_SUITE_P(All, EachAction, ::testing::ValuesIn(action_cases), name_of);

TEST_P(EachAction, EndsWhenItsTimeIsUpAndPutsEverythingBack) {
    const auto& one = GetParam();
    Acting acting{one.plant};
    acting.begin(one.control);
    EXPECT_THAT(done_writes(*acting.plant), SizeIs(one.changes));

    acting.rig.run_for(29min);
    EXPECT_NE(acting.now(), acting.before);
    acting.rig.run_for(2min);

    EXPECT_EQ(acting.now(), acting.before);
    EXPECT_THAT(done_writes(*acting.plant), SizeIs(2 * one.changes));
    EXPECT_THAT(testing::disagreements(*acting.plant), IsEmpty());
    EXPECT_THAT(acting.plant->store.kept[serial].actions, IsEmpty());
}

TEST_P(EachAction, ShowsTheMinutesThatAreLeft) {
    const auto& one = GetParam();
    Acting acting{one.plant};
    const auto number = std::string{one.shows} + "_Num";
    EXPECT_EQ(shown(*acting.plant, one.shows), "Normal");

    acting.begin(one.control);

    EXPECT_EQ(shown(*acting.plant, one.shows), "Running");
    EXPECT_EQ(shown(*acting.plant, number), "30");
    acting.rig.run_for(10min + 15s);
    EXPECT_EQ(shown(*acting.plant, one.shows), "Running");
    EXPECT_EQ(shown(*acting.plant, number), "20");
    acting.rig.run_for(21min);
    EXPECT_EQ(shown(*acting.plant, one.shows), "Normal");
    EXPECT_EQ(shown(*acting.plant, number), "0");
}

TEST_P(EachAction, IsOnTheDiskBeforeItsFirstWrite) {
    Acting acting{GetParam().plant};
    acting.plant->store.kept.clear();
    acting.rig.ask(*acting.plant, GetParam().control, "30");

    ASSERT_TRUE(acting.rig.run_until([&] { return acting.writes() > 0; }, 10s));

    ASSERT_THAT(acting.plant->store.kept, SizeIs(1));
    const auto& kept = acting.plant->store.kept.begin()->second;
    ASSERT_THAT(kept.actions, SizeIs(1));
    EXPECT_THAT(kept.actions.front().restore, SizeIs(GetParam().changes));
}

TEST_P(EachAction, IsNotBegunWithoutAStore) {
    Acting acting{GetParam().plant};
    acting.plant->store.fails_with = "the disk is full";

    const auto& outcome = acting.rig.command(*acting.plant, GetParam().control, "30");

    EXPECT_EQ(outcome.how, How::refused);
    EXPECT_EQ(outcome.reason, Reason::no_store);
    EXPECT_THAT(outcome.why, ::testing::HasSubstr("the disk is full"));
    acting.rig.run_for(1h);
    EXPECT_EQ(acting.writes(), 0U);
    EXPECT_EQ(shown(*acting.plant, GetParam().shows), "Normal");
}

TEST_P(EachAction, IsUndoneWhenTheProgramDiesAfterAnyOfItsFirstWrites) {
    const auto& one = GetParam();
    for (std::size_t written = 0; written <= one.changes; ++written) {
        SCOPED_TRACE(written);
        Acting acting{one.plant};
        const auto& asked = acting.rig.ask(*acting.plant, one.control, "30");
        ASSERT_TRUE(acting.rig.run_until([&] { return acting.writes() == written; }, 10s));
        ASSERT_FALSE(asked.is_answered());

        acting.rig.restart(*acting.plant);
        acting.rig.run_for(2min);

        EXPECT_EQ(acting.now(), acting.before);
        acting.rig.run_for(31min);
        EXPECT_EQ(acting.now(), acting.before);
        EXPECT_THAT(testing::disagreements(*acting.plant), IsEmpty());
    }
}

TEST_P(EachAction, IsEndedWhenTheProgramDiesAfterAnyOfItsLastWrites) {
    const auto& one = GetParam();
    for (std::size_t written = 0; written <= one.changes; ++written) {
        SCOPED_TRACE(written);
        Acting acting{one.plant};
        acting.begin(one.control);
        acting.plant->dongle.clear_write_log();
        acting.rig.run_for(29min + 50s);
        ASSERT_TRUE(acting.rig.run_until([&] { return acting.writes() == written; }, 1min));

        acting.rig.restart(*acting.plant);
        acting.rig.run_for(2min);

        EXPECT_EQ(acting.now(), acting.before);
        EXPECT_THAT(testing::disagreements(*acting.plant), IsEmpty());
    }
}

TEST_P(EachAction, GoesOnAfterARestartAndEndsInTime) {
    const auto& one = GetParam();
    Acting acting{one.plant};
    acting.begin(one.control);
    acting.rig.run_for(10min);

    acting.rig.restart(*acting.plant);
    acting.rig.run_for(19min);

    EXPECT_NE(acting.now(), acting.before);
    EXPECT_THAT(done_writes(*acting.plant), SizeIs(one.changes));
    EXPECT_EQ(shown(*acting.plant, one.shows), "Running");
    acting.rig.run_for(2min);
    EXPECT_EQ(acting.now(), acting.before);
}

TEST_P(EachAction, IsEndedByTheNextProcessWhenNoneRanAtItsEnd) {
    Acting acting{GetParam().plant};
    acting.begin(GetParam().control);
    acting.rig.stop(*acting.plant);
    acting.rig.run_for(3h);
    ASSERT_NE(acting.now(), acting.before);

    acting.rig.restart(*acting.plant);
    acting.rig.run_for(1min);

    EXPECT_EQ(acting.now(), acting.before);
}

TEST_P(EachAction, IsEndedWhenALinkComesBackThatWasGoneAtItsEnd) {
    Acting acting{GetParam().plant};
    acting.begin(GetParam().control);
    acting.cut_link();
    acting.rig.run_for(40min);
    ASSERT_NE(acting.now(), acting.before);

    acting.plant->dongle.set_accepting(true);
    acting.rig.run_for(2min);

    EXPECT_EQ(acting.now(), acting.before);
}

TEST_P(EachAction, IsEndedAlsoWhereNobodyMayWriteAnyMore) {
    Acting acting{GetParam().plant};
    acting.begin(GetParam().control);
    acting.plant->is_commanded = false;

    acting.rig.restart(*acting.plant);
    acting.rig.run_for(32min);

    EXPECT_EQ(acting.now(), acting.before);
}

TEST_P(EachAction, EndsAfterItsTimeAlsoWhereTheInverterHasLostItsClock) {
    Acting acting{GetParam().plant, false};
    acting.begin(GetParam().control);
    acting.lose_clock();

    acting.rig.run_for(29min);
    EXPECT_NE(acting.now(), acting.before);
    acting.rig.run_for(2min);

    EXPECT_EQ(acting.now(), acting.before);
}

TEST_P(EachAction, EndsByTheHostsClockAfterARestartWhereTheInverterHasLostItsOwn) {
    Acting acting{GetParam().plant, false};
    acting.begin(GetParam().control);
    acting.lose_clock();
    acting.rig.restart(*acting.plant);

    acting.rig.run_for(29min);
    EXPECT_NE(acting.now(), acting.before);
    acting.rig.run_for(2min);

    EXPECT_EQ(acting.now(), acting.before);
}

// How long ago it began is not known then.
TEST_P(EachAction, EndsAtOnceAfterARestartWhereNoClockCanBeTrusted) {
    Acting acting{GetParam().plant, false};
    acting.begin(GetParam().control);
    acting.lose_clock();
    acting.rig.clock().set_wall(WallTime{20min});  // 1970: no clock chip

    acting.rig.restart(*acting.plant);
    acting.rig.run_for(1min);

    EXPECT_EQ(acting.now(), acting.before);
}

TEST_P(EachAction, LastsAsLongAsAskedAlsoWhenTheInvertersClockIsSet) {
    struct Set {
        LocalTime at_ten_minutes;  // 12:29:53 by the clock that was
        const char* what;
    };
    for (const auto& set :
         {Set{{2026, 6, 5, 13, 29, 53}, "an hour on"},
          Set{{2026, 6, 5, 11, 29, 53}, "an hour back"},
          Set{{2026, 6, 6, 0, 9, 53}, "over midnight"},
          Set{{2024, 1, 1, 0, 0, 0}, "years back"}}) {
        SCOPED_TRACE(set.what);
        Acting acting{GetParam().plant};
        acting.begin(GetParam().control);
        acting.rig.run_for(10min);

        testing::set_clock(acting.rig, *acting.plant, set.at_ten_minutes);
        acting.rig.run_for(18min);
        EXPECT_NE(acting.now(), acting.before);
        acting.rig.run_for(3min);

        EXPECT_EQ(acting.now(), acting.before);
    }
}

TEST_P(EachAction, IsTriedAgainUntilItIsEnded) {
    Acting acting{GetParam().plant};
    acting.begin(GetParam().control);
    acting.rig.run_for(29min);
    set_fault(*acting.plant, "refuse:*");
    acting.rig.run_for(20min);
    ASSERT_NE(acting.now(), acting.before);
    EXPECT_LT(acting.writes(), 60U);  // with pauses

    acting.plant->dongle.clear_faults();
    acting.rig.run_for(11min);

    EXPECT_EQ(acting.now(), acting.before);
}

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
