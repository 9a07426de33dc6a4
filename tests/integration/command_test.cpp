// Commands against the simulated dongle: carried out, proved, answered in time.
#include "simulator/builtin_plants.hpp"
#include "support/rig.hpp"

#include "givtcp/render/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using simulator::DongleSettings;
using simulator::Mood;
using testing::Rig;
using testing::RigPlant;
using How = Outcome::How;

std::string shown(const RigPlant& plant, std::string_view path) {
    const auto snapshot = plant.hub.latest();
    if (!snapshot) return "nothing";
    const auto document = render::document(*snapshot, snapshot->made_at, {});
    const auto found = std::ranges::find(document, path, &render::Leaf::path);
    return found == document.end() ? "nothing" : found->text;
}

struct CommandTest : ::testing::Test {
    Rig rig;
    RigPlant* plant = nullptr;

    void SetUp() override {
        DongleSettings settings;
        settings.latency = 250ms;
        plant = &rig.add(Dongle{simulator::gen1_plant(), settings});
        rig.start(*plant);
        const auto is_complete = [this] {
            const auto snapshot = plant->hub.latest();
            return snapshot && render::is_servable(*snapshot);
        };
        ASSERT_TRUE(rig.run_until(is_complete, 60s));
        rig.run_for(15s);  // the search for parts is over
    }

    std::uint16_t holds(std::uint16_t index) const {
        return plant->dongle.registers().word(device::inverter, HR(index)).value_or(9999);
    }

    std::vector<std::uint16_t> force_charge_registers() const {
        return {holds(111), holds(116), holds(94), holds(95), holds(96)};
    }

    std::uint64_t writes() const { return plant->dongle.counts().writes; }
};

TEST_F(CommandTest, IsProvedByReadingBackAndShownInTheSnapshotBeforeTheAnswer) {
    std::string at_answer;
    plant->gate->submit(
        {.control = "setChargeTarget", .payload = R"({"chargeToPercent": 71})"},
        [&](const Outcome& outcome) {
            EXPECT_EQ(outcome.how, How::verified) << outcome.why;
            at_answer = shown(*plant, "Control/Target_SOC");
        }
    );
    rig.run_for(2s);

    EXPECT_EQ(at_answer, "71");
    EXPECT_EQ(holds(116), 71);
    EXPECT_EQ(writes(), 1U);
}

TEST_F(CommandTest, ThatChangesNothingWritesNothing) {
    ASSERT_EQ(rig.command(*plant, "setChargeTarget", "71").how, How::verified);

    const auto& again = rig.command(*plant, "setChargeTarget", "71");

    EXPECT_EQ(again.how, How::no_op) << again.why;
    EXPECT_EQ(writes(), 1U);
}

TEST_F(CommandTest, OutOfBoundsTouchesNoRegister) {
    const auto& outcome = rig.command(*plant, "setChargeTarget", "101");

    EXPECT_EQ(outcome.how, How::refused);
    EXPECT_EQ(outcome.reason, Reason::out_of_bounds) << outcome.why;
    EXPECT_EQ(writes(), 0U);
}

TEST_F(CommandTest, TakesTheRoundTripsThatItNeedsAndAtMostOneMore) {
    const auto& asked = rig.ask(*plant, "setChargeTarget", "71");
    rig.run_until([&] { return asked.is_answered(); }, 10s);

    // A write and a read-back, behind at most one read that is under way.
    EXPECT_LE(asked.answered_at - asked.asked_at, 3 * 250ms);
}

TEST_F(CommandTest, IsRefusedAfterSevenAndAHalfSecondsOfSilenceAndNeverDoneLater) {
    plant->dongle.set_mood(Mood::silent);

    const auto& asked = rig.ask(*plant, "setChargeTarget", "71");
    rig.run_until([&] { return asked.is_answered(); }, 20s);

    // It has been written to a silent dongle by then, or it has not begun.
    EXPECT_EQ(asked.answered_at - asked.asked_at, 7500ms);
    plant->dongle.set_mood(Mood::answers);
    rig.run_for(120s);
    EXPECT_EQ(asked.answers.size(), 1U);
    const auto report = plant->gate->log().find(asked.id);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->state, CommandReport::State::done);
    EXPECT_EQ(holds(116) == 71, report->outcome.how == How::verified);
}

TEST_F(CommandTest, FiftyAtOnceAreFiftyOutcomes) {
    std::vector<const testing::RigCommand*> asked;
    for (int i = 0; i < 10; ++i)
        asked.push_back(&rig.ask(*plant, "setChargeTarget", std::to_string(50 + i)));
    rig.run_for(10s);

    for (const auto* one : asked) {
        ASSERT_EQ(one->answers.size(), 1U);
        EXPECT_EQ(one->outcome().how, How::verified) << one->outcome().why;
    }
    EXPECT_EQ(writes(), 10U);
    EXPECT_EQ(holds(116), 59);
}

TEST_F(CommandTest, ThatIsUnderWayWhenTheProgramStopsIsUnknownAndTheRestAreRefused) {
    const auto& first = rig.ask(*plant, "setChargeSlot1", R"({"start":"01:00","finish":"02:00"})");
    const auto& second = rig.ask(*plant, "setChargeTarget", "60");
    ASSERT_TRUE(rig.run_until([&] { return writes() >= 1U; }, 5s));

    plant->gate->close();
    rig.stop(*plant);

    ASSERT_TRUE(first.is_answered());
    EXPECT_EQ(first.outcome().how, How::unknown);
    EXPECT_EQ(first.outcome().reason, Reason::stopping);
    ASSERT_TRUE(second.is_answered());
    EXPECT_EQ(second.outcome().how, How::refused);
    EXPECT_EQ(second.outcome().reason, Reason::stopping);
}

