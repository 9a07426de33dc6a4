// One plant's link against the simulated dongle, on a clock that the test turns.
#include "simulator/builtin_plants.hpp"
#include "support/rig.hpp"

#include "givtcp/protocol/frame.hpp"
#include "givtcp/render/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using simulator::DongleSettings;
using simulator::Mood;
using testing::Door;
using testing::Rig;
using testing::RigPlant;

Dongle a_gen1(std::chrono::milliseconds latency = 250ms) {
    DongleSettings settings;
    settings.latency = latency;
    return Dongle{simulator::gen1_plant(), settings};
}

const Measured* find(const SnapshotPtr& snapshot, std::string_view path) {
    if (!snapshot) return nullptr;
    const auto found = std::ranges::find_if(snapshot->values, [&](const Measured& measured) {
        return measured.point->path == path;
    });
    return found == snapshot->values.end() ? nullptr : &*found;
}

double number(const RigPlant& plant, std::string_view path) {
    const auto* measured = find(plant.hub.latest(), path);
    return measured == nullptr ? -99999 : std::get<Number>(measured->value).value;
}

bool is_complete(const RigPlant& plant) {
    const auto snapshot = plant.hub.latest();
    return snapshot && render::is_servable(*snapshot);
}

bool is_in_state(const RigPlant& plant, PlantState state) {
    return plant.hub.latest() && plant.hub.latest()->state == state;
}

struct PlantLinkTest : ::testing::Test {
    Rig rig;

    RigPlant& running(Dongle dongle, LinkSettings settings = Rig::usual_settings()) {
        auto& plant = rig.add(std::move(dongle), std::move(settings));
        rig.start(plant);
        return plant;
    }

    RigPlant& polled() {
        auto& plant = running(a_gen1());
        EXPECT_TRUE(rig.run_until([&] { return is_complete(plant); }, 60s));
        return plant;
    }
};

TEST_F(PlantLinkTest, PublishesTheFirstValuesBeforeThePlantIsSearched) {
    auto& plant = running(a_gen1());

    const auto power = [&] { return find(plant.hub.latest(), "Power/Power/SOC") != nullptr; };
    ASSERT_TRUE(rig.run_until(power, 60s));

    // Who is there, and the first measurements, twice; the next question may be under way.
    EXPECT_EQ(plant.link->counts().answers, 3U);
    EXPECT_LE(plant.link->counts().requests, 4U);
    EXPECT_FALSE(is_complete(plant));
}

TEST_F(PlantLinkTest, PollsEveryPeriodFromStartToStart) {
    auto& plant = polled();
    rig.run_for(60s);  // the search for parts ends
    const auto before = plant.hub.latest()->cycles;

    rig.run_for(100s);

    EXPECT_EQ(plant.hub.latest()->cycles - before, 10U);
    EXPECT_TRUE(plant.hub.latest()->online());
}

// Two blocks of the inverter and two packs, a quarter of a second each.
TEST_F(PlantLinkTest, SaysHowLongTheLastWholeCycleTook) {
    auto& plant = running(a_gen1(250ms));
    EXPECT_FALSE(plant.link->last_cycle_took());

    rig.run_for(60s);

    EXPECT_EQ(plant.link->last_cycle_took(), 1s);

    plant.dongle.set_latency(500ms);
    rig.run_for(20s);
    EXPECT_EQ(plant.link->last_cycle_took(), 2s);
}

TEST_F(PlantLinkTest, FindsBothPacksAndNoOthers) {
    auto& plant = polled();
    rig.run_for(60s);

    ASSERT_TRUE(plant.link->topology());
    EXPECT_EQ(plant.link->topology()->packs.size(), 2U);
    EXPECT_TRUE(plant.link->topology()->meters.empty());
    EXPECT_EQ(plant.kept, plant.link->topology());
}

TEST_F(PlantLinkTest, AKeptTopologyMakesTheNextStartQuicker) {
    auto& first = polled();
    rig.run_for(60s);
    const auto kept = first.kept;
    rig.stop(first);

    auto& second = rig.add(a_gen1(), Rig::usual_settings(), kept);
    rig.start(second);
    ASSERT_TRUE(rig.run_until([&] { return is_complete(second); }, 60s));
    const auto requests = second.link->counts().requests;
    rig.run_for(5s);

    EXPECT_EQ(second.hub.latest()->parts.size(), 3U);
    EXPECT_EQ(second.link->counts().requests, requests);  // nothing was searched
}

