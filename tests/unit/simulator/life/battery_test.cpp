// What a battery holds, and at which voltage.
#include "simulator/life/battery.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;

// Two packs of 100 Ah at 51.2 V: 10.24 kWh.
Battery half_full() { return {2, 100, 50, 20}; }

TEST(Battery, HoldsItsAmpereHoursAtItsNominalVoltage) {
    const auto battery = half_full();

    EXPECT_DOUBLE_EQ(battery.capacity_kwh(), 10.24);
    EXPECT_DOUBLE_EQ(battery.stored_kwh(), 5.12);
    EXPECT_DOUBLE_EQ(battery.soc_percent(), 50);
}

TEST(Battery, StoresLessThanIsChargedAndLosesMoreThanItGives) {
    auto battery = half_full();

    battery.flow(-1000, 1h, 20);
    EXPECT_NEAR(battery.stored_kwh(), 5.12 + 0.97, 1e-9);

    battery.flow(970, 1h, 20);
    EXPECT_NEAR(battery.stored_kwh(), 5.12 + 0.97 - 1, 1e-9);
}

TEST(Battery, NeverHoldsMoreThanItCanNorLessThanNothing) {
    auto battery = half_full();

    battery.flow(-100'000, 1h, 20);
    EXPECT_DOUBLE_EQ(battery.soc_percent(), 100);

    battery.flow(100'000, 1h, 20);
    EXPECT_DOUBLE_EQ(battery.soc_percent(), 0);
}

// 5.12 kWh are 5120 W for an hour.
TEST(Battery, KnowsWhatFillsAndWhatEmptiesIt) {
    auto battery = half_full();
    EXPECT_NEAR(battery.watts_to_full(1h), 5120 / 0.97, 1e-6);
    EXPECT_NEAR(battery.watts_to_empty(1h), 5120 * 0.97, 1e-6);

    battery.flow(-battery.watts_to_full(1h), 1h, 20);
    EXPECT_NEAR(battery.soc_percent(), 100, 1e-9);
    EXPECT_NEAR(battery.watts_to_full(1s), 0, 1e-3);
}

TEST(Battery, HasMoreVoltsTheFullerItIs) {
    double before = 0;
    for (int soc = 0; soc <= 100; ++soc) {
        const Battery battery{1, 100, static_cast<double>(soc), 20};
        EXPECT_GT(battery.cell_volts(), before) << soc;
        before = battery.cell_volts();
    }
    EXPECT_DOUBLE_EQ((Battery{1, 100, 0, 20}.cell_volts()), 3.0);
    EXPECT_DOUBLE_EQ(before, 3.42);
}

// 40 % are 3.285 V. 2628 W of each pack at 52.56 V are 50 A, which take 0.6 mOhm * 50 A = 30 mV.
TEST(Battery, HasFewerVoltsWhileItGivesAndMoreWhileItTakes) {
    Battery battery{2, 100, 40, 20};

    battery.flow(2 * 2628, 0s, 20);
    EXPECT_NEAR(battery.cell_volts(), 3.255, 1e-9);

    battery.flow(-2 * 2628, 0s, 20);
    EXPECT_NEAR(battery.cell_volts(), 3.315, 1e-9);
}

TEST(Battery, GetsWarmByWorkAndCoolsDownAgain) {
    auto battery = half_full();

    battery.flow(2000, 2h, 20);
    EXPECT_GT(battery.celsius(), 21);
    EXPECT_LT(battery.celsius(), 23);

    for (int hour = 0; hour < 24; ++hour)
        battery.flow(0, 1h, 20);
    EXPECT_NEAR(battery.celsius(), 20, 0.01);
}

}  // namespace
}  // namespace giv::simulator
