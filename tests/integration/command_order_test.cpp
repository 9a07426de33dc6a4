// Many commands, and what is remembered from one to the next: their order, the budget and the wear,
// the saved reserve, the clock, the restart.
#include "support/control_rig.hpp"

#include "givtcp/registers/local_time.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::done_writes;
using testing::final_outcome;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::PlantWishes;
using testing::Registers;
using testing::Rig;
using testing::RigCommand;
using testing::RigPlant;
using testing::set_fault;
using ::testing::SizeIs;
using testing::text_of;
using testing::word_of;
using How = Outcome::How;
using Texts = std::vector<std::string>;

constexpr auto serial = "SA2114G047";

struct CommandOrder : ::testing::Test {
    Rig rig;
    RigPlant* plant = nullptr;
    Registers before;

    void SetUp() override { use({}); }

    void use(const PlantWishes& wishes) {
        plant = &testing::add_control_plant(rig, testing::control_plant("gen1"), wishes);
        testing::set_clock(rig, *plant, {2026, 6, 5, 12, 19, 53});
        before = testing::registers_of(*plant);
    }

    Outcome carry_out(std::string control, std::string payload = "") {
        return final_outcome(rig, *plant, std::move(control), std::move(payload));
    }

    void expect_verified(std::string control, std::string payload) {
        const auto outcome = carry_out(std::move(control), std::move(payload));
        EXPECT_EQ(outcome.how, How::verified) << text_of(outcome);
    }

    std::size_t requests() const { return plant->dongle.write_log().size(); }
    Registers now() const { return testing::registers_of(*plant); }
};

// ---- order --------------------------------------------------------------------------------

// Of each its payload of the nth time, and the register that shows it.
struct Mixed {
    const char* control;
    std::uint16_t index;
    int first;
};

constexpr auto mixed = std::to_array<Mixed>({
    {"setChargeTarget", 116, 10},
    {"setBatteryReserve", 110, 20},
    {"setBatteryCutoff", 114, 30},
    {"setActivePowerRate", 50, 40},
});

// In a burst of 200 those that wait too long are refused, whole; the others are done, in order.
TEST_F(CommandOrder, TwoHundredAtOnceAreTwoHundredOutcomesAndNoWriteIsLostOrDoubled) {
    plant->dongle.set_latency(10ms);
    std::vector<const RigCommand*> asked;
    Texts wishes;
    for (int i = 0; i < 200; ++i) {
        const auto& one = mixed.at(static_cast<std::size_t>(i) % mixed.size());
        const auto value = one.first + i / 4;
        asked.push_back(&rig.ask(*plant, one.control, std::to_string(value)));
        wishes.push_back("HR" + std::to_string(one.index) + '=' + std::to_string(value));
    }
    rig.run_for(15s);

    Texts verified;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        ASSERT_THAT(asked.at(i)->answers, SizeIs(1));
        const auto& outcome = asked.at(i)->outcome();
        EXPECT_LE(asked.at(i)->answered_at - asked.at(i)->asked_at, 7500ms);
        if (outcome.how == How::verified) verified.push_back(wishes.at(i));
        const bool is_right = outcome.how == How::verified || outcome.how == How::no_op;
        EXPECT_TRUE(is_right) << text_of(outcome);
    }
    EXPECT_EQ(done_writes(*plant), verified);
    EXPECT_GT(verified.size(), 190U);  // the first of a kind may be what is there already
    EXPECT_THAT(testing::disagreements(*plant), IsEmpty());
}

TEST_F(CommandOrder, MoreThanTheQueueHoldsAreRefusedAtOnce) {
    std::vector<const RigCommand*> asked;
    for (int i = 0; i < 300; ++i)
        asked.push_back(&rig.ask(*plant, "setChargeTarget", std::to_string(10 + i % 80)));
    const auto refused = std::ranges::count_if(asked, [](const RigCommand* one) {
        return one->is_answered() && one->outcome().reason == Reason::busy;
    });
    EXPECT_EQ(refused, 300 - 256);

    rig.run_for(30s);

    std::size_t verified = 0;  // one of them has begun when its answer is due
    for (const auto* one : asked) {
        ASSERT_THAT(one->answers, SizeIs(1));
        const auto report = plant->gate->log().find(one->id).value();
        EXPECT_EQ(report.state, CommandReport::State::done);
        if (report.outcome.how == How::verified) ++verified;
    }
    EXPECT_THAT(done_writes(*plant), SizeIs(verified));
    // There is room again.
    expect_verified("setChargeTarget", "99");
}

