// A living plant: night and day, what its settings make of it, its own clock.
#include "living.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;

// No slots, no sun: whatever happens is what a test writes.
constexpr auto dark_plant = "living-gen1:kwp=0,load=quiet";

struct Quiet : Living {
    explicit Quiet(const char* text = dark_plant) : Living{text} {
        write(96, 0);
        write(59, 0);
        write(27, 1);
        write(20, 1);
    }
};

TEST(House, HasNoSunByNight) {
    Living plant{"living-gen1:start=2026-12-21T00:00"};
    double most = 0;
    for (int minute = 0; minute < 24 * 60 - 1; ++minute) {
        plant.live(1min);
        const auto hour = (plant.truth().time - local_days{2026y / 12 / 21}) / 1h;
        const auto pv = plant.input(18) + plant.input(20);
        if (hour < 7 || hour >= 17) {
            ASSERT_EQ(pv, 0) << hour;
        }
        most = std::max<double>(most, pv);
    }
    EXPECT_GT(most, 300);
}

TEST(House, KeepsBetweenTheReserveAndFull) {
    for (const auto* text :
         {"living-gen1:load=electric", "living-gen3:kwp=12,start=2026-06-21T00:00"}) {
        Living plant{text};
        plant.write(110, 30);
        plant.live(3h);  // it may have less at first
        double least = 100;
        for (int i = 0; i < 48 * 120; ++i) {
            plant.live(30s);
            least = std::min(least, plant.truth().soc_percent);
            ASSERT_LE(plant.truth().soc_percent, 100);
        }
        EXPECT_GT(least, 29.8) << text;
    }
}

TEST(House, IsTheSameHoweverOftenItIsAsked) {
    Living asked{"living-gen1:seed=9"};
    Living alone{"living-gen1:seed=9"};

    for (int i = 0; i < 2000; ++i)
        asked.live(37s);
    alone.live(2000 * 37s);

    for (std::uint16_t index = 0; index < 60; ++index)
        EXPECT_EQ(asked.input(index), alone.input(index)) << index;
    EXPECT_EQ(asked.truth().total.imported, alone.truth().total.imported);
}

TEST(House, IsAnotherWithAnotherSeed) {
    Living one{"living-gen1:seed=1"};
    Living other{"living-gen1:seed=2"};

    one.live(18h);
    other.live(18h);

    EXPECT_NE(one.truth().today.load, other.truth().today.load);
    EXPECT_NE(one.truth().today.first_string, other.truth().today.first_string);
}

// Moments between two seconds are the first one's.
TEST(House, MovesOnceASecond) {
    Living plant{"living-gen1"};
    plant.live(1s);
    const auto then = plant.truth().time;

    plant.now += 999ms;
    plant.dongle.show_what_runs(plant.now);
    EXPECT_EQ(plant.truth().time, then);

    plant.now += 1ms;
    plant.dongle.show_what_runs(plant.now);
    EXPECT_EQ(plant.truth().time, then + 1s);
}

TEST(House, HasLivedSinceMidnightWhenItStarts) {
    const Living plant{"living-gen1:start=2026-06-21T15:00"};

    EXPECT_EQ(plant.truth().time, local_days{2026y / 6 / 21} + 15h);
    EXPECT_GT(plant.input(17), 10);
    EXPECT_GT(plant.input(36), 10);
}

// ---- settings -----------------------------------------------------------------------------

TEST(House, ChargesByScheduleToItsTargetAndStops) {
    Quiet plant;
    plant.write(94, 100);
    plant.write(95, 600);
    plant.write(116, 70);
    plant.write(96, 1);

    plant.live_until(1h + 1min);
    EXPECT_NEAR(plant.signed_input(52), -2600, 1);
    EXPECT_EQ(plant.input(14), 2);  // charging

    // 25 % of 16.4 kWh at 2.6 kW take an hour and 38 minutes, with 3 % lost.
    plant.live_until(4h);
    EXPECT_EQ(plant.input(59), 70);
    EXPECT_NEAR(plant.signed_input(52), 0, 1);

    plant.live_until(5h + 59min);
    EXPECT_EQ(plant.input(59), 70);
    plant.live_until(7h);
    EXPECT_GT(plant.signed_input(52), 0);  // it serves the house again
}

TEST(House, ExportsInItsSlotDownToTheReserve) {
    Quiet plant;
    plant.write(56, 1700);
    plant.write(57, 2300);
    plant.write(110, 20);
    plant.write(27, 0);
    plant.write(59, 1);

    plant.live_until(16h + 59min);
    EXPECT_EQ(plant.signed_input(52), 0);
    const auto before = plant.truth().soc_percent;
    EXPECT_GT(before, 40);

    plant.live_until(17h + 1min);
    EXPECT_NEAR(plant.signed_input(52), 2600, 1);
    EXPECT_GT(plant.signed_input(30), 0);

    plant.live_until(22h);
    EXPECT_EQ(plant.input(59), 20);
    EXPECT_EQ(plant.signed_input(52), 0);
}

TEST(House, HonoursItsRates) {
    Quiet plant;
    plant.write(94, 1);
    plant.write(95, 2359);
    plant.write(116, 100);
    plant.write(96, 1);
    plant.write(111, 10);  // 10 % of 16.384 kWh in an hour

    plant.live(2min);
    EXPECT_NEAR(plant.signed_input(52), -1638, 1);

    plant.write(111, 0);
    plant.live(1min);
    EXPECT_EQ(plant.signed_input(52), 0);
}

