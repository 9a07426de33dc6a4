// What a link must live through: parts that come and go, settings that stay away, dongles that
// hang up, clients that never ask, nights without an answer.
#include "simulator/builtin_plants.hpp"
#include "support/rig.hpp"

#include "givtcp/protocol/frame.hpp"
#include "givtcp/render/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using simulator::DongleSettings;
using simulator::Mood;
using simulator::RegisterImage;
using ::testing::Contains;
using ::testing::ContainsRegex;
using testing::Door;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Rig;
using testing::RigPlant;

constexpr RegisterRange pack_page{Bank::input, 60, 60};

DeviceAddress pack_place(int index) {
    return {static_cast<std::uint8_t>(device::first_lv_pack.value + index)};
}

// A pack like the first, with another last digit in its serial (IR114).
void put_pack(RegisterImage& image, int index, char digit) {
    auto page = *simulator::gen1_plant().read(device::first_lv_pack, pack_page);
    page[54] = static_cast<std::uint16_t>((page[54] & 0xFF00U) | static_cast<unsigned char>(digit));
    image.set(pack_place(index), Bank::input, pack_page.base, page);
}

RegisterImage gen1_with_packs(int count) {
    auto image = simulator::gen1_plant();
    for (int i = 0; i < device::lv_pack_places; ++i) {
        image.remove(pack_place(i));
        if (i < count) put_pack(image, i, static_cast<char>('1' + i));
    }
    return image;
}

bool is_complete(const RigPlant& plant) {
    return plant.hub.latest() && render::is_servable(*plant.hub.latest());
}

PlantState state(const RigPlant& plant) { return plant.hub.latest()->state; }

std::uint64_t cycles(const RigPlant& plant) { return plant.hub.latest()->cycles; }

ReadResponse foreign_answer(const RigPlant& plant, RegisterRange range) {
    ReadResponse response;
    response.inverter = serial_of(plant.hub.latest()->serial());
    response.device = device::inverter;
    response.range = range;
    response.words = *plant.dongle.registers().read(device::inverter, range);
    return response;
}

struct LinkEndurance : ::testing::Test {
    Rig rig;

    // Polled for two minutes: all that is to be found was found. Its clock runs.
    RigPlant& settled(
        RegisterImage image = simulator::gen1_plant(),
        LinkSettings settings = Rig::usual_settings(),
        std::optional<Topology> kept = std::nullopt
    ) {
        auto& plant = rig.add(Dongle{std::move(image)}, std::move(settings), std::move(kept));
        plant.dongle.run_clock(rig.clock().now());
        rig.start(plant);
        rig.run_for(2min);
        EXPECT_TRUE(is_complete(plant));
        return plant;
    }
};

// ---- parts --------------------------------------------------------------------------------

TEST_F(LinkEndurance, PacksThatDieDoNotTakeTheInverterWithThem) {
    auto& plant = settled(gen1_with_packs(6));
    ASSERT_EQ(plant.link->topology()->packs.size(), 6U);
    for (int i = 1; i < 6; ++i)
        plant.dongle.registers().remove(pack_place(i));
    rig.run_for(1min);
    const auto before = cycles(plant);
    const auto connections = plant.dongle.counts().connections_made;

    rig.run_for(10min);

    EXPECT_GE(cycles(plant), before + 59);
    EXPECT_EQ(plant.dongle.counts().connections_made, connections);
    EXPECT_EQ(state(plant), PlantState::live);
}

TEST_F(LinkEndurance, APackThatComesBackIsReadAgain) {
    auto& plant = settled(gen1_with_packs(2));
    plant.dongle.registers().remove(pack_place(1));
    rig.run_for(5min);
    put_pack(plant.dongle.registers(), 1, '2');
    const auto reads = plant.link->counts().timeouts;

    rig.run_for(1min);

    EXPECT_EQ(plant.link->counts().timeouts, reads);
    EXPECT_EQ(plant.link->topology()->packs.size(), 2U);
}

