// The counters of a whole plant over midnights, restarts and registers that begin anew, on virtual
// time: every counter of a day falls exactly once a day, and no total ever falls.
#include "simulator/builtin_plants.hpp"
#include "support/counted_plant.hpp"
#include "support/falls.hpp"
#include "support/rig.hpp"

#include "givtcp/plant/guard/rule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using testing::CountedPlant;
using testing::falls;
using testing::Rig;
using testing::RigPlant;

class CountedPlantTest : public ::testing::Test {
 protected:
    static constexpr auto evening =
        std::chrono::local_days{std::chrono::year{2026} / 6 / 5} + 23h + 30min;

    // The host is at UTC+1 by 23:30; the inverter's clock is off by so much.
    void begin_in_the_evening(std::chrono::seconds clock_off = 0s) {
        rig_.clock().set_wall(std::chrono::sys_seconds{evening.time_since_epoch() - 1h});
        set_inverter_clock(evening + clock_off);
        rig_.start(plant_);
    }

    void set_inverter_clock(std::chrono::local_seconds shown) {
        counted_.set_time(shown);
        plant_.dongle.run_clock(shown, rig_.clock().now());
    }

    void cut_link(bool is_cut = true) {
        plant_.dongle.set_accepting(!is_cut);
        if (is_cut) plant_.dongle.hang_up(rig_.clock().now());
    }

    void run_for(std::chrono::seconds time) {
        if (is_killed_) return counted_.run_killed_for(time);
        counted_.run_for(time);
    }

    void expect_falls_of_days(int times) {
        const auto seen = falls(plant_);
        EXPECT_GE(seen.of_days.size(), 9U);
        for (const auto& [path, count] : seen.of_days)
            EXPECT_EQ(count, times) << path;
        EXPECT_GE(seen.of_totals.size(), 7U);
        for (const auto& [path, count] : seen.of_totals)
            EXPECT_EQ(count, 0) << path;
    }

    // Nothing true was doubted, but first readings, and the pack, whose page never changes here;
    // and what has to be read again to be known.
    void expect_no_doubts(std::optional<guard::Rule> but = {}) {
        const auto& counts = plant_.hub.latest()->rule_counts;
        for (const auto& rule : guard::rules()) {
            if (rule.rule == guard::Rule::first_reading) continue;
            if (rule.rule == guard::Rule::frozen_page || rule.rule == but) continue;
            EXPECT_EQ(counts.of(rule.rule), 0U) << rule.key;
        }
    }

    // From this snapshot on the counter shows at most a kilowatt hour more than it did: an hour's.
    void expect_no_more_than(std::size_t from, std::string_view path) {
        std::optional<double> first;
        for (std::size_t i = from; i < plant_.sink.snapshots.size(); ++i) {
            for (const auto& measured : plant_.sink.snapshots[i]->values) {
                const auto* number = std::get_if<Number>(&measured.value);
                if (measured.point->path != path || number == nullptr) continue;
                if (!first) first = number->value;
                EXPECT_LE(number->value, *first + 1) << path;
            }
        }
        EXPECT_TRUE(first) << path;
    }

    Rig rig_;
    RigPlant& plant_{rig_.add(Dongle{simulator::gen1_plant(), {}})};
    CountedPlant counted_{rig_, plant_};
    bool is_killed_ = false;
};

