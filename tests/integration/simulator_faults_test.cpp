// What a dongle can do to the link, done by the simulated one.
#include "simulator/builtin_plants.hpp"
#include "simulator/replay.hpp"
#include "support/rig.hpp"
#include "support/shared_data.hpp"

#include "givtcp/protocol/frame.hpp"
#include "givtcp/render/document.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using simulator::DongleSettings;
using simulator::Mood;
using testing::Rig;
using testing::RigPlant;

constexpr DeviceAddress second_pack{0x33};

class SimulatorFaults : public ::testing::Test {
 protected:
    RigPlant& running(Dongle dongle) {
        auto& plant = rig.add(std::move(dongle));
        rig.start(plant);
        return plant;
    }

    // Polled for a minute: all that is to be found was found.
    RigPlant& polled(simulator::RegisterImage registers = simulator::gen1_plant()) {
        auto& plant = running(Dongle{std::move(registers)});
        rig.run_for(2min);
        EXPECT_TRUE(is_live(plant));
        EXPECT_TRUE(render::is_servable(*plant.hub.latest()));
        return plant;
    }

    static bool is_live(const RigPlant& plant) {
        return plant.hub.latest() && plant.hub.latest()->state == PlantState::live;
    }

    static std::uint64_t cycles(const RigPlant& plant) { return plant.hub.latest()->cycles; }

    Rig rig;
};

TEST_F(SimulatorFaults, AnAcPlantIsFoundWithItsOnePack) {
    const auto& plant = polled(simulator::ac_plant());

    EXPECT_EQ(plant.hub.latest()->identity->model(), Model::ac);
    EXPECT_EQ(plant.hub.latest()->serial(), "CE2117G305");
    EXPECT_EQ(plant.link->topology()->packs.size(), 1U);
}

TEST_F(SimulatorFaults, AThirdGenerationIsFoundWithItsPacksAndItsMeter) {
    const auto& plant = polled(simulator::gen3_plant());

    EXPECT_EQ(plant.hub.latest()->identity->model(), Model::hybrid_gen3);
    EXPECT_EQ(plant.hub.latest()->serial(), "FD2341G118");
    EXPECT_EQ(plant.link->topology()->packs.size(), 2U);
    EXPECT_EQ(plant.link->topology()->meters.size(), 1U);
}

TEST_F(SimulatorFaults, FivePerCentLostFramesCostNoConnection) {
    auto& plant = polled();
    const auto before = cycles(plant);
    plant.dongle.set_fault({.kind = simulator::FaultKind::lose_share, .percent = 5});

    rig.run_for(10min);

    EXPECT_GE(cycles(plant), before + 50);
    EXPECT_GE(plant.dongle.counts().silences, 10U);
    EXPECT_EQ(plant.dongle.counts().connections_made, 1U);
}

TEST_F(SimulatorFaults, AnInverterThatRebootsIsFoundAgain) {
    auto& plant = polled();
    const auto before = cycles(plant);
    const auto other = plant.dongle.connect(rig.clock().now()).value();

    const auto reboot = encode(WriteRequest{device::inverter, 163, 100});
    plant.dongle.receive(other, reboot, rig.clock().now());

    EXPECT_TRUE(rig.run_until([&] { return plant.dongle.counts().connections == 0; }, 2s));
    EXPECT_FALSE(rig.run_until([&] { return plant.dongle.counts().connections > 0; }, 4999ms));
    EXPECT_TRUE(rig.run_until([&] { return cycles(plant) >= before + 3; }, 1min));
    EXPECT_TRUE(is_live(plant));
    EXPECT_EQ(plant.dongle.counts().connections_made, 3U);
    EXPECT_EQ(plant.dongle.writes_of(163), 1U);
}

TEST_F(SimulatorFaults, ADongleThatRestartsIsFoundAgain) {
    auto& plant = polled();
    const auto before = cycles(plant);

    for (int i = 0; i < 5; ++i) {
        plant.dongle.hang_up(rig.clock().now());
        rig.run_for(1min);
    }

    EXPECT_TRUE(is_live(plant));
    EXPECT_GE(cycles(plant), before + 20);
    EXPECT_EQ(plant.dongle.counts().connections_made, 6U);
    EXPECT_EQ(plant.dongle.counts().most_connections_at_once, 1U);
}

TEST_F(SimulatorFaults, ADongleThatAcceptsNobodyForAMinuteIsFoundAgain) {
    auto& plant = polled();
    plant.dongle.set_accepting(false);
    plant.dongle.hang_up(rig.clock().now());
    rig.run_for(1min);
    EXPECT_FALSE(plant.hub.latest()->online());

    plant.dongle.set_accepting(true);

    EXPECT_TRUE(rig.run_until([&] { return is_live(plant); }, 2min));
    EXPECT_EQ(plant.dongle.counts().most_connections_at_once, 1U);
}

