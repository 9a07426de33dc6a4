// How hard the link presses a dongle that is busy with others: link/poll_pace.hpp in a whole plant.
#include "simulator/builtin_plants.hpp"
#include "support/rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using simulator::DongleSettings;
using simulator::Fault;
using simulator::FaultKind;
using simulator::RegisterImage;
using testing::Rig;
using testing::RigPlant;

constexpr RegisterRange pack_page{Bank::input, 60, 60};

// Six packs like the first, each with a last digit of its own in its serial (IR114).
RegisterImage six_packs() {
    auto image = simulator::gen1_plant();
    auto page = *image.read(device::first_lv_pack, pack_page);
    for (std::uint8_t i = 0; i < 6; ++i) {
        page[54] = static_cast<std::uint16_t>((page[54] & 0xFF00U) | (0x31U + i));
        const DeviceAddress place{static_cast<std::uint8_t>(device::first_lv_pack.value + i)};
        image.set(place, Bank::input, pack_page.base, page);
    }
    return image;
}

auto told(const RigPlant& plant, std::string_view begins) {
    return std::ranges::count_if(plant.log, [&](const std::string& line) {
        return line.starts_with(begins);
    });
}

auto slowed_told(const RigPlant& plant) { return told(plant, "requests go unanswered"); }

// The first value that was read more than three periods ago, by name; empty: all is fresh. Not by
// its quality, since the pages of these packs stand still, which makes them stale, too.
std::string old_one(const Snapshot& snapshot) {
    const auto found = std::ranges::find_if(snapshot.values, [&](const Measured& one) {
        return one.quality == Quality::stale && snapshot.made_at.steady - one.taken_at > 30s;
    });
    return found == snapshot.values.end() ? "" : std::string{found->point->key()};
}

struct AdaptivePolling : ::testing::Test {
    Rig rig;

    RigPlant& settled(RegisterImage image, DongleSettings dongle, int max_duty_percent) {
        auto settings = Rig::usual_settings();
        settings.spacing = 200ms;
        settings.max_duty_percent = max_duty_percent;
        auto& plant = rig.add(Dongle{std::move(image), dongle}, std::move(settings));
        plant.dongle.run_clock(rig.clock().now());
        rig.start(plant);
        rig.run_for(5min);
        // The search for parts that are not there is slow on a slow line.
        const auto is_usual = [&] { return !plant.link->pace().slowed_since(); };
        EXPECT_TRUE(rig.run_until(is_usual, 5min));
        return plant;
    }

    RigPlant& collided() {
        auto& plant = settled(six_packs(), {}, 100);
        plant.dongle.set_fault(Fault{.kind = FaultKind::lose_share, .percent = 15});
        const auto is_wide = [&] { return plant.link->pace().spacing() > 200ms; };
        EXPECT_TRUE(rig.run_until(is_wide, 2min));
        return plant;
    }
};

TEST_F(AdaptivePolling, RequestsThatVanishSlowItAndAnswersBringItBack) {
    auto& plant = collided();
    EXPECT_TRUE(plant.link->pace().puts_off_search());
    EXPECT_TRUE(plant.link->pace().puts_off_parts(rig.clock().now()));
    EXPECT_EQ(slowed_told(plant), 1);
    const auto says_so = [&] {
        return plant.hub.latest()->detail.find("polling is slowed since ") != std::string::npos;
    };
    EXPECT_TRUE(rig.run_until(says_so, 30s)) << plant.hub.latest()->detail;

    // From 1250 ms at the worst: eight steps of 30 s, each noticed by the next answer, which is 10
    // s later at most.
    plant.dongle.clear_faults();
    const auto is_full = [&] { return !plant.link->pace().slowed_since(); };
    EXPECT_TRUE(rig.run_until(is_full, 8 * 40s));
    EXPECT_EQ(plant.link->pace().spacing(), 200ms);
    EXPECT_EQ(slowed_told(plant), 1);
    EXPECT_EQ(told(plant, "polling is at its usual pace again"), 1);
    rig.run_for(10s);
    EXPECT_THAT(
        plant.hub.latest()->detail, ::testing::Not(::testing::HasSubstr("polling is slowed"))
    );
}

// In the pauses between reads, too: a read that is under way, what the command reads before, its
// write and its read-back are five exchanges of 250 ms at most.
TEST_F(AdaptivePolling, CommandsDoNotWaitForTheWiderSpacing) {
    auto& plant = collided();
    plant.dongle.clear_faults();
    rig.run_for(21s);
    ASSERT_GT(plant.link->pace().spacing(), 200ms);

    const auto asked = rig.clock().now();
    rig.command(plant, "setBatteryReserve", "17");

    EXPECT_LE(rig.clock().now() - asked, 1250ms);
}

// An hour in which a seventh of everything vanishes: slowed nearly all the time, not now and then.
TEST_F(AdaptivePolling, ALineThatStaysBadIsNotTriedAgainAndAgain) {
    auto& plant = collided();

    rig.run_for(1h);

    EXPECT_LE(slowed_told(plant), 3);
    EXPECT_TRUE(plant.link->pace().slowed_since());
}

