// The inverter's clock as the daemon sees it: how far it is off, who set it, and setting it right
// by itself, in the rig.
#include "support/control_rig.hpp"

#include "givtcp/registers/local_time.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace giv {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Rig;
using testing::RigPlant;
using testing::shown;
using How = Outcome::How;

constexpr std::string_view drift_path = "Invertor_Details/Invertor_Time_Drift";

struct OwnClock : ::testing::Test {
    Rig rig;
    RigPlant* plant = nullptr;

    void SetUp() override {
        testing::PlantWishes wishes;
        plant = &testing::add_control_plant(rig, testing::control_plant("gen1"), wishes);
        plant->settings.poll_period = 60s;
    }

    std::chrono::local_seconds right_now() {
        const auto wall = rig.clock().wall();
        const auto utc = std::chrono::floor<seconds>(wall).time_since_epoch();
        return std::chrono::local_seconds{utc + rig.clock().utc_offset_at(wall)};
    }

    // The inverter's clock is so far ahead from now on.
    void set_ahead(seconds ahead) {
        plant->dongle.run_clock(right_now() + ahead, rig.clock().now());
    }

    // A new process, which sets the clock right by itself.
    void start_with_sync() {
        plant->settings.control.clock_sync = true;
        plant->dongle.clear_write_log();
        rig.restart(*plant);
    }

    std::size_t writes() const { return plant->dongle.write_log().size(); }
    bool was_set() const { return plant->dongle.writes_of(40) > 0; }

    std::vector<std::string> problems() const {
        std::vector<std::string> sentences;
        for (const auto& problem : plant->hub.latest()->problems)
            sentences.push_back(problem.sentence);
        return sentences;
    }

    std::vector<AuditEntry> audit_of_clock() const {
        std::vector<AuditEntry> found;
        std::ranges::copy_if(
            plant->store.audit,
            std::back_inserter(found),
            [](const AuditEntry& one) { return one.source == "clock sync"; }
        );
        return found;
    }
};

// ---- what is seen -------------------------------------------------------------------------

TEST_F(OwnClock, ItsDriftIsPublishedAndStaysTheSameFromReadingToReading) {
    set_ahead(-42s);
    rig.restart(*plant);
    rig.run_for(1min);
    const auto first = shown(*plant, drift_path);
    EXPECT_TRUE(first == "-42" || first == "-43" || first == "-41") << first;

    rig.run_for(4min);

    EXPECT_EQ(shown(*plant, drift_path), first);
    EXPECT_THAT(problems(), IsEmpty());
    EXPECT_EQ(writes(), 0U);
}

TEST_F(OwnClock, ThatShowsNoDateHasNoDriftAndIsAProblemUntilItDoes) {
    for (std::uint16_t index = 35; index <= 40; ++index)
        plant->dongle.registers().set(device::inverter, HR(index), 0);
    rig.run_for(6min);
    EXPECT_EQ(shown(*plant, drift_path), "nothing");
    EXPECT_EQ(shown(*plant, "Invertor_Details/Invertor_Time"), "nothing");
    EXPECT_THAT(problems(), ElementsAre("the inverter's clock shows no valid date"));

    set_ahead(0s);
    rig.restart(*plant);
    rig.run_for(1min);

    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(OwnClock, ThatSomebodyElseSetsIsAProblemForAnHour) {
    set_ahead(0s);
    rig.restart(*plant);
    rig.run_for(2min);
    ASSERT_THAT(problems(), IsEmpty());

    set_ahead(40s);  // drift and correction, not worth a word
    rig.run_for(6min);
    EXPECT_THAT(problems(), IsEmpty());

    set_ahead(1h);
    rig.run_for(6min);
    ASSERT_THAT(problems(), ElementsAre(HasSubstr("jumped by 35")));
    EXPECT_TRUE(testing::has_logged(*plant, "the inverter's clock jumped by 35"));
    EXPECT_THAT(problems().front(), HasSubstr("ahead"));

    set_ahead(0s);
    rig.run_for(6min);
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("backwards, set by somebody else")));
    rig.run_for(50min);
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("jumped by")));
    rig.run_for(11min);
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(OwnClock, ThatACommandSetsIsNoProblem) {
    set_ahead(-10min);
    rig.restart(*plant);
    rig.run_for(2min);
    ASSERT_THAT(problems(), ElementsAre("the inverter's clock is 10 minutes behind"));

    ASSERT_EQ(testing::final_outcome(rig, *plant, "syncDateTime").how, How::verified);

    EXPECT_THAT(problems(), IsEmpty());
}

