// Living plants in the rig: the daemon knows each family, believes all that it reads, publishes
// what is true, and its commands change what the plant does.
#include "simulator/life/living_plant.hpp"

#include "support/falls.hpp"
#include "support/rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::falls;
using testing::Rig;
using testing::RigPlant;
using How = Outcome::How;

constexpr auto april_18 = std::chrono::local_days{std::chrono::year{2026} / 4 / 18};

// A plant of these words, whose time is the host's.
struct Lived {
    Rig rig;
    RigPlant* plant = nullptr;

    explicit Lived(std::string_view text, std::chrono::local_seconds start = april_18 + 7h) {
        rig.clock().set_zone([](WallTime) { return 0min; });
        rig.clock().set_wall(WallTime{start.time_since_epoch()});
        plant = &rig.add(simulator::living_dongle(
            simulator::parse_plant(text).value(), {}, rig.clock().now(), start
        ));
        rig.start(*plant);
        const auto is_known = [this] {
            const auto latest = plant->hub.latest();
            return latest && latest->complete && latest->searches > 0;
        };
        EXPECT_TRUE(rig.run_until(is_known, 5min));
    }

    const simulator::PlantTruth& truth() {
        plant->dongle.show_what_runs(rig.clock().now());
        return plant->dongle.life()->truth();
    }

    double number(std::string_view path) const {
        for (const auto& measured : plant->hub.latest()->values) {
            if (measured.point->path != path || measured.part != 0) continue;
            const auto* number = std::get_if<Number>(&measured.value);
            if (number != nullptr) return number->value;
        }
        ADD_FAILURE() << path << " is not published";
        return 0;
    }
};

// ---- a day --------------------------------------------------------------------------------

// What was true since a value may have been read: two polls.
class Truths {
 public:
    void add(const simulator::PlantTruth& truth) {
        note("Power/Power/PV_Power", truth.powers.first_string + truth.powers.second_string);
        note("Power/Power/Battery_Power", truth.powers.battery);
        note("Power/Power/Load_Power", truth.powers.load);
        note("Power/Power/Grid_Power", truth.powers.grid);
        note("Power/Power/SOC", truth.soc_percent);
        note("Energy/Today/Import_Energy_Today_kWh", truth.today.imported);
        note("Energy/Today/Export_Energy_Today_kWh", truth.today.exported);
        note("Energy/Today/Invertor_Energy_Today_kWh", truth.today.inverter);
        note("Energy/Total/Import_Energy_Total_kWh", truth.total.imported);
    }

    void expect_in(const Lived& lived) {
        for (const auto& [path, bounds] : bounds_) {
            const auto step = path.starts_with("Energy") ? 0.1 : 1.01;
            const auto value = lived.number(path);
            EXPECT_GE(value, bounds.first - step) << path;
            EXPECT_LE(value, bounds.second + step) << path;
        }
        bounds_.clear();
    }

 private:
    void note(std::string_view path, double value) {
        const auto [known, is_new] = bounds_.try_emplace(path, value, value);
        known->second.first = std::min(known->second.first, value);
        known->second.second = std::max(known->second.second, value);
    }

    std::map<std::string_view, std::pair<double, double>> bounds_;
};

// Where the inverter's clock and what the daemon takes it for are a second apart, counters that
// begin their day wait for the next poll (spec/quirks.md Q16).
void expect_all_good(const Snapshot& snapshot) {
    for (const auto& measured : snapshot.values) {
        const auto* doubt = snapshot.doubt_of(measured);
        const auto reason = doubt == nullptr ? "" : doubt->reason;
        const bool is_midnight = reason == guard::facts(guard::Rule::early_midnight).why;
        if (measured.quality == Quality::good || is_midnight) continue;
        ADD_FAILURE() << measured.point->path << " is " << words(measured.quality) << ": "
                      << reason;
    }
    for (const auto& problem : snapshot.problems)
        ADD_FAILURE() << problem.sentence;
}

// Every snapshot of a minute, of which nothing but the last is needed any more.
void expect_a_good_minute(RigPlant& plant) {
    for (const auto& snapshot : plant.sink.snapshots)
        expect_all_good(*snapshot);
    plant.sink.snapshots.erase(plant.sink.snapshots.begin(), plant.sink.snapshots.end() - 1);
}

void expect_true_values(Lived& lived) {
    Truths truths;
    for (int second = 0; second < 25; ++second) {
        lived.rig.run_for(1s);
        truths.add(lived.truth());
    }
    truths.expect_in(lived);
}

