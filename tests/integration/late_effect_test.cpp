// Writes whose effect shows later than their acknowledgement: no claim that nothing has changed
// before that is known, and what is published becomes true soon in any case.
#include "support/acting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::Acting;
using testing::done_writes;
using testing::final_outcome;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Registers;
using testing::Rig;
using testing::RigPlant;
using testing::set_fault;
using testing::text_of;
using testing::word_of;
using How = Outcome::How;
using Texts = std::vector<std::string>;

constexpr auto night_slot = R"({"start":"00:30","finish":"04:30"})";  // HR94, HR95

struct LateEffect : ::testing::Test {
    Rig rig;
    RigPlant* plant = nullptr;
    Registers before;

    void SetUp() override {
        plant = &testing::add_control_plant(rig, testing::control_plant("gen1"));
        testing::set_clock(rig, *plant, {2026, 6, 5, 12, 19, 53});
        before = testing::registers_of(*plant);
    }
};

TEST_F(LateEffect, OfAFewSecondsIsWaitedFor) {
    for (const auto& [fault, percent] : std::vector<std::pair<const char*, const char*>>{
             {"delay-effect:HR116=1500ms", "71"}, {"delay-effect:HR116=3500ms", "72"}}) {
        SCOPED_TRACE(fault);
        plant->dongle.clear_write_log();
        set_fault(*plant, fault);

        const auto& asked = rig.ask(*plant, "setChargeTarget", percent);
        const auto outcome = final_outcome(rig, *plant, asked);

        EXPECT_EQ(outcome.how, How::verified) << text_of(outcome);
        EXPECT_LT(asked.answered_at - asked.asked_at, 7500ms);
        EXPECT_EQ(plant->dongle.write_log().size(), 1U);
        EXPECT_THAT(testing::disagreements(*plant), IsEmpty());
        plant->dongle.clear_faults();
    }
}

TEST_F(LateEffect, OfOneOfSeveralRegistersIsWaitedForToo) {
    set_fault(*plant, "delay-effect:HR94=3s");

    const auto outcome = final_outcome(rig, *plant, "setChargeSlot1", night_slot);

    EXPECT_EQ(outcome.how, How::verified) << text_of(outcome);
    EXPECT_EQ(done_writes(*plant), (Texts{"HR94=30", "HR95=430"}));
}

// The look whether it took effect after all is due while nobody answers: the link that comes back
// waits for an answer that was lost as long as ever.
TEST_F(LateEffect, ThatIsStillInDoubtDoesNotHinderTheLinkToComeBack) {
    set_fault(*plant, "ignore:HR116");
    const auto outcome = final_outcome(rig, *plant, "setChargeTarget", "71");
    ASSERT_EQ(outcome.how, How::refused) << text_of(outcome);
    auto& dongle = plant->dongle;
    dongle.set_mood(simulator::Mood::silent);
    rig.run_for(3min);
    const auto made = dongle.counts().connections_made;
    ASSERT_TRUE(rig.run_until([&] { return dongle.counts().connections_made > made; }, 2min));
    const auto silences = dongle.counts().silences;
    ASSERT_TRUE(rig.run_until([&] { return dongle.counts().silences > silences; }, 10s));

    dongle.set_mood(simulator::Mood::answers);
    rig.run_for(30s);

    EXPECT_EQ(dongle.counts().connections_made, made + 1);
    EXPECT_EQ(plant->hub.latest()->state, PlantState::live);
}

TEST_F(LateEffect, ThatNeverComesIsAPlainRefusalWithinTheTimeOfAnAnswer) {
    for (const auto* fault : {"ignore:HR116", "lose-request:HR116"}) {
        SCOPED_TRACE(fault);
        set_fault(*plant, fault);

        const auto& asked = rig.ask(*plant, "setChargeTarget", "71");
        rig.run_until([&] { return asked.is_answered(); }, 10s);

        EXPECT_EQ(asked.outcome().how, How::refused) << text_of(asked.outcome());
        EXPECT_EQ(asked.outcome().reason, Reason::inverter);
        EXPECT_LT(asked.answered_at - asked.asked_at, 7500ms);
        EXPECT_EQ(testing::registers_of(*plant), before);
        plant->dongle.clear_faults();
    }
}