// A cycle of this plant is seven reads and more: a command waits for one of them at most.
TEST_F(CommandOrder, CommandsGoAheadOfReads) {
    for (int phase = 0; phase < 40; ++phase) {
        rig.run_for(10s + phase * 70ms);
        const auto& asked = rig.ask(*plant, "setChargeTarget", std::to_string(20 + phase));
        ASSERT_TRUE(rig.run_until([&] { return asked.is_answered(); }, 10s));

        EXPECT_EQ(asked.outcome().how, How::verified) << text_of(asked.outcome());
        EXPECT_LE(asked.answered_at - asked.asked_at, 3 * 250ms) << phase;
    }
}

TEST_F(CommandOrder, WhatIsSoAlreadyIsNotWritten) {
    for (const auto& [control, payload] : std::vector<std::pair<std::string, std::string>>{
             {"setChargeTarget", "90"},
             {"setBatteryMode", "Eco"},
             {"setChargeSlot1", R"({"start":"01:30","finish":"05:30"})"},
             {"setChargeRate", "2600"},
             {"enableChargeTarget", "disable"}}) {
        if (control == "enableChargeTarget") expect_verified("setChargeTarget", "100");
        plant->dongle.clear_write_log();
        const auto outcome = carry_out(control, payload);
        EXPECT_EQ(outcome.how, How::no_op) << control << text_of(outcome);
        EXPECT_EQ(requests(), 0U) << control;
    }
}

TEST_F(CommandOrder, ADryRunWritesNothingAndSaysWhatItWouldWrite) {
    Command command;
    command.control = "setChargeSlot1";
    command.payload = R"({"start":"00:30","finish":"05:30"})";
    command.takes_options = true;
    command.dry_run = true;

    const auto& asked = rig.ask(*plant, command);
    const auto outcome = final_outcome(rig, *plant, asked);

    EXPECT_TRUE(outcome.dry_run) << text_of(outcome);
    EXPECT_EQ(
        outcome.registers,
        (std::vector<RegisterOutcome>{
            {94, 30, false, 130, {}, true}, {95, 530, false, 530, {}, false}})
    );
    EXPECT_EQ(outcome.why, "dry run: nothing was written; 1 of 2 registers would be");
    EXPECT_EQ(requests(), 0U);
}

TEST_F(CommandOrder, ADryRunWritesWhatIsAlwaysWritten) {
    Command command;
    command.control = "rebootInverter";
    command.payload = R"({"dry_run": true})";
    command.takes_options = true;

    const auto outcome = final_outcome(rig, *plant, rig.ask(*plant, command));

    EXPECT_TRUE(outcome.dry_run) << text_of(outcome);
    ASSERT_EQ(outcome.registers.size(), 1U);
    EXPECT_EQ(outcome.registers[0].index, 163);
    EXPECT_TRUE(outcome.registers[0].would_write) << "never a no-op: commands.md 1a";
    EXPECT_EQ(requests(), 0U);
}

// All six of the clock, or none where it is right.
TEST_F(CommandOrder, ADryRunOfTheClockSaysWhetherItWouldBeSet) {
    Command command;
    command.control = "setDateTime";
    command.payload = R"({"dateTime": "01/02/2030 03:04:05", "dry_run": true})";
    command.takes_options = true;

    const auto outcome = final_outcome(rig, *plant, rig.ask(*plant, command));

    ASSERT_EQ(outcome.registers.size(), 6U) << text_of(outcome);
    for (const auto& one : outcome.registers)
        EXPECT_TRUE(one.would_write) << one.index;
    EXPECT_EQ(outcome.registers[0].requested, 30);
    EXPECT_EQ(requests(), 0U);
}

TEST_F(CommandOrder, ADryRunOfATimedActionBeginsNothing) {
    Command command;
    command.control = "forceCharge";
    command.payload = "30";
    command.takes_options = true;
    command.dry_run = true;

    EXPECT_EQ(final_outcome(rig, *plant, rig.ask(*plant, command)).how, How::no_op);

    rig.run_for(1min);
    EXPECT_EQ(requests(), 0U);
    EXPECT_THAT(plant->store.kept[serial].actions, IsEmpty());
    EXPECT_EQ(testing::shown(*plant, "Control/Force_Charge"), "Normal");
}

