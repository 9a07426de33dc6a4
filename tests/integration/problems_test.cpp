// What is wrong with a plant is said in its snapshots, reachable or not, and clears itself.
#include "simulator/builtin_plants.hpp"
#include "support/rig.hpp"

#include "givtcp/render/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Mood;
using ::testing::Contains;
using testing::Door;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Rig;
using testing::RigPlant;

struct ProblemsOfAPlant : ::testing::Test {
    Rig rig;
    RigPlant* plant = nullptr;

    void add(LinkSettings settings = Rig::usual_settings()) {
        plant = &rig.add(simulator::Dongle{simulator::gen1_plant(), {}}, std::move(settings));
    }

    // Read as a whole; its clock is right, and runs.
    void live(LinkSettings settings = Rig::usual_settings()) {
        add(std::move(settings));
        plant->dongle.run_clock(
            std::chrono::local_seconds{
                std::chrono::floor<std::chrono::seconds>(rig.clock().wall()).time_since_epoch() +
                1h},
            rig.clock().now()
        );
        rig.start(*plant);
        rig.run_for(2min);
    }

    std::vector<std::string> keys() const {
        std::vector<std::string> found;
        for (const auto& problem : plant->hub.latest()->problems)
            found.emplace_back(problem.key);
        return found;
    }

    std::string text_at(std::string_view path) {
        const auto document = render::document(*plant->hub.latest(), rig.clock().moment(), {});
        const auto found = std::ranges::find(document, path, &render::Leaf::path);
        return found == document.end() ? "nothing" : found->text;
    }

    // And three minutes after it.
    void outage(Door door, std::chrono::seconds length) {
        plant->transport->set_door(door);
        plant->transport->cut();
        rig.run_for(length);
        plant->transport->set_door(Door::open);
        rig.run_for(3min);
    }

    std::size_t snapshots() const { return plant->sink.snapshots.size(); }
};

TEST_F(ProblemsOfAPlant, AreNoneWhereAllIsWell) {
    live();

    EXPECT_THAT(keys(), IsEmpty());
}

TEST_F(ProblemsOfAPlant, ADongleThatIsNotThereAtTheStartIsSaidToBeAndComes) {
    add();
    plant->transport->set_door(Door::refuses);
    rig.start(*plant);
    rig.run_for(29s);
    EXPECT_THAT(keys(), IsEmpty()) << "it may come yet";
    rig.run_for(2s);
    EXPECT_THAT(keys(), ElementsAre("dongle_unreachable"));
    EXPECT_EQ(plant->sink.snapshots.back()->problems, plant->hub.latest()->problems);

    plant->transport->set_door(Door::open);
    rig.run_for(2min);
    EXPECT_THAT(keys(), ElementsAre("clock_wrong")) << "the simulated clock stands still";
}

TEST_F(ProblemsOfAPlant, AnInverterThatIsSilentIsToldFromADongleThatIsAway) {
    live();

    plant->dongle.set_mood(Mood::silent);
    rig.run_for(2min);
    EXPECT_THAT(keys(), ElementsAre("inverter_silent"));

    plant->transport->set_door(Door::refuses);
    plant->transport->cut();
    rig.run_for(2min);
    EXPECT_THAT(keys(), ElementsAre("dongle_unreachable"));

    plant->transport->set_door(Door::open);
    rig.run_for(2min);
    EXPECT_THAT(keys(), ElementsAre("inverter_silent"));

    plant->dongle.set_mood(Mood::answers);
    rig.run_for(2min);
    EXPECT_THAT(keys(), IsEmpty());
}

TEST_F(ProblemsOfAPlant, InALongOutageValuesGrowOlderThanStale) {
    live();
    plant->transport->set_door(Door::refuses);
    plant->transport->cut();
    const auto quality = [&] { return plant->hub.latest()->values.front().quality; };
    rig.run_for(1min);
    EXPECT_EQ(quality(), Quality::stale);
    rig.run_for(20min);
    EXPECT_EQ(quality(), Quality::unavailable);
}

// What it was said to be, ever since.
std::set<std::string> keys_since(const RigPlant& plant, std::size_t snapshot) {
    std::set<std::string> found;
    for (auto i = snapshot; i < plant.sink.snapshots.size(); ++i)
        for (const auto& problem : plant.sink.snapshots.at(i)->problems)
            found.emplace(problem.key);
    return found;
}

// When the dongle is back, neither is the inverter silent nor are its values old: they come.
TEST_F(ProblemsOfAPlant, AnOutageOfTheDongleIsThatAlone) {
    live();
    for (const auto door : {Door::refuses, Door::hangs}) {
        for (const auto length : {31s, 60s, 600s, 7200s}) {
            const auto before = snapshots();
            outage(door, length);

            EXPECT_THAT(keys_since(*plant, before), ElementsAre("dongle_unreachable"))
                << length.count();
            EXPECT_THAT(keys(), IsEmpty());
        }
    }
}

struct ShortOutages : ProblemsOfAPlant, ::testing::WithParamInterface<std::chrono::seconds> {};

