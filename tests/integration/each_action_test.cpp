// Each timed action, from its first write to the last that is put back: whatever happens in
// between, in the end the plant is as it was.
#include "support/acting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::Acting;
using testing::done_writes;
using ::testing::IsEmpty;
using testing::set_fault;
using testing::shown;
using ::testing::SizeIs;
using How = Outcome::How;

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
    for (const auto& [serial, kept] : acting.plant->store.kept)
        EXPECT_THAT(kept.actions, IsEmpty()) << serial;
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

// A dongle that is there, and an inverter that is not: nothing is worn by asking.
TEST_P(EachAction, IsEndedSoonAfterAnInverterAnswersAgainThatWasSilentForHours) {
    for (const auto mood : {simulator::Mood::silent, simulator::Mood::refuses}) {
        Acting acting{GetParam().plant};
        acting.begin(GetParam().control);
        acting.rig.run_for(20min);
        acting.plant->dongle.set_mood(mood);
        acting.rig.run_for(5h);
        ASSERT_NE(acting.now(), acting.before);

        acting.plant->dongle.set_mood(simulator::Mood::answers);
        acting.rig.run_for(3min);

        EXPECT_EQ(acting.now(), acting.before);
    }
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
    // After 30 s, 1, 2, 4 and 8 min: every register three times each time.
    EXPECT_LE(acting.writes(), 7 * 3 * GetParam().changes);

    acting.plant->dongle.clear_faults();
    acting.rig.run_for(17min);

    EXPECT_EQ(acting.now(), acting.before);
}

}  // namespace
}  // namespace giv