TEST_F(SimulatorFaults, AnInverterThatRefusesEverythingIsNotOnlineAndComesBack) {
    auto& plant = polled();
    plant.dongle.set_mood(Mood::refuses);
    rig.run_for(2min);
    EXPECT_FALSE(plant.hub.latest()->online());

    plant.dongle.set_mood(Mood::answers);

    EXPECT_TRUE(rig.run_until([&] { return is_live(plant); }, 2min));
}

TEST_F(SimulatorFaults, ADeadBatteryStarvesNobody) {
    auto& plant = polled();
    const auto before = cycles(plant);
    plant.dongle.registers().remove(second_pack);

    rig.run_for(5min);

    EXPECT_TRUE(is_live(plant));
    EXPECT_GE(cycles(plant), before + 20);
    EXPECT_EQ(plant.dongle.counts().connections_made, 1U);
}

// It missed the first cycle, and its answer to the search is a first reading, which waits.
TEST_F(SimulatorFaults, AKnownBatteryThatAnswersTheSearchIsNotForgotten) {
    auto& first = polled();
    const auto kept = first.kept;
    rig.stop(first);
    auto& plant = rig.add(Dongle{simulator::gen1_plant()}, Rig::usual_settings(), kept);
    plant.dongle.registers().remove(second_pack);
    rig.start(plant);
    ASSERT_TRUE(rig.run_until([&] { return plant.hub.latest() && cycles(plant) == 1; }, 1min));

    plant.dongle.registers() = simulator::gen1_plant();
    rig.run_for(2min);

    EXPECT_EQ(plant.link->topology()->packs.size(), 2U);
    EXPECT_EQ(plant.kept->packs.size(), 2U);
}

TEST_F(SimulatorFaults, ManyBadFramesCostTimeButNoWrongValue) {
    auto& plant = polled();
    plant.dongle.corrupt_next(8);

    rig.run_for(3min);

    EXPECT_TRUE(is_live(plant));
    EXPECT_GE(plant.link->counts().crc_errors, 1U);
    EXPECT_EQ(plant.hub.latest()->serial(), "SA2114G047");
}

TEST_F(SimulatorFaults, AnotherClientsReadsAreSeenAndDisturbNothing) {
    auto& plant = polled();
    const auto before = cycles(plant);
    const auto other = plant.dongle.connect(rig.clock().now()).value();
    const auto question = encode(ReadRequest{device::inverter, {Bank::input, 120, 60}});

    for (int i = 0; i < 60; ++i) {
        plant.dongle.receive(other, question, rig.clock().now());
        rig.run_for(3s);
    }

    EXPECT_TRUE(is_live(plant));
    EXPECT_GE(cycles(plant), before + 16);
    EXPECT_GE(plant.link->counts().foreign_frames, 50U);
}

// The recorded plant was polled by others at 0x31; the same inverter answers us at 0x11.
TEST_F(SimulatorFaults, ARecordedHourIsLivedThroughAgain) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto capture = simulator::parse_capture(
        testing::shared_text("vectors/captures/hybrid_gen1_arm449_givbat82_givbat95gen3_60min.log")
    );
    ASSERT_TRUE(capture);
    auto& plant = running(simulator::play_plant(*capture, DongleSettings{}));

    rig.run_for(1h);

    EXPECT_TRUE(is_live(plant));
    EXPECT_EQ(plant.hub.latest()->serial(), "SA2114G000");
    EXPECT_EQ(plant.link->topology()->packs.size(), 2U);
    EXPECT_GE(cycles(plant), 300U);
    EXPECT_GE(plant.link->counts().foreign_frames, 1000U);
    EXPECT_EQ(plant.dongle.counts().connections_made, 1U);
}

TEST_F(SimulatorFaults, ARecordingWithoutAnswersIsNoPlantButDoesNoHarm) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto capture =
        simulator::parse_capture(testing::shared_text("vectors/captures/aio_arm612_5min.log"));
    ASSERT_TRUE(capture);
    auto& plant = running(simulator::play_bytes(*capture, DongleSettings{}));

    rig.run_for(10min);

    EXPECT_FALSE(is_live(plant));
    EXPECT_GE(plant.link->counts().foreign_frames, 1U);
    EXPECT_EQ(plant.dongle.counts().most_connections_at_once, 1U);
}

}  // namespace
}  // namespace giv
