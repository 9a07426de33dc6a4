// Commands while something is wrong: with the inverter, the dongle, the link, or because somebody
// else writes too. Each ends in the right outcome, and what is published is what the registers say.
#include "support/control_rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Mood;
using testing::done_writes;
using ::testing::ElementsAre;
using testing::final_outcome;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Registers;
using testing::Rig;
using testing::RigCommand;
using testing::RigPlant;
using testing::set_fault;
using testing::text_of;
using testing::word_of;
using How = Outcome::How;
using Texts = std::vector<std::string>;

constexpr auto night_slot = R"({"start":"00:30","finish":"04:30"})";  // HR94, HR95
constexpr auto settings_period = 5min;

struct ControlFaults : ::testing::Test {
    Rig rig;
    RigPlant* plant = nullptr;
    Registers before;

    void SetUp() override { use("gen1"); }

    void use(std::string_view name, std::uint32_t seed = 1) {
        plant = &testing::add_control_plant(rig, testing::control_plant(name), {.seed = seed});
        testing::set_clock(rig, *plant, {2026, 6, 5, 12, 19, 53});
        before = testing::registers_of(*plant);
    }

    Outcome carry_out(std::string control, std::string payload) {
        return final_outcome(rig, *plant, std::move(control), std::move(payload));
    }

    Registers now() const { return testing::registers_of(*plant); }

    // At once, and with the next reading of the settings.
    void expect_published_is_true() {
        EXPECT_THAT(testing::disagreements(*plant), IsEmpty());
        rig.run_for(settings_period + 20s);
        EXPECT_THAT(testing::disagreements(*plant), IsEmpty());
    }

    // Whose writes are done is said by the log; whose are not is said here.
    std::size_t requests() const { return plant->dongle.write_log().size(); }
};

// ---- the inverter -------------------------------------------------------------------------

// In its place it is said why: an inverter that answers is not looked for in the network.
TEST_F(ControlFaults, WhatRestsOnAnAnswerThatIsNotBelievedIsRefused) {
    set_fault(*plant, "zero-bank");

    const auto outcome = carry_out("forceCharge", "30");

    EXPECT_EQ(
        text_of(outcome),
        "refused no-connection: the inverter's answer is not believed (all registers, or all but "
        "one, were 0 where values had been); nothing was written"
    );
    EXPECT_EQ(requests(), 0U);
    EXPECT_EQ(now(), before);
}

TEST_F(ControlFaults, RefusedThreeTimesIsRefused) {
    set_fault(*plant, "refuse:HR116");

    const auto outcome = carry_out("setChargeTarget", "71");

    EXPECT_EQ(text_of(outcome), "refused inverter: HR116=71 was refused by the inverter");
    EXPECT_EQ(requests(), 3U);
    EXPECT_EQ(now(), before);
    expect_published_is_true();
}

TEST_F(ControlFaults, RefusedOnceIsTriedAgain) {
    set_fault(*plant, "refuse:HR116@1");

    EXPECT_EQ(carry_out("setChargeTarget", "71").how, How::verified);

    EXPECT_EQ(requests(), 2U);
    EXPECT_EQ(word_of(*plant, 116), 71);
    expect_published_is_true();
}

TEST_F(ControlFaults, IgnoredIsNoSuccess) {
    set_fault(*plant, "ignore:HR95");

    const auto outcome = carry_out("setChargeSlot1", night_slot);

    EXPECT_EQ(outcome.how, How::refused);
    EXPECT_NE(outcome.reason, Reason::continuing);
    EXPECT_THAT(outcome.why, HasSubstr("HR95=430 was acknowledged, but the inverter holds 530"));
    EXPECT_THAT(outcome.why, HasSubstr("what had changed was put back"));
    EXPECT_EQ(now(), before);
    expect_published_is_true();
}

TEST_F(ControlFaults, AnErrorThatWasDoneIsASuccessWithoutARepeat) {
    use("ac");
    set_fault(*plant, "error-but-done:HR318");

    EXPECT_EQ(carry_out("setBatteryPauseMode", "PauseBoth").how, How::verified);

    EXPECT_EQ(requests(), 1U);
    EXPECT_EQ(word_of(*plant, 318), 3);
    expect_published_is_true();
}

