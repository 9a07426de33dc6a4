// Who answers as a connection begins is not always who is behind the address: a dongle may lie for
// some seconds. Another inverter, and other firmware, is believed after a minute.
#include "simulator/builtin_plants.hpp"
#include "support/control_rig.hpp"
#include "support/rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Eq;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Ne;
using ::testing::Not;
using testing::Rig;
using testing::RigPlant;

// Who sets one address means what answers there. The packs answer on as they are, so that the
// connection lives.
struct Newcomer : ::testing::Test {
    Rig rig;
    RigPlant* plant = nullptr;
    std::string serial;

    void SetUp() override {
        plant = &rig.add(Dongle{simulator::gen1_plant()});
        rig.start(*plant);
        rig.run_for(2min);
        serial = plant->hub.latest()->serial();
    }

    // Just when a connection begins.
    void lie_for(std::chrono::seconds time) {
        auto fault = simulator::parse_fault_argument("wrong-serial").value();
        fault.lasts = time;
        plant->dongle.plan_fault(fault, rig.clock().now());
        plant->dongle.hang_up(rig.clock().now());
    }

    bool is_back() const {
        const auto now = plant->hub.latest();
        return now->serial() == serial && now->state == PlantState::live && now->online();
    }
};

TEST_F(Newcomer, ASerialOfSomeSecondsIsNotBelieved) {
    for (const auto time : {5s, 15s, 45s, 60s}) {
        SCOPED_TRACE(time.count());
        const auto cycles = plant->hub.latest()->cycles;
        lie_for(time);
        EXPECT_FALSE(rig.run_until([&] { return plant->hub.latest()->serial() != serial; }, time));

        const auto goes_on = [&] { return is_back() && plant->hub.latest()->cycles > cycles + 1; };
        EXPECT_TRUE(rig.run_until(goes_on, 1min));
        rig.run_for(2min);
    }
}

TEST_F(Newcomer, ASerialThatIsBelievedIsGivenUpWithinAMinuteOfItsEnd) {
    lie_for(90s);
    rig.run_for(90s);
    ASSERT_NE(plant->hub.latest()->serial(), serial);

    EXPECT_TRUE(rig.run_until([&] { return is_back(); }, 1min));
    rig.run_for(1h);
    EXPECT_TRUE(is_back());
}

// As a slipped byte makes it. Other firmware has other registers, and all parts would be looked
// for.
TEST_F(Newcomer, OtherFirmwareOfSomeSecondsIsNotBelieved) {
    const auto words = *plant->dongle.registers().read(device::inverter, {Bank::holding, 21, 1});
    plant->dongle.registers().set(device::inverter, HR(21), 7684);
    plant->dongle.hang_up(rig.clock().now());
    rig.run_for(45s);
    plant->dongle.registers().set(device::inverter, HR(21), words[0]);

    EXPECT_TRUE(rig.run_until([&] { return is_back(); }, 1min));
    EXPECT_THAT(plant->log, Contains(::testing::StartsWith("the inverter has other firmware")));
    EXPECT_THAT(plant->log, Each(Not(::testing::HasSubstr("anew"))));
}

// Otherwise a plant behind a dongle that hangs up now and then would stay dead for good.
TEST_F(Newcomer, FirmwareThatStaysIsTakenForTrueWhereConnectionsEndMeanwhileToo) {
    plant->dongle.registers().set(device::inverter, HR(21), 445);
    for (int i = 0; i < 4; ++i) {
        plant->dongle.hang_up(rig.clock().now());
        rig.run_for(20s);
    }

    EXPECT_TRUE(rig.run_until([&] { return is_back(); }, 30s));
    EXPECT_EQ(plant->link->topology()->identity.arm_firmware, 445);
}

TEST_F(Newcomer, ASerialThatWasBelievedOnceIsNotBelievedAtOnceTheNextTime) {
    lie_for(90s);
    ASSERT_TRUE(rig.run_until([&] { return plant->hub.latest()->serial() != serial; }, 2min));
    ASSERT_TRUE(rig.run_until([&] { return is_back(); }, 2min));
    rig.run_for(2min);

    lie_for(15s);

    for (int second = 0; second < 60; ++second) {
        rig.run_for(1s);
        ASSERT_EQ(plant->hub.latest()->serial(), serial);
    }
}

TEST_F(Newcomer, FirmwareThatStaysIsTakenForTrueWithItsClock) {
    testing::set_clock(rig, *plant, {2026, 6, 5, 12, 19, 53});
    rig.run_for(10min);
    const auto drift = plant->hub.latest()->control.clock.drift;
    ASSERT_TRUE(drift);
    plant->dongle.registers().set(device::inverter, HR(21), 445);
    plant->dongle.hang_up(rig.clock().now());

    rig.run_for(75s);

    EXPECT_TRUE(is_back());
    EXPECT_EQ(plant->link->topology()->identity.arm_firmware, 445);
    EXPECT_LE(std::chrono::abs(*plant->hub.latest()->control.clock.drift - *drift), 1s);
}