void expect_one_midnight(const RigPlant& plant) {
    const auto fell = falls(plant);
    for (const auto& [path, times] : fell.of_days)
        EXPECT_LE(times, 1) << path;
    for (const auto& [path, times] : fell.of_totals)
        EXPECT_EQ(times, 0) << path;
    EXPECT_EQ(fell.of_days.at("Energy/Today/Import_Energy_Today_kWh"), 1);
}

struct FamilyCase {
    const char* text;
    Model model;
    std::size_t packs;

    friend std::ostream& operator<<(std::ostream& out, const FamilyCase& one) {
        return out << one.text;
    }
};

class LivingDay : public ::testing::TestWithParam<FamilyCase> {};

INSTANTIATE_TEST_SUITE_P(
    Of,
    LivingDay,
    ::testing::Values(
        FamilyCase{"living-gen1:kwp=9,packs=3,seed=5", Model::hybrid_gen1, 3},
        FamilyCase{"living-gen2:load=electric,drift=20", Model::hybrid_gen2, 1},
        FamilyCase{"living-gen3:packs=4,strings=1", Model::hybrid_gen3, 4},
        FamilyCase{"living-gen3plus:seed=6", Model::hybrid_gen3_plus, 1},
        FamilyCase{"living-gen4:seed=7", Model::hybrid_gen4, 2},
        FamilyCase{"living-polar:load=quiet,seed=8", Model::polar, 1},
        FamilyCase{"living-ac", Model::ac, 1}
    ),
    [](const auto& of) { return std::string{facts(of.param.model).key}; }
);

TEST_P(LivingDay, IsBelievedAndPublishedAsItIs) {
    Lived lived{GetParam().text, april_18 + 23h + 30min};
    auto& plant = *lived.plant;
    ASSERT_EQ(plant.link->topology()->identity.model(), GetParam().model);
    ASSERT_EQ(plant.link->topology()->packs.size(), GetParam().packs);

    lived.rig.run_for(1h);
    expect_one_midnight(plant);
    for (int minute = 0; minute < 24 * 60 && !HasFailure(); ++minute) {
        SCOPED_TRACE(minute);
        lived.rig.run_for(1min);
        expect_a_good_minute(plant);
        if (minute % 7 == 0) expect_true_values(lived);
    }

    const auto& counts = plant.hub.latest()->rule_counts;
    for (const auto& rule : guard::rules()) {
        const bool may_be =
            rule.rule == guard::Rule::first_reading || rule.rule == guard::Rule::early_midnight;
        EXPECT_TRUE(may_be || counts.of(rule.rule) == 0) << rule.key;
    }
    std::cout << counts.of(guard::Rule::early_midnight) << " counters waited at midnight\n";
}

// ---- commands -----------------------------------------------------------------------------

class LivingCommand : public ::testing::TestWithParam<const char*> {};

// In the dark, with enough in the battery to serve the evening.
INSTANTIATE_TEST_SUITE_P(
    Of,
    LivingCommand,
    ::testing::Values(
        "living-gen1:kwp=0",
        "living-gen2:kwp=0,packs=2",
        "living-gen3:kwp=0",
        "living-ac:kwp=0,packs=3"
    )
);

TEST_P(LivingCommand, ForceChargeChargesAndItsEndStopsIt) {
    Lived lived{GetParam(), april_18 + 20h};
    lived.rig.run_for(1min);
    ASSERT_GT(lived.number("Power/Power/Battery_Power"), 0);

    ASSERT_EQ(lived.rig.command(*lived.plant, "forceCharge", "10").how, How::verified);
    lived.rig.run_for(1min);
    EXPECT_LT(lived.number("Power/Power/Battery_Power"), -2000);

    lived.rig.run_for(11min);
    EXPECT_GT(lived.number("Power/Power/Battery_Power"), 0);
}

TEST_P(LivingCommand, ForceExportExportsAndItsEndStopsIt) {
    Lived lived{GetParam(), april_18 + 21h};
    lived.rig.run_for(1min);

    ASSERT_EQ(lived.rig.command(*lived.plant, "forceExport", "10").how, How::verified);
    lived.rig.run_for(1min);
    EXPECT_GT(lived.number("Power/Power/Battery_Power"), 2000);

    lived.rig.run_for(11min);
    EXPECT_LT(lived.number("Power/Power/Battery_Power"), 2000);
}

TEST_P(LivingCommand, AReserveAboveTheChargeStopsTheBattery) {
    Lived lived{GetParam(), april_18 + 20h};
    lived.rig.run_for(1min);
    ASSERT_GT(lived.number("Power/Power/Battery_Power"), 0);

    ASSERT_EQ(lived.rig.command(*lived.plant, "setBatteryReserve", "100").how, How::verified);
    lived.rig.run_for(1min);

    EXPECT_EQ(lived.number("Power/Power/Battery_Power"), 0);
}

}  // namespace
}  // namespace giv
