// Energy is conserved: powers balance at each moment, and counters are their integrals.
#include "living.hpp"
#include "simulator/life/battery.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <ostream>
#include <string>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;

constexpr double joules_in_a_tenth = 360'000;  // of a kWh

// What the registers show, second by second, in tenths of kWh.
struct Integrals {
    double first_string = 0;
    double second_string = 0;
    double exported = 0;
    double imported = 0;
    double from_ac = 0;
    double to_ac = 0;
    double charged = 0;
    double discharged = 0;
    double load = 0;

    void add(const Living& plant) {
        const auto share = [](int watts) { return std::max(0, watts) / joules_in_a_tenth; };
        first_string += share(plant.input(18));
        second_string += share(plant.input(20));
        exported += share(plant.signed_input(30));
        imported += share(-plant.signed_input(30));
        to_ac += share(plant.signed_input(24));
        from_ac += share(-plant.signed_input(24));
        charged += share(-plant.signed_input(52));
        discharged += share(plant.signed_input(52));
        load += share(plant.input(42));
    }
};

// What the registers count of today.
Integrals counted(const Living& plant) {
    Integrals all;
    all.first_string = plant.input(17);
    all.second_string = plant.input(19);
    all.exported = plant.input(25);
    all.imported = plant.input(26);
    all.from_ac = plant.input(35);
    all.charged = plant.input(36);
    all.discharged = plant.input(37);
    all.to_ac = plant.input(44);
    return all;
}

struct Stretch {
    const char* text;
    std::chrono::seconds time;

    friend std::ostream& operator<<(std::ostream& out, const Stretch& one) {
        return out << one.text;
    }
};

// The end of the night's charge, and a morning.
class HouseEnergy : public ::testing::TestWithParam<Stretch> {};

INSTANTIATE_TEST_SUITE_P(
    OfEach,
    HouseEnergy,
    ::testing::Values(
        Stretch{"living-gen1:load=family,start=2026-04-18T03:00", 12h},
        Stretch{"living-gen2:kwp=8,strings=1,seed=3,start=2026-04-18T03:00", 6h},
        Stretch{"living-gen3:load=electric,seed=4,start=2026-04-18T03:00", 6h},
        Stretch{"living-ac:packs=3,load=quiet,start=2026-04-18T03:00", 6h}
    )
);

std::string at_midnight(std::string text) { return text.substr(0, text.find(",start=")); }

void expect_balance(const Living& plant) {
    const auto& now = plant.powers();
    ASSERT_NEAR(
        now.first_string + now.second_string + now.battery, now.inverter + now.losses, 1e-6
    );
    ASSERT_NEAR(now.inverter + now.roof, now.load + now.grid, 1e-6);
    ASSERT_GE(now.losses, 0);
    ASSERT_GE(now.load, 0);
    // The registers say the same, each to a watt.
    const auto roof = static_cast<int>(std::lround(now.roof));
    ASSERT_NEAR(plant.signed_input(24) + roof, plant.input(42) + plant.signed_input(30), 2);
}

TEST_P(HouseEnergy, IsAtEachMomentAndInTheCountersWhatThePowersSay) {
    Living plant{GetParam().text};
    const Integrals before = counted(plant);
    Integrals meant;

    plant.live_by_the_second(GetParam().time, [&] {
        meant.add(plant);
        expect_balance(plant);
    });

    // A counter shows whole tenths, and watts are rounded.
    const auto seconds = static_cast<double>(GetParam().time.count());
    const auto rounding = 1 + 0.5 * seconds / joules_in_a_tenth;
    const auto now = counted(plant);
    EXPECT_NEAR(now.first_string - before.first_string, meant.first_string, rounding);
    EXPECT_NEAR(now.second_string - before.second_string, meant.second_string, rounding);
    EXPECT_NEAR(now.exported - before.exported, meant.exported, rounding);
    EXPECT_NEAR(now.imported - before.imported, meant.imported, rounding);
    EXPECT_NEAR(now.from_ac - before.from_ac, meant.from_ac, rounding);
    EXPECT_NEAR(now.to_ac - before.to_ac, meant.to_ac, rounding);
    EXPECT_NEAR(now.charged - before.charged, meant.charged, rounding);
    EXPECT_NEAR(now.discharged - before.discharged, meant.discharged, rounding);
    EXPECT_GT(meant.imported, 2);
    EXPECT_GT(meant.load, 5);
}

TEST_P(HouseEnergy, InTheTotalsRisesAsThatOfTheDay) {
    Living plant{at_midnight(GetParam().text)};
    const std::array before{
        plant.total(6),
        plant.total(11),
        plant.total(21),
        plant.total(27),
        plant.total(32),
        plant.total(45)};

    plant.live(24h - 1s);

    const auto risen = [&](std::size_t which, std::uint16_t high) {
        return static_cast<int>(plant.total(high) - before.at(which));
    };
    EXPECT_NEAR(risen(0, 6), plant.input(36) + plant.input(37), 2);
    EXPECT_NEAR(risen(1, 11), plant.input(17) + plant.input(19), 2);
    EXPECT_NEAR(risen(2, 21), plant.input(25), 1);
    EXPECT_NEAR(risen(3, 27), plant.input(35), 1);
    EXPECT_NEAR(risen(4, 32), plant.input(26), 1);
    EXPECT_NEAR(risen(5, 45), plant.input(44), 1);
}

TEST_P(HouseEnergy, OfTheWholeDayBalances) {
    Living plant{at_midnight(GetParam().text)};
    const auto stored = plant.truth().stored_kwh;

    plant.live(24h - 1s);

    const auto& day = plant.truth().today;
    EXPECT_NEAR(
        day.first_string + day.second_string + day.roof + day.imported + day.discharged,
        day.load + day.exported + day.charged + day.losses,
        1e-6
    );
    // What the battery took and has not given is in it, or was lost in it.
    EXPECT_NEAR(
        plant.truth().stored_kwh - stored,
        day.charged * Battery::efficiency - day.discharged / Battery::efficiency,
        1e-6
    );
}

// GivTCP's own formula for the house, and ours: spec/models.md §10.
TEST(HouseEnergyOfTheHouse, FollowsFromTheOtherCounters) {
    Living plant{"living-gen1"};

    plant.live(24h - 1s);

    const auto load = plant.input(44) - plant.input(35) - (plant.input(25) - plant.input(26));
    EXPECT_NEAR(load, plant.truth().today.load * 10, 4);
}

}  // namespace
}  // namespace giv::simulator