TEST_F(PlantLinkTest, AnswersHeartbeatsWhileARequestWaits) {
    DongleSettings settings;
    settings.heartbeat_period = 1s;
    settings.latency = 900ms;
    auto& plant = running(Dongle{simulator::gen1_plant(), settings});

    rig.run_for(300s);

    EXPECT_GT(plant.dongle.counts().heartbeats, 250U);
    EXPECT_EQ(plant.dongle.counts().heartbeats_missed, 0U);
    EXPECT_EQ(plant.dongle.counts().connections_made, 1U);
}

TEST_F(PlantLinkTest, ASilentInverterIsSaidToBeSilentInTimeAndComesBack) {
    auto& plant = polled();
    rig.run_for(60s);
    plant.dongle.set_mood(Mood::silent);
    const auto silent_at = rig.clock().now();

    ASSERT_TRUE(rig.run_until([&] { return is_in_state(plant, PlantState::silent); }, 5min));
    EXPECT_LE(rig.clock().now() - silent_at, 41s);  // max(3 cycles, 30 s), and the cycle before
    EXPECT_FALSE(plant.hub.latest()->online());

    plant.dongle.set_mood(Mood::answers);
    EXPECT_TRUE(rig.run_until([&] { return plant.hub.latest()->online(); }, 60s));
}

TEST_F(PlantLinkTest, ReconnectsByItselfWhenTheConnectionIsCut) {
    auto& plant = polled();
    const auto cycles = plant.hub.latest()->cycles;

    plant.transport->cut();
    rig.run_for(60s);

    EXPECT_EQ(plant.dongle.counts().connections_made, 2U);
    EXPECT_GE(plant.hub.latest()->cycles, cycles + 4);
    EXPECT_TRUE(plant.hub.latest()->online());
}

TEST_F(PlantLinkTest, NeverHasMoreThanOneConnection) {
    auto& plant = polled();
    for (int i = 0; i < 50; ++i) {
        plant.transport->cut();
        rig.run_for(45s);
    }

    EXPECT_GE(plant.dongle.counts().connections_made, 51U);
    EXPECT_EQ(plant.transport->most_open_at_once(), 1U);
    EXPECT_EQ(plant.dongle.counts().most_connections_at_once, 1U);
}

TEST_F(PlantLinkTest, APlantThatIsAbsentAtStartIsTriedForEver) {
    auto& plant = rig.add(a_gen1());
    plant.transport->set_door(Door::refuses);
    rig.start(plant);

    rig.run_for(10min);
    // 2, 5, 10, 20, then 40 s, each +- 20 %.
    EXPECT_GE(plant.transport->attempts(), 15U);
    EXPECT_LE(plant.transport->attempts(), 24U);
    EXPECT_FALSE(plant.hub.latest()->online());
    EXPECT_LE(plant.log.size(), 4U);  // a fault that repeats is told once

    plant.transport->set_door(Door::open);
    EXPECT_TRUE(rig.run_until([&] { return is_complete(plant); }, 2min));
}

TEST_F(PlantLinkTest, AConnectionThatNeverComesAboutIsGivenUp) {
    auto& plant = rig.add(a_gen1());
    plant.transport->set_door(Door::hangs);
    rig.start(plant);

    rig.run_for(5min);

    EXPECT_GE(plant.transport->attempts(), 6U);
    EXPECT_TRUE(is_in_state(plant, PlantState::silent));
}

TEST_F(PlantLinkTest, GarbageOnTheWireCostsNothingButAMoment) {
    auto& plant = polled();
    rig.run_for(60s);
    const auto cycles = plant.hub.latest()->cycles;
    Bytes garbage;
    for (int i = 0; i < 5000; ++i)
        garbage.push_back(static_cast<std::uint8_t>(i * 7919 >> 3));

    for (int i = 0; i < 20; ++i) {
        plant.transport->inject(garbage);
        plant.transport->inject({0x59, 0x59, 0x00, 0x01, 0x00, 0x9e, 0x01, 0x02, 0x57});
        rig.run_for(5s);
    }

    EXPECT_GE(plant.hub.latest()->cycles, cycles + 9);
    EXPECT_EQ(plant.dongle.counts().connections_made, 1U);
}