class OverMidnight : public CountedPlantTest, public ::testing::WithParamInterface<bool> {
 protected:
    OverMidnight() { is_killed_ = GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Process, OverMidnight, ::testing::Bool(), [](const auto& test) {
    return std::string{test.param ? "KilledEverySevenMinutes" : "ThatRunsOn"};
});

TEST_P(OverMidnight, EveryCounterOfTheDayFallsOnce) {
    begin_in_the_evening();
    run_for(1h);
    expect_falls_of_days(1);
    expect_no_doubts();
}

TEST_P(OverMidnight, SoItIsWithAClockThatIsBehind) {
    begin_in_the_evening(-90s);
    run_for(1h);
    expect_falls_of_days(1);
    expect_no_doubts();
}

TEST_P(OverMidnight, SoItIsWithAClockThatIsAhead) {
    begin_in_the_evening(90s);
    run_for(1h);
    expect_falls_of_days(1);
    expect_no_doubts();
}

TEST_P(OverMidnight, AnInverterOnUtcInSummerHasItsMidnightAnHourLater) {
    begin_in_the_evening(-1h);
    run_for(85min);
    expect_falls_of_days(0);
    run_for(35min);
    expect_falls_of_days(1);
    expect_no_doubts();
}

TEST_P(OverMidnight, InTheNightWhenTheClockGoesForwardEachFallsOnce) {
    begin_in_the_evening();
    run_for(90min);
    set_inverter_clock(counted_.time() + 1h);
    run_for(1h);
    expect_falls_of_days(1);
    expect_no_doubts(guard::Rule::setting_change);
}

TEST_P(OverMidnight, InTheNightWhenTheClockGoesBackEachFallsOnce) {
    begin_in_the_evening();
    run_for(150min);
    set_inverter_clock(counted_.time() - 1h);
    run_for(1h);
    expect_falls_of_days(1);
    expect_no_doubts(guard::Rule::setting_change);
}

TEST_P(OverMidnight, AnOutageOverMidnightHidesOneFall) {
    begin_in_the_evening();
    run_for(20min);
    cut_link();
    run_for(40min);
    cut_link(false);
    run_for(30min);
    expect_falls_of_days(1);
    expect_no_doubts();
}

TEST_P(OverMidnight, AnOutageUntilTheNextNoonHidesOneFall) {
    begin_in_the_evening();
    run_for(20min);
    cut_link();
    run_for(12h);
    cut_link(false);
    run_for(10min);
    EXPECT_TRUE(plant_.hub.latest()->online());
    for (const auto& [path, count] : falls(plant_).of_days)
        EXPECT_LE(count, 1) << path;  // some have counted more by noon than on the whole day before
    expect_no_doubts();
}

// One counter begins its day before all others, or after them.
struct OutOfStep {
    std::uint16_t low;  // input register
    std::chrono::seconds late;
};

void PrintTo(const OutOfStep& one, std::ostream* out) {
    *out << "IR" << one.low << ' ' << one.late.count() << " s";
}

class PartsOverMidnight : public CountedPlantTest,
                          public ::testing::WithParamInterface<std::tuple<bool, OutOfStep>> {};

TEST_P(PartsOverMidnight, ThatBeginTheDayOneAfterTheOtherConfuseNoSum) {
    const auto& [is_killed, one] = GetParam();
    is_killed_ = is_killed;
    begin_in_the_evening();
    counted_.begins_late(one.low, one.late);
    run_for(15min);
    const auto before = plant_.sink.snapshots.size();
    run_for(45min);
    expect_falls_of_days(1);
    expect_no_doubts(guard::Rule::early_midnight);
    expect_no_more_than(before, "Energy/Today/Load_Energy_Today_kWh");
    expect_no_more_than(before, "Energy/Today/Self_Consumption_Energy_Today_kWh");
}

INSTANTIATE_TEST_SUITE_P(
    Of,
    PartsOverMidnight,
    ::testing::Combine(
        ::testing::Bool(),
        ::testing::Values(
            OutOfStep{17, -2min},
            OutOfStep{17, 2min},
            OutOfStep{25, -2min},
            OutOfStep{25, 2min},
            OutOfStep{26, -2min},
            OutOfStep{26, 2min},
            OutOfStep{35, -2min},
            OutOfStep{35, 2min}
        )
    ),
    [](const auto& test) {
        const auto one = std::get<OutOfStep>(test.param);
        return "IR" + std::to_string(one.low) + (one.late < 0s ? "First" : "Last") +
               (std::get<bool>(test.param) ? "InAProcessThatIsKilled" : "");
    }
);

// As kill -9: what the store kept a minute ago is all that is known.
class KilledOverMidnight : public CountedPlantTest,
                           public ::testing::WithParamInterface<std::chrono::seconds> {};

TEST_P(KilledOverMidnight, EveryCounterOfTheDayFallsOnce) {
    begin_in_the_evening();
    counted_.run_for(GetParam());
    rig_.restart(plant_);
    counted_.run_for(1h - GetParam());
    expect_falls_of_days(1);
    expect_no_doubts(guard::Rule::early_midnight);
}

INSTANTIATE_TEST_SUITE_P(
    SecondsAfterHalfPastEleven,
    KilledOverMidnight,
    ::testing::Values(1200s, 1750s, 1790s, 1800s, 1810s, 1870s, 2400s),
    [](const auto& test) { return std::to_string(test.param.count()); }
);

// ---- totals -------------------------------------------------------------------------------

class Totals : public CountedPlantTest {
 protected:
    static constexpr std::string_view charged = "Energy/Total/Battery_Charge_Energy_Total_kWh";
    static constexpr std::string_view imported = "Energy/Total/Import_Energy_Total_kWh";