TEST_F(ControlFaults, ALostAnswerIsASuccessWithoutARepeat) {
    set_fault(*plant, "lose-answer:HR116");

    EXPECT_EQ(carry_out("setChargeTarget", "71").how, How::verified);

    EXPECT_EQ(requests(), 1U);
    expect_published_is_true();
}

TEST_F(ControlFaults, ALostRequestIsRepeated) {
    set_fault(*plant, "lose-request:HR116@1");

    EXPECT_EQ(carry_out("setChargeTarget", "71").how, How::verified);

    EXPECT_EQ(done_writes(*plant), Texts{"HR116=71"});
    EXPECT_EQ(requests(), 2U);
    expect_published_is_true();
}

TEST_F(ControlFaults, AnEffectThatIsALittleLateIsASuccess) {
    set_fault(*plant, "delay-effect:HR116=800ms");

    EXPECT_EQ(carry_out("setChargeTarget", "71").how, How::verified);

    EXPECT_EQ(requests(), 1U);
    expect_published_is_true();
}

TEST_F(ControlFaults, WhatCannotBeReadBackIsUnknownAndSaysSo) {
    set_fault(*plant, "lose-read:HR116");

    const auto outcome = carry_out("setChargeTarget", "71");

    EXPECT_EQ(outcome.how, How::unknown);
    EXPECT_THAT(outcome.why, HasSubstr("cannot be read back"));
    EXPECT_EQ(word_of(*plant, 116), 71);
    plant->dongle.clear_faults();
    rig.run_for(settings_period + 20s);
    EXPECT_THAT(testing::disagreements(*plant), IsEmpty());
}

// ---- somebody else ------------------------------------------------------------------------

TEST_F(ControlFaults, SomebodyElseBetweenWriteAndReadBackIsNotOverwritten) {
    set_fault(*plant, "write:HR116=60@after:HR116");

    const auto outcome = carry_out("setChargeTarget", "71");

    EXPECT_EQ(outcome.how, How::unknown);
    EXPECT_THAT(outcome.why, HasSubstr("what stands: HR116=60 (was 90)"));
    EXPECT_EQ(requests(), 1U);
    EXPECT_EQ(word_of(*plant, 116), 60);
    expect_published_is_true();
}

TEST_F(ControlFaults, SomebodyElseAMomentAfterTheProofIsTold) {
    set_fault(*plant, "write:HR116=60@after:HR116+5s");
    ASSERT_EQ(carry_out("setChargeTarget", "71").how, How::verified);
    EXPECT_THAT(testing::disagreements(*plant), IsEmpty());

    rig.run_for(30s);

    EXPECT_EQ(testing::shown(*plant, "Control/Target_SOC"), "60");
    EXPECT_TRUE(testing::has_logged(*plant, "HR116 was set to 71 and has become 60 since"));
    expect_published_is_true();
}

// The mirrored answer to a read that somebody asked before our write says what was before.
TEST_F(ControlFaults, SomebodyElsesOldAnswerIsAskedAgainNotBelieved) {
    ASSERT_EQ(carry_out("setChargeTarget", "71").how, How::verified);
    auto words = plant->dongle.registers().read(device::inverter, {Bank::holding, 60, 60}).value();
    words.at(116 - 60) = 90;
    const ReadResponse old{
        plant->dongle.settings().adapter,
        serial_of("SA2114G047"),
        device::inverter,
        {Bank::holding, 60, 60},
        words};
    plant->transport->inject(encode(Response{old}));
    rig.run_for(1s);

    EXPECT_EQ(testing::shown(*plant, "Control/Target_SOC"), "71");
    expect_published_is_true();
    EXPECT_FALSE(testing::has_logged(*plant, "has become"));
}

// On the panel of the inverter, say, where no echo tells us.
TEST_F(ControlFaults, WhatIsPutBackIsWhatWasThereJustBeforeAndNotWhatWasReadMinutesAgo) {
    rig.run_for(1min);
    plant->dongle.registers().set(device::inverter, HR(94), 100);
    before = now();
    set_fault(*plant, "refuse:HR95");

    const auto outcome = carry_out("setChargeSlot1", night_slot);

    EXPECT_EQ(outcome.how, How::refused) << text_of(outcome);
    EXPECT_EQ(now(), before);
    EXPECT_EQ(outcome.registers.front().before, 100);
}