TEST_F(PlantLinkTest, AFrameWithAWrongCrcIsNeverPublished) {
    auto& plant = polled();
    rig.run_for(60s);
    const auto charge = number(plant, "Power/Power/SOC");
    plant.dongle.registers().set(device::inverter, IR(59), 7);
    plant.dongle.corrupt_next(1);

    const auto errors = plant.link->counts().crc_errors;
    ASSERT_TRUE(rig.run_until([&] { return plant.link->counts().crc_errors > errors; }, 30s));
    EXPECT_EQ(number(plant, "Power/Power/SOC"), charge);

    rig.run_for(15s);  // asked again, with a right CRC
    EXPECT_EQ(number(plant, "Power/Power/SOC"), 7);
}

TEST_F(PlantLinkTest, AnswersToOthersAreTakenAndSaveAnAsking) {
    LinkSettings settings = Rig::usual_settings();
    auto& plant = running(a_gen1(), settings);
    ASSERT_TRUE(rig.run_until([&] { return is_complete(plant); }, 60s));
    rig.run_for(60s);
    const auto cycles = plant.hub.latest()->cycles;
    ASSERT_TRUE(rig.run_until([&] { return plant.hub.latest()->cycles > cycles; }, 20s));

    // Another client's read of the measurements, when our cycle has just been done.
    ReadResponse foreign;
    foreign.adapter = serial_of("WF2142G731");
    foreign.inverter = serial_of(plant.hub.latest()->serial());
    foreign.device = device::inverter;
    foreign.range = {Bank::input, 0, 60};
    foreign.words = *plant.dongle.registers().read(device::inverter, foreign.range);
    foreign.words[59] = 33;
    plant.transport->inject(encode(Response{foreign}));
    rig.run_for(100ms);

    EXPECT_EQ(plant.link->counts().foreign_frames, 1U);
    rig.run_for(11s);
    EXPECT_GE(plant.hub.latest()->cycles, cycles + 2);
}

TEST_F(PlantLinkTest, AnotherInvertersFrameIsDropped) {
    auto& plant = polled();
    rig.run_for(60s);
    ReadResponse stranger;
    stranger.inverter = serial_of("ZZ9999Z999");
    stranger.device = device::inverter;
    stranger.range = {Bank::input, 0, 60};
    stranger.words.assign(60, 0);
    stranger.words[59] = 1;

    plant.transport->inject(encode(Response{stranger}));
    rig.run_for(10ms);

    EXPECT_EQ(plant.link->counts().dropped_frames, 1U);
    EXPECT_EQ(plant.link->counts().foreign_frames, 0U);
}

TEST_F(PlantLinkTest, AWriteOfTheAppIsSeenAtOnceAndSettingsAreReadAgain) {
    auto& plant = polled();
    rig.run_for(60s);
    plant.dongle.registers().set(device::inverter, HR(116), 61);
    WriteResponse echo;
    echo.inverter = serial_of(plant.hub.latest()->serial());
    echo.device = device::inverter;
    echo.index = 116;
    echo.value = 61;

    plant.transport->inject(encode(Response{echo}));
    rig.run_for(12s);

    EXPECT_EQ(number(plant, "Control/Target_SOC"), 61);
}

TEST_F(PlantLinkTest, ALateAnswerDoesNotAnswerAnotherQuestion) {
    auto& plant = polled();
    rig.run_for(60s);
    // 3 s: each first try times out, and its answer comes while the next question waits.
    plant.dongle.set_latency(3s);
    rig.run_for(5min);
    plant.dongle.set_latency(250ms);
    rig.run_for(2min);

    const auto json = nlohmann::json::parse(
        render::to_json(render::document(*plant.hub.latest(), rig.clock().moment(), {}))
    );
    const auto words = *plant.dongle.registers().read(device::inverter, {Bank::input, 0, 60});
    EXPECT_EQ(json.at("Power").at("Power").at("SOC"), words[59]);
    EXPECT_TRUE(plant.hub.latest()->online());
}

