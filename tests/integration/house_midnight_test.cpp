// The load's energy of an AC-coupled plant, which we count ourselves, over midnights of the
// inverter's clock on virtual time: it falls exactly once for each, whatever is done to the clock.
#include "simulator/builtin_plants.hpp"
#include "support/counted_plant.hpp"
#include "support/falls.hpp"
#include "support/rig.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using std::chrono::seconds;
using testing::CountedPlant;
using testing::falls;
using testing::Rig;
using testing::RigPlant;

const std::string today = "Energy/Today/Load_Energy_Today_kWh";
const std::string total = "Energy/Total/Load_Energy_Total_kWh";

class HouseMidnight : public ::testing::Test {
 protected:
    static constexpr auto evening =
        std::chrono::local_days{std::chrono::year{2026} / 6 / 5} + 23h + 30min;
    static constexpr WallTime host_evening{evening.time_since_epoch() - 1h};  // at UTC+1

    HouseMidnight() { plant_.dongle.registers().set(device::inverter, IR(42), 3000); }

    void begin_in_the_evening(seconds clock_off = 0s) {
        rig_.clock().set_wall(host_evening);
        set_inverter_clock(evening + clock_off);
        rig_.start(plant_);
    }

    void set_inverter_clock(std::chrono::local_seconds shown) {
        counted_.set_time(shown);
        plant_.dongle.run_clock(shown, rig_.clock().now());
    }

    void run_for(seconds time, bool is_killed = false) {
        if (is_killed) return counted_.run_killed_for(time);
        counted_.run_for(time);
    }

    // One fall, at the inverter's midnight; what it counts since is in.
    void expect_one_fall(WallTime midnight) {
        const auto seen = falls(plant_);
        ASSERT_TRUE(seen.of_days.contains(today));
        EXPECT_EQ(seen.of_days.at(today), 1);
        EXPECT_EQ(seen.of_totals.at(total), 0);
        ASSERT_TRUE(seen.last.contains(today));
        EXPECT_GE(seen.last.at(today), midnight);
        // Kept and kept once more, each once a minute.
        EXPECT_LE(seen.last.at(today), midnight + 150s);
    }

    int falls_of_today() const { return falls(plant_).of_days.at(today); }

    Rig rig_;
    RigPlant& plant_{rig_.add(Dongle{simulator::ac_plant(), {}})};
    CountedPlant counted_{rig_, plant_, testing::of_ac};
};

struct Case {
    std::string_view name;
    seconds clock_off;
    bool is_killed = false;
};

class HouseMidnightByClock : public HouseMidnight, public ::testing::WithParamInterface<Case> {};

TEST_P(HouseMidnightByClock, TheDayBeginsOnce) {
    begin_in_the_evening(GetParam().clock_off);
    run_for(1h, GetParam().is_killed);
    expect_one_fall(host_evening + 30min - GetParam().clock_off);
}

INSTANTIATE_TEST_SUITE_P(
    Clock,
    HouseMidnightByClock,
    ::testing::Values(
        Case{"Right", 0s},
        Case{"RightKilled", 0s, true},
        Case{"Behind", -90s},
        Case{"BehindKilled", -90s, true},
        Case{"Ahead", 90s},
        Case{"AheadKilled", 90s, true},
        Case{"FarBehind", -20min},
        Case{"FarBehindKilled", -20min, true}
    ),
    [](const auto& test) { return std::string{test.param.name}; }
);

class HouseMidnightKilled : public HouseMidnight, public ::testing::WithParamInterface<seconds> {};

// As kill -9: what the store kept a minute ago is all that is known.
TEST_P(HouseMidnightKilled, TheDayBeginsOnce) {
    begin_in_the_evening();
    run_for(GetParam());
    rig_.restart(plant_);
    run_for(1h - GetParam());
    expect_one_fall(host_evening + 30min);
}

INSTANTIATE_TEST_SUITE_P(
    SecondsAfterHalfPastEleven,
    HouseMidnightKilled,
    ::testing::Values(1200s, 1750s, 1790s, 1800s, 1810s, 1870s, 2400s),
    [](const auto& test) { return std::to_string(test.param.count()); }
);

TEST_F(HouseMidnight, AClockThatIsPutBackOverMidnightBeginsNoSecondDay) {
    begin_in_the_evening();
    run_for(1h);
    set_inverter_clock(counted_.time() - 1h);  // it is 23:30 of the day before once more
    run_for(70min);
    expect_one_fall(host_evening + 30min);
}

TEST_F(HouseMidnight, ADateThatIsWrongForAWhileBeginsNoDayAndLosesNone) {
    begin_in_the_evening(-2h);  // 21:30
    run_for(20min);
    set_inverter_clock(counted_.time() + std::chrono::days{2});
    run_for(20min);  // it is read every five minutes
    set_inverter_clock(counted_.time() - std::chrono::days{2});
    run_for(20min);
    EXPECT_EQ(falls_of_today(), 0);
    run_for(2h);
    expect_one_fall(host_evening + 150min);
}

TEST_F(HouseMidnight, AnOutageOverMidnightHidesOneFall) {
    begin_in_the_evening();
    run_for(20min);
    plant_.dongle.set_accepting(false);
    plant_.dongle.hang_up(rig_.clock().now());
    run_for(40min);
    plant_.dongle.set_accepting(true);
    run_for(30min);
    EXPECT_EQ(falls_of_today(), 1);
}

}  // namespace
}  // namespace giv