// With requests 200 ms apart a write waits for its turn: it is not said to have been sent.
TEST_F(CommandTest, ThatIsUnderWayWhenTheProgramStopsSaysWhatWasWrittenAndWhatWasNot) {
    plant->dongle.set_latency(10ms);
    plant->settings.spacing = 200ms;
    rig.restart(*plant);
    rig.run_for(60s);
    const auto sent_before = plant->link->counts().requests;
    const auto& asked = rig.ask(*plant, "setChargeSlot1", R"({"start":"01:00","finish":"02:00"})");
    const auto written_before = writes();
    ASSERT_TRUE(rig.run_until([&] { return writes() > written_before; }, 5s));
    rig.run_for(100ms);  // acknowledged; the second waits
    ASSERT_GT(plant->link->counts().requests, sent_before);

    plant->gate->close();
    rig.stop(*plant);

    ASSERT_TRUE(asked.is_answered());
    const auto& outcome = asked.outcome();
    EXPECT_EQ(outcome.reason, Reason::stopping);
    EXPECT_THAT(outcome.why, ::testing::HasSubstr("HR94=100 was sent, not read back"));
    EXPECT_THAT(outcome.why, ::testing::HasSubstr("not written: HR95"));
    ASSERT_EQ(outcome.registers.size(), 2U);
    EXPECT_TRUE(outcome.registers.at(0).written);
    EXPECT_FALSE(outcome.registers.at(1).written);
}

TEST_F(CommandTest, ThatIsRefusedSaysWhyAndNotHowItWouldHaveBeenDone) {
    plant->dongle.set_fault(simulator::parse_fault("refuse:HR111").value());

    const auto& outcome = rig.command(*plant, "setChargeRate", "40");

    EXPECT_EQ(outcome.how, How::refused);
    EXPECT_THAT(outcome.why, ::testing::StartsWith("HR111="));
    EXPECT_THAT(outcome.why, ::testing::EndsWith("was refused by the inverter"));
}

TEST_F(CommandTest, SetsTheClockAndProvesIt) {
    plant->dongle.run_clock(
        std::chrono::local_days{std::chrono::year{2026} / 6 / 5} + 12h + 19min + 53s,
        rig.clock().now()
    );
    rig.run_for(1s);

    const auto& outcome =
        rig.command(*plant, "setDateTime", R"({"dateTime": "06/06/2026 12:00:59"})");

    EXPECT_EQ(outcome.how, How::verified) << outcome.why;
    EXPECT_EQ(holds(37), 6);
    EXPECT_EQ(holds(39), 1);  // six writes do not fit before the minute is over
}

TEST_F(CommandTest, ForceChargePutsEverythingBackWhenItsTimeIsUp) {
    plant->dongle.run_clock(
        std::chrono::local_days{std::chrono::year{2026} / 6 / 5} + 12h + 19min + 53s,
        rig.clock().now()
    );
    rig.run_for(1s);
    const auto before = force_charge_registers();

    const auto& outcome = rig.command(*plant, "forceCharge", "30");

    ASSERT_EQ(outcome.how, How::verified) << outcome.why;
    EXPECT_EQ(holds(94), 1219);
    EXPECT_EQ(holds(95), 1249);
    EXPECT_EQ(holds(96), 1);
    EXPECT_EQ(shown(*plant, "Control/Force_Charge"), "Running");
    rig.run_for(29min);
    EXPECT_EQ(holds(96), 1);
    rig.run_for(2min);
    EXPECT_EQ(force_charge_registers(), before);
    EXPECT_EQ(shown(*plant, "Control/Force_Charge"), "Normal");
}

TEST_F(CommandTest, ForceChargeEndsInTheNextProcessToo) {
    plant->dongle.run_clock(
        std::chrono::local_days{std::chrono::year{2026} / 6 / 5} + 12h + 19min + 53s,
        rig.clock().now()
    );
    rig.run_for(1s);
    const auto enabled_before = holds(96);
    const auto target_before = holds(116);
    ASSERT_EQ(rig.command(*plant, "forceCharge", "30").how, How::verified);

    rig.restart(*plant);
    rig.run_for(29min);
    EXPECT_EQ(holds(96), 1);
    rig.run_for(2min);

    EXPECT_EQ(holds(96), enabled_before);
    EXPECT_EQ(holds(116), target_before);
}

// As some AC-coupled units are recorded: silent on IR120-179.
simulator::RegisterImage without_rare_measurements() {
    constexpr RegisterRange rare{Bank::input, 120, 60};
    constexpr std::uint16_t last = 400;
    const auto whole = simulator::gen1_plant();
    simulator::RegisterImage rest;
    for (const auto device : whole.devices()) {
        for (const auto bank : {Bank::holding, Bank::input}) {
            for (std::uint16_t index = 0; index < last; ++index) {
                const Register where{bank, index};
                const auto word = whole.word(device, where);
                if (word && !rare.contains(where)) rest.set(device, where, *word);
            }
        }
    }
    return rest;
}

TEST(CommandOfALesserInverter, NeedsNoMeasurementsThatItDoesNotAnswer) {
    Rig rig;
    auto& plant = rig.add(Dongle{without_rare_measurements(), {}});
    rig.start(plant);
    rig.run_for(60s);

    const auto& asked = rig.ask(plant, "setChargeTarget", "71");
    rig.run_until([&] { return asked.is_answered(); }, 20s);

    ASSERT_EQ(asked.answers.size(), 1U);
    EXPECT_EQ(asked.outcome().how, How::verified) << asked.outcome().why;
    EXPECT_LE(asked.answered_at - asked.asked_at, 1s);
}

}  // namespace
}  // namespace giv