TEST_F(LinkEndurance, KeptPartsThatAreGoneAreForgottenAndNewOnesFound) {
    const auto kept = settled(gen1_with_packs(5)).kept;
    ASSERT_EQ(kept->packs.size(), 5U);
    auto today = gen1_with_packs(1);
    put_pack(today, 5, '9');

    const auto& plant = settled(std::move(today), Rig::usual_settings(), kept);

    ASSERT_EQ(plant.link->topology()->packs.size(), 2U);
    EXPECT_EQ(plant.link->topology()->packs[1].address, pack_place(5));
    EXPECT_EQ(plant.kept, plant.link->topology());
    EXPECT_EQ(plant.dongle.counts().connections_made, 1U);
}

TEST_F(LinkEndurance, ANewPackIsFoundWithinTheHour) {
    auto& plant = settled(gen1_with_packs(1));
    put_pack(plant.dongle.registers(), 3, '4');

    rig.run_for(61min);

    EXPECT_EQ(plant.link->topology()->packs.size(), 2U);
    EXPECT_EQ(plant.kept->packs.size(), 2U);
}

TEST_F(LinkEndurance, AnotherPacksValuesAreNeverShownAsThisOnes) {
    auto& plant = settled(gen1_with_packs(2));
    const auto former = plant.link->topology()->packs[1].serial;
    put_pack(plant.dongle.registers(), 1, '8');
    plant.dongle.registers().set(pack_place(1), IR(100), 17);
    plant.sink.snapshots.clear();

    rig.run_for(65min);

    const auto shown_as_former = [&](const SnapshotPtr& snapshot) {
        return std::ranges::any_of(snapshot->values, [&](const Measured& value) {
            return value.point->subject == Subject::pack &&
                   snapshot->parts[value.part].id == former && value.value == Value{Number{17, 0}};
        });
    };
    EXPECT_TRUE(std::ranges::none_of(plant.sink.snapshots, shown_as_former));
    EXPECT_NE(plant.link->topology()->packs[1].serial, former);
}

TEST_F(LinkEndurance, APackThatWasTakenForAnotherForAWhileIsBackWithinAMinute) {
    auto& plant = settled(gen1_with_packs(2));
    const auto own = plant.link->topology()->packs[1].serial;
    const auto page = plant.dongle.registers().read(pack_place(1), {Bank::input, 60, 60}).value();
    put_pack(plant.dongle.registers(), 1, '8');
    const auto serial = [&] { return plant.link->topology()->packs[1].serial; };
    ASSERT_TRUE(rig.run_until([&] { return serial() != own; }, 1min));

    plant.dongle.registers().set(pack_place(1), Bank::input, 60, page);

    EXPECT_TRUE(rig.run_until([&] { return serial() == own; }, 1min));
}

TEST_F(LinkEndurance, OneOrTwoReadingsOfAnotherPackMakeNoSearch) {
    auto& plant = settled(gen1_with_packs(2));
    rig.run_for(10min);
    const auto searches = plant.hub.latest()->searches;
    const auto page = plant.dongle.registers().read(pack_place(1), {Bank::input, 60, 60}).value();
    for (int i = 0; i < 20; ++i) {
        put_pack(plant.dongle.registers(), 1, '8');
        rig.run_for(20s);
        plant.dongle.registers().set(pack_place(1), Bank::input, 60, page);
        rig.run_for(10s);
    }

    EXPECT_EQ(plant.hub.latest()->searches, searches);
}

TEST_F(LinkEndurance, MissingBatteriesAreToldOnce) {
    auto settings = Rig::usual_settings();
    settings.expected_batteries = 3;
    auto& plant = settled(gen1_with_packs(2), settings);

    rig.run_for(5h);

    EXPECT_EQ(
        std::ranges::count_if(
            plant.log,
            [](const std::string& line) { return line.find("NUM_BATTERIES") != std::string::npos; }
        ),
        1
    );
}

// ---- settings -----------------------------------------------------------------------------