// ---- the line -----------------------------------------------------------------------------

TEST_F(ControlFaults, AnswersOf300MillisecondsChangeNothing) {
    set_fault(*plant, "slow:300ms");

    const auto& asked = rig.ask(*plant, "setChargeSlot1", night_slot);

    EXPECT_EQ(final_outcome(rig, *plant, asked).how, How::verified);
    // One that is under way, the block as it is now, two writes, and the block again.
    EXPECT_LE(asked.answered_at - asked.asked_at, 5 * 550ms);
    EXPECT_EQ(requests(), 2U);
    expect_published_is_true();
}

// It says that the inverter got the frame, which did nothing.
TEST_F(ControlFaults, AnEchoOfOursThatComesTooLateIsNoReading) {
    set_fault(*plant, "ignore:HR116");
    ASSERT_EQ(carry_out("setChargeTarget", "71").how, How::refused);
    const auto was = testing::shown(*plant, "Control/Target_SOC");
    const WriteResponse echo{
        plant->dongle.settings().adapter, serial_of("SA2114G047"), device::inverter, 116, 71};

    plant->dongle.set_mood(Mood::silent);  // nothing more is read
    plant->transport->inject(encode(Response{echo}));
    rig.run_for(1min);

    EXPECT_EQ(testing::shown(*plant, "Control/Target_SOC"), was);
}

TEST_F(ControlFaults, AnEchoOfWhatWasPutBackSinceIsNoReading) {
    set_fault(*plant, "refuse:HR95");
    ASSERT_EQ(carry_out("setChargeSlot1", night_slot).how, How::refused);
    ASSERT_EQ(plant->dongle.write_log().front().index, 94);
    const WriteResponse echo{
        plant->dongle.settings().adapter, serial_of("SA2114G047"), device::inverter, 94, 30};

    plant->dongle.set_mood(Mood::silent);
    plant->transport->inject(encode(Response{echo}));
    rig.run_for(1min);

    EXPECT_THAT(testing::disagreements(*plant), IsEmpty());
}

// Longer than an acknowledgement is waited for.
TEST_F(ControlFaults, AnswersOfTwoSecondsAreProvedByTheReadBack) {
    set_fault(*plant, "slow:HR116=2s");

    const auto& asked = rig.ask(*plant, "setChargeTarget", "71");

    EXPECT_EQ(final_outcome(rig, *plant, asked).how, How::verified);
    EXPECT_LE(asked.answered_at - asked.asked_at, 8s);
    EXPECT_EQ(requests(), 1U);
    expect_published_is_true();
}

// To reads as well: what is asked twice makes the line slower still.
TEST_F(ControlFaults, ADongleThatTakesTwoSecondsForEverythingDoesWhatItIsTold) {
    set_fault(*plant, "slow:2s");
    rig.run_for(1min);

    for (const auto* percent : {"71", "72", "73"}) {
        EXPECT_EQ(carry_out("setChargeTarget", percent).how, How::verified) << percent;
        rig.run_for(20s);
    }

    EXPECT_EQ(requests(), 3U);
    EXPECT_EQ(carry_out("setChargeSlot1", night_slot).how, How::verified);
    expect_published_is_true();
}

TEST_F(ControlFaults, AnswersOfTenSecondsAreAnsweredInTimeAndNeverCalledASuccessTooEarly) {
    set_fault(*plant, "slow:HR116=10s");

    const auto& asked = rig.ask(*plant, "setChargeTarget", "71");
    rig.run_until([&] { return asked.is_answered(); }, 10s);

    EXPECT_EQ(asked.answered_at - asked.asked_at, 7500ms);
    EXPECT_EQ(asked.outcome().how, How::unknown);
    EXPECT_EQ(asked.outcome().reason, Reason::continuing);
    const auto last = final_outcome(rig, *plant, asked);
    EXPECT_EQ(last.how == How::verified, word_of(*plant, 116) == 71) << text_of(last);
    plant->dongle.clear_faults();
    rig.run_for(1min);
    EXPECT_EQ(asked.answers.size(), 1U);
    expect_published_is_true();
}

// ---- the link -----------------------------------------------------------------------------