TEST(House, PausesWhereItHasThatBlock) {
    Living plant{"living-ac:kwp=0"};
    plant.write(96, 0);
    plant.live(1h);
    EXPECT_GT(plant.signed_input(52), 50);

    plant.write(318, 2);
    plant.live(1min);
    EXPECT_EQ(plant.signed_input(52), 0);

    plant.write(318, 0);
    plant.live(1min);
    EXPECT_GT(plant.signed_input(52), 50);
}

TEST(House, LivesByASettingFromWhenItIsWritten) {
    Quiet plant;
    plant.live(1h);
    const auto discharged = plant.truth().today.discharged;
    EXPECT_GT(discharged, 0.05);

    plant.write(110, 100);
    plant.live(1h);

    EXPECT_NEAR(plant.truth().today.discharged, discharged, 0.005);
}

TEST(House, CalibratesAsItIsTold) {
    Quiet plant;
    auto& dongle = plant.dongle;
    const auto client = dongle.connect(plant.now).value();

    dongle.receive(client, encode(Request{WriteRequest{device::inverter, 29, 1}}), plant.now);
    dongle.due(plant.now + 1s);
    plant.live(9s);
    EXPECT_GT(plant.signed_input(52), 1500);  // the first stage empties it

    plant.live(20s);
    EXPECT_LT(plant.signed_input(52), -500);  // the third fills it
    plant.live(2min);
    EXPECT_LT(plant.signed_input(52), 2000);
    EXPECT_EQ(dongle.registers().word(device::inverter, HR(29)), 0);
}

TEST(House, OnlyChargesWhereTheCalibrationIsToldTo) {
    Quiet plant;
    auto& dongle = plant.dongle;
    const auto client = dongle.connect(plant.now).value();
    plant.live(1min);

    dongle.receive(client, encode(Request{WriteRequest{device::inverter, 29, 3}}), plant.now);
    dongle.due(plant.now + 1s);

    plant.live_by_the_second(10s, [&plant] {
        EXPECT_LE(plant.signed_input(52), 100) << "not emptied on the way";
    });
    EXPECT_LT(plant.signed_input(52), -1500);
}

// ---- its own clock ------------------------------------------------------------------------

std::uint16_t day_shown(const Living& plant) {
    return plant.dongle.registers().word(device::inverter, HR(37)).value();
}

TEST(House, BeginsItsCountersAnewAtMidnight) {
    Living plant{"living-gen1"};
    plant.live(24h - 1s);
    EXPECT_GT(plant.input(26), 10);
    EXPECT_GT(plant.input(183), 10);
    const auto import_in_all = plant.total(32);

    plant.live(2s);

    EXPECT_EQ(day_shown(plant), 19);
    for (const auto counter :
         std::to_array<std::uint16_t>({17, 19, 25, 26, 35, 36, 37, 44, 182, 183}))
        EXPECT_EQ(plant.input(counter), 0) << counter;
    EXPECT_NEAR(plant.total(32), import_in_all, 1);
}

TEST(House, BeginsItsDayByItsOwnClockRightOrWrong) {
    Living slow{"living-gen1:drift=-600"};
    slow.live(24h + 9min);
    EXPECT_EQ(day_shown(slow), 18);
    EXPECT_GT(slow.input(26), 10);
    slow.live(2min);
    EXPECT_EQ(day_shown(slow), 19);
    EXPECT_EQ(slow.input(26), 0);

    Living fast{"living-gen1:drift=600"};
    fast.live(24h - 9min);
    EXPECT_EQ(day_shown(fast), 19);
    EXPECT_EQ(fast.input(26), 0);
    EXPECT_EQ(fast.truth().time, local_days{2026y / 4 / 19} - 9min);
}

TEST(House, BeginsADayWhenItsClockIsSetOverMidnight) {
    Living plant{"living-gen1"};
    plant.live(23h);
    const PlantClock tomorrow{local_days{2026y / 4 / 19} + 1min, plant.now};

    plant.dongle.run_clock(tomorrow);
    plant.live(1s);
    EXPECT_EQ(plant.input(26), 0);

    plant.live(1h);
    const auto since = plant.input(26);
    plant.dongle.run_clock(PlantClock{local_days{2026y / 4 / 18} + 23h + 50min, plant.now});
    plant.live(1min);
    EXPECT_GE(plant.input(26), since);  // put back, it goes on counting
    plant.live(10min);
    EXPECT_EQ(plant.input(26), 0);
}

// ---- what belongs together ----------------------------------------------------------------

TEST(House, ShowsPacksThatAgreeWithTheInverter) {
    Living plant{"living-gen1:packs=3"};
    for (int i = 0; i < 1000; ++i) {
        plant.live(17s);
        int current = 0;
        for (std::uint8_t pack = 0x32; pack < 0x35; ++pack) {
            const DeviceAddress address{pack};
            ASSERT_EQ(plant.input(100, address), plant.input(59));
            int sum = 0;
            for (std::uint16_t cell = 60; cell < 76; ++cell)
                sum += plant.input(cell, address);
            ASSERT_EQ(plant.input(80, address), sum);
            current += static_cast<std::int16_t>(plant.input(95, address));
        }
        ASSERT_NEAR(current, plant.signed_input(51), 3);
        ASSERT_NEAR(plant.input(50) * plant.signed_input(51) / 1e4, plant.signed_input(52), 3);
    }
}

TEST(House, ShowsItsMeterWhatTheGridGetsTheOtherWayRound) {
    Living plant{"living-gen3"};
    plant.live(13h);

    const auto meter = device::first_meter;
    EXPECT_EQ(static_cast<std::int16_t>(plant.input(71, meter)), -plant.signed_input(30));
    EXPECT_EQ(plant.input(60, meter), plant.input(5));
}

}  // namespace
}  // namespace giv::simulator