TEST_F(LinkEndurance, SettingsThatDidNotComeAtStartComeSoon) {
    auto& plant = rig.add(Dongle{simulator::gen1_plant()});
    rig.start(plant);
    // The answers after the first measurements are damaged: settings, and their second tries.
    ASSERT_TRUE(rig.run_until([&] { return plant.dongle.counts().answers == 3; }, 30s));
    plant.dongle.corrupt_next(4);

    ASSERT_TRUE(rig.run_until([&] { return is_complete(plant); }, 2min));
}

TEST_F(LinkEndurance, ABlockThatNeverComesIsNotAskedForAllTheTime) {
    auto& plant = settled();
    auto& registers = plant.dongle.registers();
    const auto all = registers;
    registers.remove(device::inverter);
    for (const auto bank : {Bank::holding, Bank::input}) {
        for (int index = 0; index < 300; ++index) {
            const Register where{bank, static_cast<std::uint16_t>(index)};
            const auto word = all.word(device::inverter, where);
            const bool is_lost = bank == Bank::input && index >= 120 && index < 180;
            if (word && !is_lost) registers.set(device::inverter, where, *word);
        }
    }
    rig.run_for(10min);
    const auto timeouts = plant.link->counts().timeouts;

    rig.run_for(1h);

    // Four times within two minutes, then after five minutes: two tries each.
    EXPECT_LE(plant.link->counts().timeouts - timeouts, 100U);
    EXPECT_EQ(state(plant), PlantState::live);
}

// ---- others on the wire -------------------------------------------------------------------

TEST_F(LinkEndurance, ABlockThatAnotherClientHasJustReadIsNotAskedFor) {
    auto& plant = settled();
    rig.run_for(5min);  // parts have been looked for again
    const auto before = cycles(plant);
    ASSERT_TRUE(rig.run_until([&] { return cycles(plant) > before; }, 20s));
    const auto per_cycle = plant.link->counts().requests;
    ASSERT_TRUE(rig.run_until([&] { return cycles(plant) > before + 1; }, 20s));
    const auto usual = plant.link->counts().requests - per_cycle;
    ASSERT_EQ(usual, 4U);  // two blocks of the inverter, two packs

    // The next cycle has begun, and waits for its first block.
    ASSERT_TRUE(rig.run_until([&] { return plant.link->counts().requests == per_cycle + 5; }, 20s));
    plant.transport->inject(encode(Response{foreign_answer(plant, {Bank::input, 180, 60})}));
    ASSERT_TRUE(rig.run_until([&] { return cycles(plant) > before + 2; }, 20s));

    EXPECT_EQ(plant.link->counts().requests, per_cycle + 4 + 3);
    EXPECT_EQ(plant.link->counts().foreign_frames, 1U);
}

TEST_F(LinkEndurance, ADamagedIntroductionCostsNothingThatIsKnown) {
    auto& plant = settled();
    const auto serial = std::string{plant.hub.latest()->serial()};
    const auto topology = plant.link->topology();
    const auto good = plant.dongle.registers().word(device::inverter, HR(17));
    plant.dongle.registers().set(device::inverter, HR(17), 0x3939);
    plant.transport->cut();
    const auto reads = plant.dongle.counts().reads;
    ASSERT_TRUE(rig.run_until([&] { return plant.dongle.counts().reads > reads; }, 60s));
    plant.dongle.registers().set(device::inverter, HR(17), *good);
    plant.sink.snapshots.clear();

    rig.run_for(2min);

    EXPECT_EQ(plant.link->topology(), topology);
    for (const auto& snapshot : plant.sink.snapshots)
        EXPECT_EQ(snapshot->serial(), serial);
    EXPECT_EQ(state(plant), PlantState::live);
}

// ---- hanging up ---------------------------------------------------------------------------