TEST_F(ControlFaults, ALinkThatDiesBetweenTwoWritesAndComesBackGoesOnWhereItWas) {
    const auto& asked = rig.ask(*plant, "setChargeSlot1", night_slot);
    ASSERT_TRUE(rig.run_until([&] { return requests() == 1; }, 5s));
    plant->dongle.hang_up(rig.clock().now());

    const auto outcome = final_outcome(rig, *plant, asked);

    EXPECT_EQ(outcome.how, How::verified) << outcome.why;
    EXPECT_EQ(done_writes(*plant), (Texts{"HR94=30", "HR95=430"}));
    expect_published_is_true();
}

TEST_F(ControlFaults, ALinkThatNeverComesBackIsUnknownAfterAMinute) {
    const auto& asked = rig.ask(*plant, "setChargeSlot1", night_slot);
    ASSERT_TRUE(rig.run_until([&] { return requests() == 1; }, 5s));
    plant->dongle.set_accepting(false);
    plant->dongle.hang_up(rig.clock().now());

    rig.run_for(59s);
    EXPECT_EQ(plant->gate->log().find(asked.id)->state, CommandReport::State::running);
    rig.run_for(2s);

    const auto report = plant->gate->log().find(asked.id).value();
    EXPECT_EQ(report.state, CommandReport::State::done);
    EXPECT_EQ(report.outcome.how, How::unknown);
    EXPECT_EQ(report.outcome.reason, Reason::not_proved);
    EXPECT_THAT(report.outcome.why, HasSubstr("HR94"));
    EXPECT_EQ(asked.answers.size(), 1U);
    plant->dongle.set_accepting(true);
    rig.run_for(2min);
    EXPECT_EQ(done_writes(*plant), Texts{"HR94=30"});  // nothing comes later
    expect_published_is_true();
}

// The first try to connect again comes after 2 s; from then on it is known.
TEST_F(ControlFaults, WithoutALinkACommandIsRefusedAsSoonAsThatIsKnownAndNotDoneLater) {
    plant->dongle.set_accepting(false);
    plant->dongle.hang_up(rig.clock().now());
    rig.run_for(1s);

    const auto& asked = rig.ask(*plant, "setChargeTarget", "71");
    rig.run_until([&] { return asked.is_answered(); }, 10s);

    EXPECT_LT(asked.answered_at - asked.asked_at, 2s);
    EXPECT_EQ(asked.outcome().how, How::refused);
    EXPECT_EQ(asked.outcome().reason, Reason::no_connection);
    rig.run_for(10s);
    const auto& later = rig.ask(*plant, "setChargeTarget", "72");
    rig.run_for(0s);
    ASSERT_TRUE(later.is_answered());
    EXPECT_EQ(later.outcome().reason, Reason::no_connection);
    plant->dongle.set_accepting(true);
    rig.run_for(2min);
    EXPECT_EQ(requests(), 0U);
    EXPECT_EQ(carry_out("setChargeTarget", "73").how, How::verified);
    expect_published_is_true();
}

TEST_F(ControlFaults, ACommandThatComesWhileTheLinkReturnsWaitsForIt) {
    plant->dongle.hang_up(rig.clock().now());
    rig.run_for(200ms);

    const auto outcome = carry_out("setChargeTarget", "71");

    EXPECT_EQ(outcome.how, How::verified) << text_of(outcome);
    expect_published_is_true();
}

TEST_F(ControlFaults, ACommandThatHasNotBegunWhenTheLinkDiesForGoodIsRefusedEarly) {
    rig.run_for(1min);
    const auto& asked = rig.ask(*plant, "forceCharge", "30");
    rig.run_for(200ms);  // it reads the clock
    plant->dongle.set_accepting(false);
    plant->dongle.hang_up(rig.clock().now());
    rig.run_until([&] { return asked.is_answered(); }, 10s);

    EXPECT_LT(asked.answered_at - asked.asked_at, 4s);
    EXPECT_EQ(asked.outcome().reason, Reason::no_connection) << text_of(asked.outcome());
    plant->dongle.set_accepting(true);
    rig.run_for(2min);
    EXPECT_EQ(requests(), 0U);
}