// ---- setting it right by itself -----------------------------------------------------------

TEST_F(OwnClock, IsLeftAloneUnlessThatIsWanted) {
    set_ahead(-1h);
    rig.restart(*plant);

    rig.run_for(30min);

    EXPECT_EQ(writes(), 0U);
}

TEST_F(OwnClock, IsSetRightOnceADayByACommandLikeAnyOther) {
    plant->settings.poll_period = 4min;
    set_ahead(-5min);
    start_with_sync();
    rig.run_for(10min);

    EXPECT_THAT(
        testing::done_writes(*plant),
        ElementsAre("HR35=26", "HR36=6", "HR37=5", "HR38=13", ::testing::_, ::testing::_)
    );
    EXPECT_LE(std::chrono::abs(seconds{std::stoi(shown(*plant, drift_path))}), 2s);
    EXPECT_THAT(problems(), IsEmpty());
    const auto audited = audit_of_clock();
    ASSERT_EQ(audited.size(), 1U);
    EXPECT_EQ(audited.front().command, "syncDateTime");
    EXPECT_EQ(audited.front().outcome, "verified");
    EXPECT_TRUE(audited.front().wrote);
    EXPECT_EQ(plant->store.kept["SA2114G047"].writes.today(), 6U);

    plant->dongle.clear_write_log();
    set_ahead(-2min);
    rig.run_for(23h);
    EXPECT_EQ(writes(), 0U) << "once a day";
    rig.run_for(70min);
    EXPECT_EQ(writes(), 6U);
}

TEST_F(OwnClock, ThatIsRightEnoughIsNotSet) {
    set_ahead(25s);
    start_with_sync();

    rig.run_for(2h);

    EXPECT_EQ(writes(), 0U);
    EXPECT_THAT(audit_of_clock(), IsEmpty());
}

// Within five minutes of an edge it is never set, by neither clock.
TEST_F(OwnClock, IsNotSetNearTheEdgeOfASlotButSoonAfter) {
    const auto edge = std::chrono::floor<std::chrono::minutes>(right_now()) + 4min;
    const auto end = edge + 3h;
    auto& registers = plant->dongle.registers();
    registers.set(device::inverter, HR(94), hhmm_of(*local_time_at(edge)));
    registers.set(device::inverter, HR(95), hhmm_of(*local_time_at(end)));
    set_ahead(-2min);
    start_with_sync();

    ASSERT_TRUE(rig.run_until([&] { return writes() > 0; }, 30min));

    EXPECT_GE(right_now() - 2min, edge + 5min);
    EXPECT_LE(right_now() - 2min, edge + 9min);
}