TEST_F(LinkEndurance, ADongleThatHangsUpBetweenCyclesIsNoFault) {
    auto& plant = settled();
    rig.run_for(3min);  // parts have been looked for again
    plant.log.clear();
    const auto before = cycles(plant);

    for (int i = 0; i < 60; ++i) {
        ASSERT_TRUE(
            rig.run_until([&] { return cycles(plant) > before + static_cast<unsigned>(i); }, 30s)
        );
        rig.run_for(1s);
        plant.dongle.hang_up(rig.clock().now());
    }

    EXPECT_TRUE(plant.log.empty()) << plant.log.front();
    EXPECT_EQ(state(plant), PlantState::live);
    EXPECT_EQ(plant.dongle.counts().most_connections_at_once, 1U);
}

TEST_F(LinkEndurance, AConnectionCutInTheMiddleOfAFrameLeavesNothingBehind) {
    auto& plant = settled();
    for (int i = 0; i < 20; ++i) {
        const auto bytes = encode(Response{foreign_answer(plant, {Bank::input, 0, 60})});
        plant.transport->inject({bytes.begin(), bytes.begin() + 7 * i + 1});
        plant.transport->cut();
        rig.run_for(45s);
    }

    EXPECT_EQ(plant.link->counts().crc_errors, 0U);
    EXPECT_EQ(state(plant), PlantState::live);
    EXPECT_EQ(plant.transport->most_open_at_once(), 1U);
}

// ---- silence ------------------------------------------------------------------------------

TEST_F(LinkEndurance, SilenceIsTrueInTimeAlsoWhileAConnectHangs) {
    auto& plant = settled();
    plant.transport->set_door(Door::hangs);
    plant.transport->cut();
    const auto cut_at = rig.clock().now();

    rig.run_for(20s);
    EXPECT_EQ(state(plant), PlantState::live);
    ASSERT_TRUE(rig.run_until([&] { return state(plant) == PlantState::silent; }, 20s));
    EXPECT_LE(rig.clock().now() - cut_at, 30s);
    EXPECT_THAT(plant.hub.latest()->detail, HasSubstr("no link to dongle:8899"));

    plant.transport->set_door(Door::open);
    ASSERT_TRUE(rig.run_until([&] { return state(plant) == PlantState::live; }, 60s));
    EXPECT_THAT(plant.hub.latest()->detail, HasSubstr("reading hybrid_gen1"));
}

TEST_F(LinkEndurance, SilenceIsMeasuredInThreeCyclesWhereTheyAreLong) {
    auto settings = Rig::usual_settings();
    settings.poll_period = 2min;
    auto& plant = rig.add(Dongle{simulator::gen1_plant()}, settings);
    rig.start(plant);
    rig.run_for(10min);
    ASSERT_EQ(state(plant), PlantState::live);

    plant.dongle.set_mood(Mood::silent);
    rig.run_for(3min);
    EXPECT_EQ(state(plant), PlantState::live);
    rig.run_for(4min);
    EXPECT_EQ(state(plant), PlantState::silent);
}

TEST_F(LinkEndurance, OneTimeOutAfterALongPauseIsNoDeadLink) {
    auto settings = Rig::usual_settings();
    settings.poll_period = 2min;
    auto& plant = settled(simulator::gen1_plant(), settings);
    const auto reads = plant.dongle.counts().reads;
    plant.dongle.set_mood(Mood::silent);
    ASSERT_TRUE(rig.run_until([&] { return plant.dongle.counts().reads > reads; }, 3min));
    plant.dongle.set_mood(Mood::answers);

    rig.run_for(10min);

    EXPECT_EQ(plant.dongle.counts().connections_made, 1U);
    EXPECT_EQ(plant.link->counts().timeouts, plant.dongle.counts().silences);
}

TEST_F(LinkEndurance, AWholeNightOfTroubleIsAFewLines) {
    auto& plant = settled();
    for (const auto door : {Door::refuses, Door::hangs}) {
        plant.log.clear();
        plant.transport->set_door(door);
        plant.transport->cut();

        rig.run_for(1min);
        EXPECT_LE(plant.log.size(), 4U);
        rig.run_for(8h);
        EXPECT_LE(plant.log.size(), 4U + 6U * 8U);
    }
    plant.transport->set_door(Door::open);
    plant.dongle.set_mood(Mood::silent);
    plant.log.clear();
    rig.run_for(8h);
    EXPECT_LE(plant.log.size(), 4U + 6U * 8U);

    plant.dongle.set_mood(Mood::answers);
    ASSERT_TRUE(rig.run_until([&] { return state(plant) == PlantState::live; }, 2min));
    rig.run_for(1min);
    EXPECT_THAT(plant.log, Contains(HasSubstr("all is well again")));
}