// A dongle that lets us in, and no inverter behind it.
TEST_F(ControlFaults, WhereNoInverterAnswersACommandIsRefusedEarlyBetweenTwoTries) {
    plant->dongle.set_mood(Mood::silent);
    ASSERT_TRUE(rig.run_until(
        [&] { return testing::has_logged(*plant, "the dongle is there, but no inverter"); }, 3min
    ));

    const auto& asked = rig.ask(*plant, "setChargeTarget", "71");
    rig.run_for(0s);

    ASSERT_TRUE(asked.is_answered());
    EXPECT_EQ(asked.outcome().reason, Reason::no_connection);
}

TEST_F(ControlFaults, FiftyCommandsOnASilentDongleAreAnsweredInTimeAndNotDoneLater) {
    plant->dongle.set_mood(Mood::silent);
    std::vector<const RigCommand*> asked;
    for (int i = 0; i < 50; ++i)
        asked.push_back(&rig.ask(*plant, "setChargeTarget", std::to_string(40 + i % 50)));

    rig.run_for(7501ms);

    for (const auto* one : asked) {
        ASSERT_EQ(one->answers.size(), 1U);
        EXPECT_EQ(one->answered_at - one->asked_at, 7500ms);
        EXPECT_TRUE(
            one->outcome().how == How::refused || one->outcome().reason == Reason::continuing
        ) << text_of(one->outcome());
    }
    plant->dongle.set_mood(Mood::answers);
    rig.run_for(3min);
    // At most the one that had begun.
    EXPECT_LE(done_writes(*plant).size(), 1U);
    for (const auto* one : asked) {
        EXPECT_EQ(one->answers.size(), 1U);
        const auto report = plant->gate->log().find(one->id).value();
        EXPECT_EQ(report.state, CommandReport::State::done);
        EXPECT_LE(report.outcome.how == How::verified ? 1U : 0U, done_writes(*plant).size());
    }
    expect_published_is_true();
}

TEST_F(ControlFaults, ASequenceThatTakesLongerThanTheAnswerMayGoesOnAndIsReported) {
    set_fault(*plant, "slow:1s");

    const auto& asked = rig.ask(*plant, "forceExport", "45");  // five writes and a lot of reads
    rig.run_until([&] { return asked.is_answered(); }, 10s);

    EXPECT_EQ(asked.outcome().how, How::unknown);
    EXPECT_EQ(asked.outcome().reason, Reason::continuing);
    EXPECT_THAT(asked.outcome().why, HasSubstr(asked.id));
    const auto last = final_outcome(rig, *plant, asked);
    EXPECT_EQ(last.how, How::verified) << last.why;
    EXPECT_EQ(asked.answers.size(), 1U);
    expect_published_is_true();
}

// Eight writes, of which each takes 4 s here: after 30 s they are put back, which takes as long.
TEST_F(ControlFaults, ASequenceThatIsNotPutBackWithinAMinuteSaysWhatStandsAndIsUndoneLater) {
    for (const auto index : {112, 44, 45})
        plant->dongle.registers().set(device::inverter, HR(static_cast<std::uint16_t>(index)), 1);
    before = now();
    rig.run_for(settings_period);
    plant->dongle.set_latency(2s);
    rig.run_for(settings_period);

    const auto& asked = rig.ask(*plant, "forceExport", "45");
    const auto outcome = final_outcome(rig, *plant, asked);

    EXPECT_EQ(outcome.how, How::unknown) << text_of(outcome);
    const auto is_done = [&] {
        return plant->gate->log().find(asked.id)->state == CommandReport::State::done;
    };
    EXPECT_TRUE(rig.run_until(is_done, 5s));
    EXPECT_LE(rig.clock().now() - asked.asked_at, 61s);
    EXPECT_NE(now(), before);
    const auto report = plant->gate->log().find(asked.id).value();
    EXPECT_THAT(report.outcome.why, HasSubstr("what stands:"));
    for (const auto& one : report.outcome.registers) {
        EXPECT_EQ(one.read_back.value_or(word_of(*plant, one.index)), word_of(*plant, one.index))
            << one.index;
    }
    plant->dongle.clear_faults();
    plant->dongle.set_latency(250ms);
    rig.run_for(5min);
    EXPECT_EQ(now(), before);
    expect_published_is_true();
}

}  // namespace
}  // namespace giv