TEST_F(OwnClock, IsNotSetNearMidnightButSoonAfter) {
    rig.clock().set_wall(WallTime{1'780'699'800s});  // 2026-06-05T22:50:00Z, 23:50 in the plant
    plant->dongle.registers().set(device::inverter, HR(94), 0);  // no slot at 00:30
    plant->dongle.registers().set(device::inverter, HR(95), 0);
    set_ahead(20min);
    start_with_sync();

    ASSERT_TRUE(rig.run_until([&] { return writes() > 0; }, 1h));

    EXPECT_GE(right_now(), *local_seconds_of({2026, 6, 6, 0, 5, 0}));
    EXPECT_LE(right_now(), *local_seconds_of({2026, 6, 6, 0, 9, 0}));
}

TEST_F(OwnClock, IsNotSetDuringATimedAction) {
    set_ahead(0s);
    start_with_sync();
    rig.run_for(1min);
    ASSERT_EQ(rig.command(*plant, "tempPauseCharge", "60").how, How::verified);
    set_ahead(-90s);

    rig.run_for(59min);
    EXPECT_FALSE(was_set());
    rig.run_for(6min);

    EXPECT_TRUE(was_set());
}

TEST_F(OwnClock, IsNotSetWhereNobodyMayWrite) {
    set_ahead(-1h);
    plant->is_commanded = false;
    start_with_sync();

    rig.run_for(30min);

    EXPECT_EQ(writes(), 0U);
}

TEST_F(OwnClock, IsNotSetWithTheLastWritesOfTheDay) {
    set_ahead(-5min);
    plant->settings.control.writes_per_day = 11;
    start_with_sync();

    rig.run_for(30min);

    EXPECT_EQ(writes(), 0U);
    EXPECT_THAT(audit_of_clock(), IsEmpty());
}

// What the inverter does not take is not tried all day long: flash wears out.
TEST_F(OwnClock, ThatCannotBeSetIsTriedOnceADay) {
    set_ahead(-5min);
    testing::set_fault(*plant, "refuse:HR35");
    start_with_sync();

    rig.run_for(3h);

    EXPECT_EQ(writes(), 2U);  // one try, and once more
    EXPECT_EQ(audit_of_clock().size(), 1U);
    EXPECT_TRUE(plant->hub.latest()->online());
}

TEST_F(OwnClock, IsNoReasonToBelieveThatAPlantThatIsLeftAloneIsSilent) {
    set_ahead(-5min);
    plant->settings.polls_by_itself = false;
    start_with_sync();

    rig.run_for(30min);

    EXPECT_NE(plant->hub.latest()->state, PlantState::silent);
}

// ---- both nights --------------------------------------------------------------------------

constexpr WallTime spring{1'774'746'000s};  // 2026-03-29T01:00:00Z
constexpr WallTime autumn{1'792'890'000s};  // 2026-10-25T01:00:00Z

std::chrono::minutes london(WallTime at) { return at >= spring && at < autumn ? 60min : 0min; }

struct Night {
    WallTime change;
    std::string drift;  // after it
};

TEST_F(OwnClock, OnBothNightsIsOffByTheHourThatTheZoneMoved) {
    rig.clock().set_zone(london);
    for (const auto& night : {Night{spring, "-3600"}, Night{autumn, "3600"}}) {
        rig.clock().set_wall(night.change - 10min);
        set_ahead(0s);
        rig.restart(*plant);
        rig.run_for(9min + 30s);
        EXPECT_EQ(shown(*plant, drift_path), "0");
        EXPECT_THAT(problems(), IsEmpty());

        rig.run_for(2min);

        EXPECT_EQ(shown(*plant, drift_path), night.drift);
        ASSERT_EQ(problems().size(), 1U);
        rig.run_for(90min);
        EXPECT_EQ(shown(*plant, drift_path), night.drift) << "the doubled hour is over";
    }
}

TEST_F(OwnClock, OnBothNightsIsSetRightSoonAfterTheChange) {
    plant->dongle.registers().set(device::inverter, HR(94), 0);
    plant->dongle.registers().set(device::inverter, HR(95), 0);
    rig.clock().set_zone(london);
    for (const auto change : {spring, autumn}) {
        rig.clock().set_wall(change - 10min);
        set_ahead(0s);
        start_with_sync();
        rig.run_for(9min + 30s);
        EXPECT_EQ(writes(), 0U);

        rig.run_for(5min);

        EXPECT_EQ(testing::done_writes(*plant).size(), 6U);
        EXPECT_LE(std::chrono::abs(seconds{std::stoi(shown(*plant, drift_path))}), 2s);
    }
}

}  // namespace
}  // namespace giv