TEST_F(LinkEndurance, NoLineTellsAWholeSerial) {
    auto& plant = settled();
    plant.dongle.registers().remove(device::first_lv_pack);
    rig.run_for(2min);
    plant.dongle.hang_up(rig.clock().now());
    plant.dongle.registers().set(device::inverter, HR(17), 0x3939);
    rig.run_for(5min);

    ASSERT_THAT(plant.log, Contains(HasSubstr("battery ...")));
    EXPECT_THAT(plant.log, Not(Contains(ContainsRegex("[A-Z]{2}[0-9]{4}[A-Z][0-9]{3}"))));
}

// ---- settings of people -------------------------------------------------------------------

TEST_F(LinkEndurance, WhereNobodyAsksNothingIsReadAndThatIsNoSilence) {
    auto settings = Rig::usual_settings();
    settings.polls_by_itself = false;
    auto& plant = settled(simulator::gen1_plant(), settings);
    rig.run_for(2h);
    const auto reads = plant.dongle.counts().reads;
    const auto before = cycles(plant);
    EXPECT_EQ(state(plant), PlantState::live);

    rig.run_for(30min);
    EXPECT_EQ(plant.dongle.counts().reads, reads);

    plant.link->want_cycle();
    rig.run_for(5s);
    EXPECT_EQ(cycles(plant), before + 1);

    plant.dongle.set_mood(Mood::silent);
    plant.link->want_cycle();
    rig.run_for(40s);
    EXPECT_EQ(state(plant), PlantState::silent);
}

TEST_F(LinkEndurance, WithoutAnAddressItSaysSoAndWaits) {
    auto settings = Rig::usual_settings();
    settings.hosts.clear();
    auto& plant = rig.add(Dongle{simulator::gen1_plant()}, settings);

    rig.start(plant);
    rig.run_for(1h);

    EXPECT_EQ(plant.transport->attempts(), 0U);
    EXPECT_THAT(plant.hub.latest()->detail, HasSubstr("INVERTOR_IP"));
    EXPECT_FALSE(plant.hub.latest()->online());
}

TEST_F(LinkEndurance, AnUnsupportedModelAnswersHeartbeatsAndFallsSilentInTime) {
    auto image = simulator::gen1_plant();
    image.set(device::inverter, HR(0), 0x8001);
    DongleSettings dongle;
    dongle.heartbeat_period = 60s;
    auto& plant = rig.add(Dongle{std::move(image), dongle});
    rig.start(plant);
    rig.run_for(10min);
    ASSERT_EQ(state(plant), PlantState::unsupported);
    EXPECT_EQ(plant.dongle.counts().heartbeats_missed, 0U);
    EXPECT_EQ(plant.dongle.counts().connections_made, 1U);

    plant.dongle.set_mood(Mood::silent);
    rig.run_for(41s);
    EXPECT_EQ(state(plant), PlantState::silent);

    plant.dongle.set_mood(Mood::answers);
    ASSERT_TRUE(rig.run_until([&] { return state(plant) == PlantState::unsupported; }, 2min));
}

TEST_F(LinkEndurance, EveryStateIsPublishedAsItComes) {
    auto& plant = rig.add(Dongle{simulator::gen1_plant()});
    rig.start(plant);
    rig.run_for(5s);

    std::vector<PlantState> states;
    for (const auto& snapshot : plant.sink.snapshots) {
        if (states.empty() || states.back() != snapshot->state) states.push_back(snapshot->state);
    }
    EXPECT_THAT(
        states,
        ::testing::ElementsAre(PlantState::connecting, PlantState::detecting, PlantState::live)
    );
}

}  // namespace
}  // namespace giv