// ---- one that stays -------------------------------------------------------------------------

struct Swapped : Newcomer {
    void swap() {
        auto words = *plant->dongle.registers().read(device::inverter, {Bank::holding, 0, 60});
        words[17] = 0x3939;  // ...99
        plant->dongle.registers().set(device::inverter, Bank::holding, 0, words);
        plant->dongle.hang_up(rig.clock().now());
    }

    bool is_adopted() const { return plant->hub.latest()->serial().ends_with("99"); }

    // A member of each snapshot that was published under its serial.
    template <class Member>
    auto published(Member Snapshot::*member) const {
        std::vector<Member> found;
        for (const auto& snapshot : plant->sink.snapshots) {
            if (snapshot->serial() != serial) found.push_back(snapshot.get()->*member);
        }
        return found;
    }
};

constexpr auto sentence =
    "another inverter answers, ...G099: believed when it has said so for 60 s";

TEST_F(Swapped, IsToldOfWhileItIsNotBelieved) {
    swap();
    rig.run_for(40s);

    const auto now = plant->hub.latest();
    EXPECT_EQ(now->detail, sentence);
    EXPECT_THAT(now->problems, Contains(Problem{"inverter_silent", sentence}));
}

TEST_F(Swapped, WritesNothingMeanwhileAndSaysWhy) {
    swap();
    rig.run_for(20s);
    plant->dongle.clear_write_log();

    const auto outcome = testing::final_outcome(rig, *plant, "setChargeTarget", "71");

    EXPECT_EQ(
        testing::text_of(outcome),
        "refused no-connection: " + std::string{sentence} + "; nothing was written"
    );
    EXPECT_THAT(plant->dongle.write_log(), IsEmpty());
}

TEST_F(Swapped, InheritsNeitherSilenceNorWhatWasWrittenToTheFormer) {
    ASSERT_EQ(
        testing::final_outcome(rig, *plant, "setChargeTarget", "71").how, Outcome::How::verified
    );
    swap();
    plant->dongle.registers().set(device::inverter, HR(116), 55);
    plant->sink.snapshots.clear();
    ASSERT_TRUE(rig.run_until([&] { return is_adopted(); }, 2min));
    rig.run_for(1min);

    ASSERT_THAT(published(&Snapshot::state), Not(IsEmpty()));
    EXPECT_THAT(published(&Snapshot::state), Each(Ne(PlantState::silent)));
    EXPECT_THAT(
        published(&Snapshot::problems), Each(Not(Contains(Field(&Problem::key, "inverter_silent"))))
    );
    EXPECT_FALSE(testing::has_logged(*plant, "has become"));
}

TEST_F(Swapped, TellsOfActionsThatRunOnElsewhere) {
    ASSERT_EQ(testing::final_outcome(rig, *plant, "forceCharge", "30").how, Outcome::How::verified);
    swap();
    ASSERT_TRUE(rig.run_until([&] { return is_adopted(); }, 2min));

    EXPECT_TRUE(testing::has_logged(*plant, "1 timed action(s) of ...G047 run on there"));
}

TEST_F(Swapped, PublishesNothingOfTheFormersCommandsAsItsOwn) {
    ASSERT_EQ(testing::final_outcome(rig, *plant, "forceCharge", "30").how, Outcome::How::verified);
    swap();
    plant->sink.snapshots.clear();
    ASSERT_TRUE(rig.run_until([&] { return is_adopted(); }, 2min));
    rig.run_for(30s);

    const auto controls = published(&Snapshot::control);
    ASSERT_THAT(controls, Not(IsEmpty()));
    EXPECT_THAT(controls, Each(Field(&ControlState::force_charge, Eq(std::nullopt))));
    EXPECT_THAT(controls, Each(Field(&ControlState::writes_lifetime, 0U)));
}

// What the run before has kept of the former.
TEST_F(Swapped, WhileNoProcessRanIsHeardOutTooAndOnTimeFromItsFirstCycleOn) {
    rig.stop(*plant);
    swap();
    rig.restart(*plant);
    const auto has_come = [&] { return is_adopted() && plant->hub.latest()->cycles > 0; };

    EXPECT_FALSE(rig.run_until(has_come, 59s));
    EXPECT_TRUE(rig.run_until(has_come, 10s));
    rig.run_for(1min);
    EXPECT_EQ(plant->link->punctuality().late_cycles, 0U);
}

}  // namespace
}  // namespace giv