    // The last that was published; -1: it is not there.
    double latest(std::string_view path) const {
        for (const auto& measured : plant_.hub.latest()->values) {
            const auto* number = std::get_if<Number>(&measured.value);
            if (measured.point->path == path && number != nullptr) return number->value;
        }
        return -1;
    }

    std::vector<std::string> problems() const {
        std::vector<std::string> keys;
        for (const auto& problem : plant_.hub.latest()->problems)
            keys.emplace_back(problem.key);
        return keys;
    }

    double greatest(std::string_view path) const {
        double found = -1;
        for (const auto& snapshot : plant_.sink.snapshots) {
            for (const auto& measured : snapshot->values) {
                const auto* number = std::get_if<Number>(&measured.value);
                if (measured.point->path == path && number != nullptr)
                    found = std::max(found, number->value);
            }
        }
        return found;
    }
};

TEST_F(Totals, ARegisterOf16BitsGoesOnInOursWhenItBeginsAnew) {
    counted_.set_counter(181, 65'530);
    begin_in_the_evening();
    counted_.run_for(5min);
    EXPECT_NEAR(latest(charged), 6553.0, 0.1);
    counted_.run_for(5h);  // 400 W: 2 kWh more
    EXPECT_NEAR(latest(charged), 6555.0, 0.11);
    EXPECT_EQ(falls(plant_).of_totals.at(std::string{charged}), 0);
    EXPECT_EQ(plant_.hub.latest()->rule_counts.of(guard::Rule::counter_wrap), 2U);
    expect_no_doubts(guard::Rule::counter_wrap);
}

TEST_F(Totals, ItGoesOnInAProcessThatIsKilledAgainAndAgain) {
    is_killed_ = true;
    counted_.set_counter(181, 65'530);
    begin_in_the_evening();
    run_for(5h);
    run_for(1min);
    EXPECT_NEAR(latest(charged), 6555.0, 0.11);
    EXPECT_EQ(falls(plant_).of_totals.at(std::string{charged}), 0);
}

TEST_F(Totals, ItGoesOnAfterARestartOnEitherSideOfItsBeginning) {
    counted_.set_counter(181, 65'530);
    begin_in_the_evening();
    counted_.run_for(80min);  // 6553.5
    rig_.restart(plant_);
    counted_.run_for(30min);
    EXPECT_GE(latest(charged), 6553.6);
    rig_.restart(plant_);
    counted_.run_for(10min);
    EXPECT_GE(latest(charged), 6553.6);
    EXPECT_EQ(falls(plant_).of_totals.at(std::string{charged}), 0);
}

TEST_F(Totals, ItGoesOnAfterARestartDuringWhichItBeganAnew) {
    counted_.set_counter(181, 65'530);
    begin_in_the_evening();
    counted_.run_for(10min);
    rig_.stop(plant_);
    counted_.run_for(3h);
    rig_.restart(plant_);
    counted_.run_for(2min);
    EXPECT_GE(latest(charged), 6554.0);
    EXPECT_EQ(falls(plant_).of_totals.at(std::string{charged}), 0);
}

TEST_F(Totals, OneCorruptHighValueIsNeverPublishedAndBlocksNothing) {
    begin_in_the_evening();
    counted_.run_for(5min);
    const auto before = latest(imported);
    counted_.set_counter(33, 1e6);
    counted_.run_for(10s);
    counted_.set_counter(33, 50'040);
    counted_.run_for(30s);
    EXPECT_NEAR(latest(imported), 5004.0, 0.1);
    EXPECT_GE(latest(imported), before);
    EXPECT_LT(greatest(imported), 5100);
}

TEST_F(Totals, NorIsItByAProcessThatBeginsWithIt) {
    begin_in_the_evening();
    counted_.run_for(5min);
    counted_.set_counter(33, 1e6);
    rig_.restart(plant_);
    counted_.run_for(10s);
    counted_.set_counter(33, 50'040);
    counted_.run_for(30s);
    EXPECT_NEAR(latest(imported), 5004.0, 0.1);
    EXPECT_LT(greatest(imported), 5100);
}

TEST_F(Totals, AFallThatStaysIsANewBaseAndStandsInTheAudit) {
    begin_in_the_evening();
    counted_.run_for(5min);
    counted_.set_counter(33, 1000);
    counted_.run_for(4min);
    EXPECT_GT(latest(imported), 5000);
    counted_.run_for(3min);
    EXPECT_NEAR(latest(imported), 100.0, 0.2);
    ASSERT_EQ(plant_.store.audit.size(), 1U);
    const auto& entry = plant_.store.audit.front();
    EXPECT_EQ(entry.source, "guard");
    EXPECT_EQ(entry.command, "e_grid_in_total");
    EXPECT_EQ(entry.outcome, "new base");
    EXPECT_NE(entry.detail.find(" to 100."), std::string::npos) << entry.detail;
    EXPECT_EQ(problems(), std::vector<std::string>{"total_fell"});
    cut_link();  // a day without polls is a short one
    counted_.run_for(24h);
    cut_link(false);
    counted_.run_for(15min);
    EXPECT_EQ(problems(), std::vector<std::string>{});
}

TEST_F(Totals, AfterARestartAFallIsNotPublishedUntilItStays) {
    begin_in_the_evening();
    counted_.run_for(5min);
    counted_.set_counter(33, 1000);
    counted_.run_for(20s);
    rig_.restart(plant_);
    counted_.run_for(4min);
    EXPECT_EQ(latest(imported), -1);
    EXPECT_GT(latest(charged), 0);
    counted_.run_for(3min);
    EXPECT_NEAR(latest(imported), 100.0, 0.3);
    EXPECT_EQ(plant_.store.audit.size(), 1U);
}

// ---- an AC-coupled plant: the load is counted by us ----------------------------------------

class CountedHouse : public ::testing::Test {
 protected:
    static constexpr std::string_view today = "Energy/Today/Load_Energy_Today_kWh";
    static constexpr std::string_view total = "Energy/Total/Load_Energy_Total_kWh";

    CountedHouse() {
        plant_.dongle.registers().set(device::inverter, IR(42), 3000);
        rig_.start(plant_);
    }

    double latest(std::string_view path) const {
        for (const auto& measured : plant_.hub.latest()->values) {
            const auto* number = std::get_if<Number>(&measured.value);
            if (measured.point->path == path && number != nullptr) return number->value;
        }
        return -1;
    }

    Rig rig_;
    RigPlant& plant_{rig_.add(Dongle{simulator::ac_plant(), {}})};
};

TEST_F(CountedHouse, ThreeKilowattsForAnHourAreThreeKilowattHours) {
    rig_.run_for(2min);
    const auto before = latest(total);
    EXPECT_GE(before, 0);
    rig_.run_for(1h);
    EXPECT_NEAR(latest(total) - before, 3.0, 0.16);  // shown once a minute, in tenths
    EXPECT_GE(latest(today), 0);
}

TEST_F(CountedHouse, ARestartLosesNothingThatWasShown) {
    rig_.run_for(1h);
    const auto before = latest(total);
    EXPECT_NEAR(before, 2.95, 0.11);
    rig_.restart(plant_);
    rig_.run_for(30s);
    EXPECT_GE(latest(total), before);
    EXPECT_LT(latest(total), before + 0.11);
    const auto seen = falls(plant_);
    EXPECT_EQ(seen.of_totals.at(std::string{total}), 0);
    EXPECT_EQ(seen.of_days.at(std::string{today}), 0);
}

TEST_F(CountedHouse, AnOutageOfMoreThanFiveMinutesIsNotFilled) {
    rig_.run_for(10min);
    const auto before = latest(total);
    plant_.dongle.set_accepting(false);
    plant_.dongle.hang_up(rig_.clock().now());
    rig_.run_for(30min);
    plant_.dongle.set_accepting(true);
    rig_.run_for(5min);
    EXPECT_LT(latest(total) - before, 0.4);
}

}  // namespace
}  // namespace giv