// Longer than anybody can wait for an answer: it is told, and shown soon after it came.
TEST_F(LateEffect, ThatIsTooLateShowsSoonAndIsTold) {
    set_fault(*plant, "delay-effect:HR116=20s@1");
    const auto outcome = final_outcome(rig, *plant, "setChargeTarget", "71");
    EXPECT_EQ(outcome.how, How::refused) << text_of(outcome);
    EXPECT_THAT(outcome.why, HasSubstr("HR116=71 was acknowledged, but the inverter holds 90"));
    EXPECT_EQ(testing::shown(*plant, "Control/Target_SOC"), "90");

    rig.run_for(40s);

    EXPECT_EQ(word_of(*plant, 116), 71);
    EXPECT_EQ(testing::shown(*plant, "Control/Target_SOC"), "71");
    EXPECT_TRUE(testing::has_logged(*plant, "HR116=71 took effect after all"));
}

TEST_F(LateEffect, OfARegisterThatIsInDoubtWhileOthersArePutBackIsPutBackToo) {
    set_fault(*plant, "delay-effect:HR94=3s@1");
    set_fault(*plant, "refuse:HR95@1-3");

    const auto outcome = final_outcome(rig, *plant, "setChargeSlot1", night_slot);
    rig.run_for(10s);

    // HR94 shows its old value when HR95 has been refused for the third time.
    EXPECT_EQ(outcome.how, How::refused) << text_of(outcome);
    EXPECT_EQ(testing::registers_of(*plant), before);
    EXPECT_EQ(done_writes(*plant).back(), "HR94=130");
    EXPECT_THAT(testing::disagreements(*plant), IsEmpty());
}

TEST_F(LateEffect, OfAWriteWithoutAnAnswerIsNotDeniedEither) {
    set_fault(*plant, "delay-effect:HR116=6s@1-3");
    set_fault(*plant, "lose-answer:HR116@1-3");

    const auto outcome = final_outcome(rig, *plant, "setChargeTarget", "71");

    EXPECT_EQ(outcome.how, How::verified) << text_of(outcome);
}

// Of a control that is written once only: after the link has come back it is not sent again.
TEST_F(LateEffect, OfAWriteThatTheLinkDidNotSurviveIsNotDeniedEither) {
    set_fault(*plant, "delay-effect:HR29=20s@1");
    set_fault(*plant, "lose-answer:HR29@1");
    const auto& asked = rig.ask(*plant, "setBatteryCalibration", "1");
    ASSERT_TRUE(rig.run_until([&] { return !plant->dongle.write_log().empty(); }, 10s));
    plant->dongle.hang_up(rig.clock().now());

    const auto outcome = final_outcome(rig, *plant, asked);
    EXPECT_NE(outcome.how, How::verified) << text_of(outcome);
    EXPECT_THAT(outcome.why, HasSubstr("HR29=1 was not acknowledged by the inverter"));
    rig.run_for(1min);

    EXPECT_EQ(done_writes(*plant), Texts{"HR29=1"});
}

TEST_F(LateEffect, OfWhatCannotBeReadBackIsShownAsSoonAsItCanBe) {
    set_fault(*plant, "lose-read:HR116");
    const auto outcome = final_outcome(rig, *plant, "setChargeTarget", "71");
    EXPECT_EQ(outcome.how, How::unknown) << text_of(outcome);

    plant->dongle.clear_faults();
    rig.run_for(20s);

    EXPECT_EQ(testing::shown(*plant, "Control/Target_SOC"), "71");
}

// A force charge that was refused, and begins all the same, would never end.
// What it held before is shown all that time: by then nobody would look any more.
TEST(LateEffectOfAnAction, ThatAFrozenCacheHidIsUndone) {
    Acting acting;
    simulator::Fault frozen;
    frozen.kind = simulator::FaultKind::stale_cache;
    acting.rig.run_for(1min);  // what was read is too old to write by
    acting.plant->dongle.plan_fault({.fault = frozen, .lasts = 50s});

    const auto outcome = final_outcome(acting.rig, *acting.plant, "tempPauseCharge", "30");

    EXPECT_NE(outcome.how, How::verified) << text_of(outcome);
    acting.rig.run_for(3min);
    EXPECT_EQ(acting.now(), acting.before);
}

TEST(LateEffectOfAnAction, ThatWasRefusedIsUndone) {
    Acting acting;
    set_fault(*acting.plant, "delay-effect:HR96=20s@1");
    const auto outcome = final_outcome(acting.rig, *acting.plant, "forceCharge", "30");
    ASSERT_EQ(outcome.how, How::refused) << text_of(outcome);
    EXPECT_EQ(testing::shown(*acting.plant, "Control/Force_Charge"), "Normal");

    acting.rig.run_for(1min);

    EXPECT_EQ(acting.now(), acting.before);
    acting.rig.run_for(1min);  // while it may come yet, it is remembered
    for (const auto& [serial, kept] : acting.plant->store.kept)
        EXPECT_THAT(kept.actions, IsEmpty()) << serial;
}

}  // namespace
}  // namespace giv