// HR311 of AC coupled plants: 2 is "Grid" (spec/commands.md 1, clients.md §3.2).
TEST(LocalControlMode, IsShownByTheWordThatSetsIt) {
    Rig rig;
    auto& plant = testing::add_control_plant(rig, testing::control_plant("ac"));

    for (const auto* mode : {"Grid", "Load", "Battery"}) {
        const auto outcome = final_outcome(rig, plant, "setLocalControlMode", mode);
        EXPECT_EQ(outcome.how, How::verified) << text_of(outcome);
        EXPECT_EQ(testing::shown(plant, "Control/Local_control_mode"), mode);
    }
}

// ---- what is remembered -------------------------------------------------------------------

TEST_F(CommandOrder, EcoPutsBackTheReserveThatEcoPausedTookAlsoAfterARestart) {
    expect_verified("setBatteryReserve", "35");
    expect_verified("setBatteryMode", "Eco (Paused)");
    ASSERT_EQ(word_of(*plant, 110), 100);
    rig.restart(*plant);
    rig.run_for(1min);

    expect_verified("setBatteryMode", "Eco");

    EXPECT_EQ(word_of(*plant, 110), 35);
    EXPECT_EQ(testing::shown(*plant, "Control/Mode"), "Eco");
}

TEST_F(CommandOrder, TheReserveOfAForcedExportIsNotTheSavedOne) {
    expect_verified("setBatteryReserve", "35");
    expect_verified("forceExport", "10");  // HR110=4
    rig.run_for(6min);                     // the settings are read
    EXPECT_EQ(plant->store.kept[serial].saved_reserve, 35);
    rig.run_for(6min);

    expect_verified("enableDischarge", "disable");
    expect_verified("enableDischarge", "enable");

    EXPECT_EQ(word_of(*plant, 110), 35);
}

TEST_F(CommandOrder, EveryWriteThatIsSentIsCountedAndShown) {
    expect_verified("setChargeTarget", "71");
    expect_verified("setChargeTarget", "72");
    set_fault(*plant, "refuse:HR116");  // three tries wear as well
    carry_out("setChargeTarget", "73");

    const auto& writes = plant->store.kept[serial].writes;
    EXPECT_EQ(writes.registers().at(116).lifetime, 5U);
    EXPECT_EQ(writes.today(), 5U);
    EXPECT_EQ(plant->hub.latest()->control.writes_today, 5U);
    EXPECT_EQ(plant->hub.latest()->control.writes_lifetime, 5U);
    rig.restart(*plant);
    rig.run_for(1min);
    EXPECT_EQ(plant->hub.latest()->control.writes_lifetime, 5U);
}

// ---- the budget ---------------------------------------------------------------------------

struct Budget : CommandOrder {
    void SetUp() override {
        PlantWishes wishes;
        wishes.control.writes_per_day = 5;
        use(wishes);
        for (const auto* percent : {"71", "72", "73", "74", "75"})
            expect_verified("setChargeTarget", percent);
    }
};

TEST_F(Budget, ThatIsSpentRefuses) {
    const auto outcome = carry_out("setChargeTarget", "76");

    EXPECT_EQ(outcome.how, How::refused);
    EXPECT_EQ(outcome.reason, Reason::budget);
    EXPECT_THAT(outcome.why, HasSubstr("midnight"));
    EXPECT_EQ(word_of(*plant, 116), 75);
    EXPECT_EQ(carry_out("setChargeTarget", "75").how, How::no_op);  // costs nothing
    EXPECT_EQ(carry_out("setDateTime", "05/06/2026 13:00:00").reason, Reason::budget);
    EXPECT_EQ(carry_out("forceCharge", "30").reason, Reason::budget);
    rig.restart(*plant);
    rig.run_for(1min);
    EXPECT_EQ(carry_out("setChargeTarget", "76").reason, Reason::budget);
}

TEST_F(Budget, ThatIsSpentStillLetsEverythingBeSwitchedOff) {
    plant->dongle.registers().set(device::inverter, HR(96), 1);
    plant->dongle.registers().set(device::inverter, HR(59), 1);
    plant->dongle.registers().set(device::inverter, HR(27), 0);
    rig.run_for(6min);

    expect_verified("enableChargeSchedule", "disable");
    expect_verified("enableDischargeSchedule", "disable");
    expect_verified("setEcoMode", "enable");
    EXPECT_EQ(carry_out("enableChargeSchedule", "enable").reason, Reason::budget);
}

