// Plants whose clock was never set, over a midnight on virtual time: the host's calendar is next
// best (spec/quirks.md Q19), and each counter of a day falls once, when the host's day begins.
#include "simulator/builtin_plants.hpp"
#include "support/counted_plant.hpp"
#include "support/falls.hpp"
#include "support/rig.hpp"

#include "givtcp/plant/guard/rule.hpp"

#include <gtest/gtest.h>

#include <span>
#include <string>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using testing::CountedPlant;
using testing::Counter;
using testing::falls;
using testing::Rig;
using testing::RigPlant;

constexpr std::string_view house_today = "Energy/Today/Load_Energy_Today_kWh";
constexpr std::string_view pv_today = "Energy/Today/PV_Energy_Today_kWh";

struct Case {
    std::string_view name;
    simulator::RegisterImage (*plant)();
    std::span<const Counter> counters;
    bool is_killed;
    bool has_pv;
    std::size_t counters_of_the_day;  // at least
};

class DefaultClock : public ::testing::TestWithParam<Case> {
 protected:
    // The inverter's clock began with the year 2000, at a host's midnight.
    static constexpr auto shown =
        std::chrono::local_days{std::chrono::year{2000} / 1 / 1} + 23h + 30min;
    static constexpr WallTime host_midnight{
        std::chrono::sys_days{std::chrono::year{2026} / 6 / 5} + 23h};  // at UTC+1

    DefaultClock() {
        plant_.dongle.registers().set(device::inverter, IR(42), 3000);  // the house
        rig_.clock().set_wall(host_midnight - 30min);
        counted_.set_time(shown);
        plant_.dongle.run_clock(shown, rig_.clock().now());
        rig_.start(plant_);
    }

    void run_for(std::chrono::seconds time) {
        if (GetParam().is_killed) return counted_.run_killed_for(time);
        counted_.run_for(time);
    }

    Rig rig_;
    RigPlant& plant_{rig_.add(Dongle{GetParam().plant(), {}})};
    CountedPlant counted_{rig_, plant_, GetParam().counters};
};

TEST_P(DefaultClock, EachCounterOfTheDayFallsOnceAtTheHostsMidnight) {
    run_for(1h);

    const auto seen = falls(plant_);
    EXPECT_GE(seen.of_days.size(), GetParam().counters_of_the_day);
    EXPECT_TRUE(seen.of_days.contains(std::string{house_today}));
    for (const auto& [path, count] : seen.of_days) {
        if (!GetParam().has_pv && path == pv_today) continue;  // it is 0 all day
        EXPECT_EQ(count, 1) << path;
        if (count == 0) continue;
        EXPECT_GE(seen.last.at(path), host_midnight) << path;
        EXPECT_LE(seen.last.at(path), host_midnight + 150s)
            << path;  // some wait until they are kept
    }
    for (const auto& [path, count] : seen.of_totals)
        EXPECT_EQ(count, 0) << path;
}

TEST_P(DefaultClock, NothingElseIsDoubted) {
    run_for(1h);

    const auto& counts = plant_.hub.latest()->rule_counts;
    for (const auto& rule : guard::rules()) {
        if (rule.rule == guard::Rule::first_reading) continue;
        if (rule.rule == guard::Rule::frozen_page) continue;  // the pack's never changes here
        EXPECT_EQ(counts.of(rule.rule), 0U) << rule.key;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Plant,
    DefaultClock,
    ::testing::Values(
        Case{"Hybrid", simulator::gen1_plant, testing::of_gen1, false, true, 9},
        Case{"HybridKilled", simulator::gen1_plant, testing::of_gen1, true, true, 9},
        Case{"AcCoupled", simulator::ac_plant, testing::of_ac, false, false, 6},
        Case{"AcCoupledKilled", simulator::ac_plant, testing::of_ac, true, false, 6}
    ),
    [](const auto& test) { return std::string{test.param.name}; }
);

}  // namespace
}  // namespace giv