TEST_F(PlantLinkTest, WantedCyclesComeAtOnceButNotInBunches) {
    auto& plant = polled();
    rig.run_for(61s);
    const auto cycles = plant.hub.latest()->cycles;

    plant.link->want_cycle();
    plant.link->want_cycle();
    rig.run_for(3s);
    EXPECT_EQ(plant.hub.latest()->cycles, cycles + 1);

    plant.link->want_cycle();
    rig.run_for(1s);
    EXPECT_EQ(plant.hub.latest()->cycles, cycles + 1);
}

TEST_F(PlantLinkTest, AModelThatIsNotReadShowsWhoItIsAndIsLeftAlone) {
    simulator::RegisterImage image;
    auto words = *simulator::gen1_plant().read(device::inverter, {Bank::holding, 0, 60});
    words[0] = 0x8001;
    words[21] = 612;
    image.set(device::inverter, Bank::holding, 0, words);
    auto& plant = running(Dongle{std::move(image)});

    rig.run_for(5min);

    EXPECT_TRUE(is_in_state(plant, PlantState::unsupported));
    EXPECT_EQ(plant.hub.latest()->detail, "model all_in_one is not read yet");
    EXPECT_TRUE(plant.hub.latest()->online());
    EXPECT_LE(plant.dongle.counts().reads, 32U);  // HR0 once a period
    EXPECT_FALSE(is_complete(plant));
}

TEST_F(PlantLinkTest, AnotherInverterBehindTheSameDongleIsDetectedAnew) {
    auto& plant = polled();
    rig.run_for(60s);
    auto words = *plant.dongle.registers().read(device::inverter, {Bank::holding, 0, 60});
    words[17] = 0x3939;  // ...99
    plant.dongle.registers().set(device::inverter, Bank::holding, 0, words);
    plant.transport->cut();

    rig.run_for(2min);

    EXPECT_TRUE(plant.hub.latest()->serial().ends_with("99"));
    EXPECT_TRUE(is_complete(plant));
}

TEST_F(PlantLinkTest, EndsAtOnceWheneverItIsToldTo) {
    for (int i = 0; i < 200; ++i) {
        Rig each;
        auto& plant = each.add(a_gen1());
        each.start(plant);
        each.run_for(i * 37ms);

        each.stop(plant);

        ASSERT_TRUE(plant.exit) << "after " << i * 37 << " ms";
        EXPECT_EQ(plant.exit->how, Exit::How::cancelled) << plant.exit->why;
        EXPECT_EQ(each.clock().sleeping(), 0U);
        EXPECT_EQ(plant.transport->open_connections(), 0U);
    }
}

TEST_F(PlantLinkTest, TwoPlantsDoNotKnowOfEachOther) {
    auto& first = running(a_gen1());
    auto settings = Rig::usual_settings();
    settings.instance = 2;
    auto& second = running(Dongle{simulator::ac_plant()}, settings);
    rig.run_for(60s);
    first.dongle.set_mood(Mood::silent);

    rig.run_for(3min);

    EXPECT_FALSE(first.hub.latest()->online());
    EXPECT_TRUE(second.hub.latest()->online());
    EXPECT_NE(first.hub.latest()->serial(), second.hub.latest()->serial());
    EXPECT_THAT(second.sink.plants, ::testing::Each(2));
}

TEST_F(PlantLinkTest, AnEveningOfPollingIsAnEveningOfCycles) {
    auto& plant = polled();
    rig.run_for(60s);
    const auto before = plant.hub.latest()->cycles;
    plant.sink.snapshots.clear();

    for (int hour = 0; hour < 4; ++hour) {
        rig.run_for(1h);
        plant.sink.snapshots.clear();
    }

    EXPECT_EQ(plant.hub.latest()->cycles - before, 1440U);
    EXPECT_EQ(plant.dongle.counts().connections_made, 1U);
}

}  // namespace
}  // namespace giv