// By the period of the polls: with a short one values are old sooner than a silence is told.
TEST_P(ShortOutages, AreNoProblemWhenTheyAreOverBeforeTheyAreTold) {
    auto settings = Rig::usual_settings();
    settings.poll_period = GetParam();
    live(std::move(settings));
    for (const auto door : {Door::refuses, Door::hangs}) {
        for (const auto length : {5s, 15s, 20s, 25s, 29s}) {
            const auto before = snapshots();
            outage(door, length);

            EXPECT_THAT(keys_since(*plant, before), Not(Contains("values_old"))) << length.count();
            EXPECT_THAT(keys_since(*plant, before), Not(Contains("inverter_silent")));
            EXPECT_THAT(keys(), IsEmpty());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Every, ShortOutages, ::testing::Values(1s, 5s, 10s, 30s));

TEST_F(ProblemsOfAPlant, ADongleWhoseConnectionsAreDeafIsBackWhenItIs) {
    live();
    const auto before = snapshots();
    plant->dongle.plan_fault(
        {.fault = {.kind = simulator::FaultKind::black_hole}, .lasts = 60s}, rig.clock().now()
    );
    rig.run_for(4min);

    EXPECT_THAT(keys_since(*plant, before), Not(Contains("values_old")));
    EXPECT_THAT(keys(), IsEmpty());
}

// A text that changes is a message: while the same is wrong, the same is said.
TEST_F(ProblemsOfAPlant, AreNotSaidInOtherWordsAsTimePasses) {
    live();
    plant->transport->set_door(Door::refuses);
    plant->transport->cut();
    rig.run_for(2min);
    const auto first = plant->hub.latest()->problems;
    const auto told = snapshots();

    rig.run_for(3h);

    EXPECT_EQ(plant->hub.latest()->problems, first);
    EXPECT_LE(snapshots(), told + 18);  // values grow older: that is told every ten minutes
}

TEST_F(ProblemsOfAPlant, APackThatFallsSilentIsMissingUntilItAnswers) {
    live();
    const DeviceAddress second{0x33};
    const RegisterRange page{Bank::input, 60, 60};
    const auto words = plant->dongle.registers().read(second, page).value();
    ASSERT_EQ(plant->link->topology()->packs.size(), 2U);

    plant->dongle.registers().remove(second);
    rig.run_for(1min);
    EXPECT_THAT(keys(), ElementsAre("pack_missing"));

    plant->dongle.registers().set(second, Bank::input, 60, words);
    rig.run_for(1min);
    EXPECT_THAT(keys(), IsEmpty());
}

TEST_F(ProblemsOfAPlant, AnotherNumberOfPacksThanExpectedIsOneOnceAllWereLookedFor) {
    auto settings = Rig::usual_settings();
    settings.expected_batteries = 3;
    live(std::move(settings));

    ASSERT_THAT(keys(), ElementsAre("pack_count"));
    EXPECT_EQ(
        plant->hub.latest()->problems.front().sentence,
        "3 battery packs are expected (NUM_BATTERIES), 2 answer"
    );
}

TEST_F(ProblemsOfAPlant, WritesThatAreUsedUpAreOneUntilTheInvertersMidnight) {
    auto settings = Rig::usual_settings();
    settings.control.writes_per_day = 5;
    rig.clock().set_wall(WallTime{1'780'699'800s});  // 2026-06-05T22:50:00Z, 23:50 in the plant
    live(std::move(settings));
    for (const auto* percent : {"50", "51", "52"})
        ASSERT_EQ(rig.command(*plant, "setChargeTarget", percent).how, Outcome::How::verified);
    EXPECT_THAT(keys(), IsEmpty());

    ASSERT_EQ(rig.command(*plant, "setChargeTarget", "53").how, Outcome::How::verified);
    EXPECT_THAT(keys(), ElementsAre("write_budget"));

    rig.run_for(4min);
    EXPECT_THAT(keys(), ElementsAre("write_budget"));
    rig.run_for(11min);
    EXPECT_THAT(keys(), IsEmpty());
}

// ---- stamps -------------------------------------------------------------------------------

// An answer that is not believed is no news (spec/quirks.md Q8, Q23).
TEST_F(ProblemsOfAPlant, AReadingThatIsRejectedMovesNoStamp) {
    live();
    const RegisterRange block{Bank::input, 0, 60};
    auto& registers = plant->dongle.registers();
    const auto sound = registers.read(device::inverter, block).value();
    const auto stamp = text_at("Last_Updated_Time");
    const auto cycles = plant->hub.latest()->cycles;

    registers.set(device::inverter, Bank::input, 0, std::vector<std::uint16_t>(60, 0));
    rig.run_for(60s);

    EXPECT_EQ(text_at("Last_Updated_Time"), stamp);
    EXPECT_EQ(text_at("Stats/Last_Updated_Time"), stamp);
    EXPECT_EQ(plant->hub.latest()->cycles, cycles);
    EXPECT_GE(std::stoi(text_at("Time_Since_Last_Update")), 55);
    EXPECT_EQ(text_at("Stats/Data_Age"), text_at("Time_Since_Last_Update"));

    registers.set(device::inverter, Bank::input, 0, sound);
    rig.run_for(30s);

    EXPECT_NE(text_at("Last_Updated_Time"), stamp);
    EXPECT_LE(std::stoi(text_at("Stats/Data_Age")), 10);
}

// One that waits for a second one that agrees has not come yet.
TEST_F(ProblemsOfAPlant, AFirstReadingMovesNoStampBeforeTheSecond) {
    add();
    rig.start(*plant);
    const auto has_asked = [&](std::uint64_t reads) {
        return plant->dongle.counts().answers >= reads;
    };

    ASSERT_TRUE(rig.run_until([&] { return has_asked(2); }, 30s));  // who it is, and IR0 once
    EXPECT_EQ(text_at("Last_Updated_Time"), "nothing");
    EXPECT_EQ(text_at("Stats/Data_Age"), "nothing");
    rig.run_for(30s);

    EXPECT_NE(text_at("Last_Updated_Time"), "nothing");
}

}  // namespace
}  // namespace giv