// Two blocks and six packs, each half a second: 4 s of each 10 s. Packs every second time make it
// 2.5 s, and the settings come on top: cycles wait now and then.
TEST_F(AdaptivePolling, AnHourUnderTheCeilingLeavesValuesFresh) {
    auto& plant = settled(six_packs(), {.heartbeat_period = 0ms, .latency = 500ms}, 25);
    ASSERT_EQ(plant.link->topology()->packs.size(), 6U);
    const auto before = plant.link->counts();
    const auto busy_before = plant.link->pace().busy();
    const auto snapshots_before = plant.sink.snapshots.size();

    rig.run_for(1h);

    // 900 s earned, 15 s saved, and the cycle that overdraws: 4 s and six blocks of settings, 3 s.
    const auto& counts = plant.link->counts();
    const auto requests = counts.requests - before.requests;
    EXPECT_LE(requests * 500ms, 922s);
    EXPECT_LE(plant.link->pace().busy() - busy_before, 922s);
    EXPECT_GE(requests * 500ms, 800s);  // and it is used
    EXPECT_LE(plant.link->pace().duty(rig.clock().now()), 0.3);
    EXPECT_EQ(counts.timeouts, before.timeouts + 16);  // one search: eight meters, asked twice
    EXPECT_EQ(told(plant, "polling takes more than 25 %"), 0);
    for (auto i = snapshots_before; i < plant.sink.snapshots.size(); ++i)
        ASSERT_EQ(old_one(*plant.sink.snapshots[i]), "") << i;
}

// With a second each, and all of the time for ours: the search for packs goes on between them.
TEST_F(AdaptivePolling, CyclesThatTakeLongerThanTheirPeriodDoNotHinderTheSearch) {
    auto settings = Rig::usual_settings();
    settings.poll_period = 1s;
    settings.max_duty_percent = 100;
    auto& plant = rig.add(
        Dongle{six_packs(), {.heartbeat_period = 0ms, .latency = 400ms}}, std::move(settings)
    );
    plant.dongle.run_clock(rig.clock().now());
    rig.start(plant);

    const auto all_are_found = [&] {
        return plant.link->topology() && plant.link->topology()->packs.size() == 6U;
    };
    EXPECT_TRUE(rig.run_until(all_are_found, 5min));
    const auto search_has_ended = [&] { return plant.hub.latest()->searches > 0; };
    EXPECT_TRUE(rig.run_until(search_has_ended, 5min));
}

// Of what the cloud asked in an hour, the share that was answered in time. Six packs are eight
// blocks of a second each: all of them are 80 % of a line on which the cloud waits for 1.5 s, and
// is late wherever ours has more than half a second to go.
double share_of_the_cloud(int max_duty_percent) {
    DongleSettings dongle{.heartbeat_period = 0ms, .latency = 1s, .collision_window = 80ms};
    dongle.cloud = {.period = 2'300ms, .patience = 1'500ms};
    auto settings = Rig::usual_settings();
    settings.spacing = 200ms;
    settings.max_duty_percent = max_duty_percent;
    Rig rig;
    auto& plant = rig.add(Dongle{six_packs(), dongle}, std::move(settings));
    plant.dongle.run_clock(rig.clock().now());
    rig.start(plant);
    rig.run_for(5min);
    const auto before = plant.dongle.counts().cloud;

    rig.run_for(1h);

    const auto& after = plant.dongle.counts().cloud;
    EXPECT_EQ(plant.hub.latest()->state, PlantState::live);
    EXPECT_GE(after.asked - before.asked, 1'500U);  // 3600 s / 2.3 s
    return static_cast<double>(after.answered - before.answered) /
           static_cast<double>(after.asked - before.asked);
}

TEST(AdaptivePollingBesideTheCloud, LeavesItAShareThatItLosesWithoutTheCeiling) {
    const auto under_ceiling = share_of_the_cloud(25);
    const auto without = share_of_the_cloud(100);

    // Of five packs that are found on so slow a line: a quarter of the time is ours.
    EXPECT_GE(under_ceiling, 0.7);
    EXPECT_LE(without, under_ceiling - 0.1);
}

// On a line as it was measured, beside a cloud, with what that loses: two blocks each 15 s and six
// packs each 22 are 24 requests a minute, of half a second each and with a time-out for each tenth:
// 18 s of 60, which chance makes a little more or less.
TEST_F(AdaptivePolling, SixPacksOnALifelikeDongleAreALittleTooMuchAndThatIsToldInMinutes) {
    auto settings = Rig::usual_settings();
    settings.spacing = 200ms;
    settings.max_duty_percent = 25;
    const auto dongle = simulator::lifelike({.seed = 2});
    auto& plant = rig.add(Dongle{six_packs(), dongle}, std::move(settings));
    plant.dongle.run_clock(rig.clock().now());
    rig.start(plant);
    const auto is_told = [&] { return told(plant, "polling takes more than 25 %") > 0; };
    EXPECT_TRUE(rig.run_until(is_told, 6min));
    ASSERT_TRUE(rig.run_until([&] { return plant.hub.latest()->complete; }, 5min));
    const auto snapshots_before = plant.sink.snapshots.size();

    for (int window = 0; window < 9; ++window) {  // until the hourly search
        const auto before = plant.link->pace().busy();
        rig.run_for(5min);
        EXPECT_LE(plant.link->pace().busy() - before, 105s) << window;  // 35 %
    }

    EXPECT_LE(told(plant, "polling takes more than 25 %"), 2);
    for (auto i = snapshots_before; i < plant.sink.snapshots.size(); ++i)
        ASSERT_EQ(old_one(*plant.sink.snapshots[i]), "") << i;
}

// Three seconds for two blocks, and nine for six packs: too much for a quarter of 20 s.
TEST_F(AdaptivePolling, WhereTheCeilingWouldMakeValuesOldItGivesWayAndSaysSoOnce) {
    auto& plant = settled(six_packs(), {.latency = 1500ms}, 25);
    const auto snapshots_before = plant.sink.snapshots.size();

    rig.run_for(45min);  // until the hourly search, which makes a line this slow late by itself

    EXPECT_EQ(told(plant, "polling takes more than 25 %"), 1);
    for (auto i = snapshots_before; i < plant.sink.snapshots.size(); ++i)
        ASSERT_EQ(old_one(*plant.sink.snapshots[i]), "") << i;
}

}  // namespace
}  // namespace giv