TEST_F(Budget, ThatIsSpentCanBeOverridden) {
    Command command;
    command.control = "setChargeTarget";
    command.payload = "76";
    command.override_budget = true;

    EXPECT_EQ(final_outcome(rig, *plant, rig.ask(*plant, command)).how, How::verified);
}

TEST_F(Budget, StartsAnewWithTheInvertersNextDay) {
    testing::set_clock(rig, *plant, {2026, 6, 6, 0, 0, 10});
    rig.run_for(6min);

    expect_verified("setChargeTarget", "76");
}

// Six writes, and the day they belong to is still the same.
TEST_F(CommandOrder, AClockThatIsSetByCommandBeginsNoNewDayOfTheBudget) {
    for (const auto* date : {"07/06/2026 23:45:00", "05/06/2026 23:45:00", "01/03/2026 23:45:00"}) {
        SCOPED_TRACE(date);
        PlantWishes wishes;
        wishes.control.writes_per_day = 10;
        use(wishes);
        for (const auto* percent : {"71", "72", "73", "74"})
            expect_verified("setChargeTarget", percent);

        expect_verified("setDateTime", date);

        EXPECT_EQ(plant->hub.latest()->control.writes_today, 10U);
        rig.run_for(6min);
        EXPECT_EQ(carry_out("setChargeTarget", "75").reason, Reason::budget);
        rig.run_for(10min);  // the midnight after it is one
        expect_verified("setChargeTarget", "76");
        EXPECT_EQ(plant->hub.latest()->control.writes_today, 1U);
    }
}

TEST_F(CommandOrder, AClockThatIsSetRightAMomentBeforeMidnightStillHasAMidnight) {
    testing::set_clock(rig, *plant, {2026, 6, 5, 23, 59, 20});
    expect_verified("setChargeTarget", "71");

    expect_verified("setDateTime", "06/06/2026 00:00:10");
    rig.run_for(6min);

    EXPECT_LE(plant->hub.latest()->control.writes_today, 6U);
}

TEST_F(Budget, DoesNotKeepATimedActionFromEnding) {
    testing::set_clock(rig, *plant, {2026, 6, 6, 0, 0, 10});
    rig.run_for(6min);
    expect_verified("forceCharge", "30");  // HR116, HR94, HR95, HR96
    expect_verified("setChargeTarget", "77");
    ASSERT_EQ(carry_out("setChargeTarget", "78").reason, Reason::budget);

    rig.run_for(31min);

    EXPECT_EQ(word_of(*plant, 94), before.at(94));
    EXPECT_EQ(word_of(*plant, 96), before.at(96));
}

// ---- the restart --------------------------------------------------------------------------

TEST_F(CommandOrder, RestartsTheInverterOnceAndSaysSoWhenItIsBack) {
    const auto outcome = carry_out("rebootInverter");

    EXPECT_EQ(outcome.how, How::verified) << text_of(outcome);
    rig.run_for(5min);
    EXPECT_EQ(requests(), 1U);
    EXPECT_EQ(plant->dongle.counts().connections_made, 2U);
    EXPECT_EQ(now(), before);
    expect_verified("setChargeTarget", "71");
}

TEST_F(CommandOrder, ARestartWhoseAcknowledgementIsLostIsNotRepeatedAndUnknown) {
    set_fault(*plant, "lose-answer:HR163");

    const auto outcome = carry_out("rebootInverter");

    EXPECT_EQ(outcome.how, How::unknown) << text_of(outcome);
    rig.run_for(5min);
    EXPECT_EQ(requests(), 1U);
    expect_verified("setChargeTarget", "71");
}

TEST_F(CommandOrder, ARestartThatNeverHappensIsUnknownAfterAMinute) {
    set_fault(*plant, "ignore:HR163");

    const auto outcome = carry_out("rebootInverter");

    EXPECT_EQ(outcome.how, How::unknown) << text_of(outcome);
    EXPECT_EQ(requests(), 1U);
    expect_verified("setChargeTarget", "71");
}

TEST_F(CommandOrder, ARestartThatIsRefusedIsRefused) {
    set_fault(*plant, "refuse:HR163");

    EXPECT_EQ(carry_out("rebootInverter").how, How::refused);

    EXPECT_EQ(requests(), 1U);
}

}  // namespace
}  // namespace giv
