#include "support/own_plants.hpp"
#include "support/shared_counters.hpp"

#include "givtcp/plant/guard/guard.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;
using testing::Page;
using testing::shared;

constexpr RegisterRange range{Bank::input, 0, 60};

// Registers of IR0-59.
constexpr std::uint16_t pv_1_watts = 18;
constexpr std::uint16_t export_today = 25;
constexpr std::uint16_t import_total_low = 33;
constexpr std::uint16_t charge = 59;

// A generation 1 hybrid of 5 kW, polled every ten seconds.
class ValueWatched : public ::testing::Test {
 protected:
    ValueWatched() {
        read(page_);
        read(page_);
    }

    // As the plant's image does.
    Judgement read(const Page& page, std::chrono::seconds later = 10s) {
        now_ += later;
        const auto judgement =
            guard_.judge({device::inverter, range, page, now_}, believed_, facts_);
        if (judgement.verdict != Verdict::good) return judgement;
        const auto before = believed_;
        believed_.store(0, page, now_);
        for (const auto& kept : judgement.kept) {
            if (before.words(kept.first, kept.count).empty()) {
                believed_.forget(kept.first, kept.count);
                continue;
            }
            const bool is_proved = !kept.doubted_by;
            const auto at = is_proved ? now_ : *before.taken_at(kept.first, kept.count);
            believed_.store(kept.first, before.words(kept.first, kept.count), at);
        }
        return judgement;
    }
    // The last value that is doubted: by which rule.
    std::optional<Rule> rule_of(const Page& page, std::chrono::seconds later = 10s) {
        const auto judgement = read(page, later);
        EXPECT_EQ(judgement.verdict, Verdict::good);
        return judgement.kept.empty() ? std::nullopt : judgement.kept.back().doubted_by;
    }
    std::uint16_t believed(std::uint16_t index) const { return believed_.word(index).value_or(0); }

    Page page_ = testing::gen1_live();
    Guard guard_;
    RegisterBank believed_;
    PlantFacts facts_{testing::gen1_topology().identity, 5000, LocalTime{2026, 6, 5, 12, 19, 53}};
    Instant now_{1000s};
};

TEST(ValueWatch, BelievesNoCounterBeforeASecondReadAgrees) {
    Guard guard;
    const RegisterBank believed;
    const PlantFacts facts{testing::gen1_topology().identity, 5000, std::nullopt};
    auto page = testing::gen1_live();
    page[import_total_low] += 5000;  // 500 kWh too many

    const auto first = guard.judge({device::inverter, range, page, Instant{1s}}, believed, facts);
    EXPECT_EQ(first.rule, Rule::first_reading);
    EXPECT_TRUE(first.confirm_at_once);
    page[import_total_low] -= 5000;
    EXPECT_EQ(
        guard.judge({device::inverter, range, page, Instant{2s}}, believed, facts).verdict,
        Verdict::held
    );
    EXPECT_EQ(
        guard.judge({device::inverter, range, page, Instant{3s}}, believed, facts).verdict,
        Verdict::good
    );
}

TEST_F(ValueWatched, HoldsAPowerThatJumpsBeyondTheRatingForOneRead) {
    auto spike = page_;
    spike[pv_1_watts] = 1740 + 5001;
    EXPECT_EQ(rule_of(spike), Rule::power_jump);
    EXPECT_EQ(believed(pv_1_watts), 1740);
    EXPECT_EQ(rule_of(page_), std::nullopt);
    EXPECT_EQ(believed(pv_1_watts), 1740);
}

TEST_F(ValueWatched, BelievesAJumpThatTheNextReadConfirms) {
    page_[pv_1_watts] = 1740 + 5001;
    read(page_);
    page_[pv_1_watts] = 1740 + 4900;
    EXPECT_EQ(rule_of(page_), std::nullopt);
    EXPECT_EQ(believed(pv_1_watts), 1740 + 4900);
}

TEST_F(ValueWatched, SmoothsNothing) {
    for (const int watts : {0, 5000, 12, 4990, 1}) {
        page_[pv_1_watts] = static_cast<std::uint16_t>(watts);
        EXPECT_EQ(read(page_), Judgement{}) << watts;
    }
}

TEST_F(ValueWatched, HoldsASuddenZeroUntilThreeReadsShowIt) {
    page_[charge] = 0;
    EXPECT_EQ(rule_of(page_), Rule::zero_value);
    EXPECT_EQ(rule_of(page_), Rule::zero_value);
    EXPECT_EQ(believed(charge), 82);
    EXPECT_EQ(rule_of(page_), std::nullopt);
    EXPECT_EQ(believed(charge), 0);
}

TEST_F(ValueWatched, NeverBelievesOneCorruptHighCounter) {
    auto corrupt = page_;
    corrupt[export_today] = 56 + 352;  // 35.2 kWh within ten seconds
    EXPECT_EQ(rule_of(corrupt), Rule::energy_jump);
    EXPECT_EQ(believed(export_today), 56);
    page_[export_today] = 57;
    EXPECT_EQ(rule_of(page_), std::nullopt);
    EXPECT_EQ(believed(export_today), 57);
}

TEST_F(ValueWatched, DoesNotLatchWhenTheDeviceInsists) {
    page_[export_today] = 56 + 352;
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(rule_of(page_), Rule::energy_jump) << i;
    EXPECT_EQ(rule_of(page_), std::nullopt);  // 300 s after the first
    EXPECT_EQ(believed(export_today), 56 + 352);
}

TEST_F(ValueWatched, AllowsWhatTheHouseCanHaveUsedSinceTheLastRead) {
    // 23 kW for an hour, and half as much again: 34.5 kWh, and 0.2 for rounding.
    page_[import_total_low] += 346;
    EXPECT_EQ(read(page_, 1h), Judgement{});
    page_[import_total_low] += 348;
    EXPECT_EQ(rule_of(page_, 1h), Rule::energy_jump);
}

TEST_F(ValueWatched, LooksAtBothWordsOfATotal) {
    page_[import_total_low - 1] += 1;
    EXPECT_EQ(read(page_).kept, (std::vector<Kept>{{import_total_low - 1, 2, Rule::energy_jump}}));
}

TEST_F(ValueWatched, ATotalDoesNotFollowAFallByRounding) {
    page_[import_total_low] -= 1;
    EXPECT_EQ(
        read(page_),
        (Judgement{
            Verdict::good, std::nullopt, {{import_total_low - 1, 2, std::nullopt}}, false, {}})
    );
    EXPECT_EQ(believed(import_total_low), 24429);
}

TEST_F(ValueWatched, ATotalThatFallsIsANewBaseAfterFiveReadsAndFiveMinutes) {
    page_[import_total_low] -= 1000;
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(rule_of(page_), Rule::total_fall) << i;
    EXPECT_EQ(rule_of(page_), std::nullopt);  // 300 s after the first
    EXPECT_EQ(believed(import_total_low), 23429);
}

TEST_F(ValueWatched, ATotalThatJumpsIsBelievedAfterFiveReadsAndFiveMinutes) {
    page_[import_total_low] += 1000;  // 100 kWh within ten seconds
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(rule_of(page_), Rule::energy_jump) << i;
    EXPECT_EQ(rule_of(page_), std::nullopt);  // 300 s after the first
    EXPECT_EQ(believed(import_total_low), 24429 + 1000);
}

TEST_F(ValueWatched, FiveMinutesAloneAreNotEnoughForANewBase) {
    page_[import_total_low] -= 1000;
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(rule_of(page_, 200s), Rule::total_fall) << i;
    EXPECT_EQ(rule_of(page_, 200s), std::nullopt);
}

TEST_F(ValueWatched, ACounterOfTheDayFallsAtTheInvertersMidnight) {
    facts_.calendar = LocalTime{2026, 6, 6, 0, 0, 5};
    page_[export_today] = 0;
    EXPECT_EQ(read(page_), Judgement{});
    EXPECT_EQ(believed(export_today), 0);
}

TEST_F(ValueWatched, ACounterOfTheDayFallsWhenTheDateHasChangedMeanwhile) {
    facts_.calendar = LocalTime{2026, 6, 6, 3, 0, 0};
    page_[export_today] = 0;
    EXPECT_EQ(read(page_, 3h), Judgement{});
}

TEST_F(ValueWatched, ACounterOfTheDayDoesNotFallAtNoon) {
    page_[export_today] = 0;
    EXPECT_EQ(rule_of(page_), Rule::energy_fall);
    EXPECT_EQ(believed(export_today), 56);
}

TEST_F(ValueWatched, AfterMidnightYesterdaysCounterDoesNotComeBack) {
    const auto yesterday = page_;
    facts_.calendar = LocalTime{2026, 6, 6, 0, 0, 5};
    page_[export_today] = 0;
    read(page_);
    EXPECT_EQ(rule_of(yesterday), Rule::energy_jump);
    EXPECT_EQ(believed(export_today), 0);
    EXPECT_EQ(rule_of(page_), std::nullopt);
}

TEST_F(ValueWatched, ACounterOfTheDayFallsOnceForEachMidnight) {
    facts_.calendar = LocalTime{2026, 6, 5, 23, 59, 50};
    page_[export_today] = 0;
    EXPECT_EQ(rule_of(page_), Rule::early_midnight);
    EXPECT_EQ(read(page_), Judgement{});
    facts_.calendar = LocalTime{2026, 6, 6, 0, 10, 0};
    page_[export_today] = 20;
    EXPECT_EQ(read(page_, 610s), Judgement{});
    page_[export_today] = 0;
    EXPECT_EQ(rule_of(page_), Rule::energy_fall);
    EXPECT_EQ(believed(export_today), 20);
}

// Nobody saw the higher one: which of the two is wrong is for the device to say.
TEST_F(ValueWatched, WhatWasKeptBeforeTheStartIsNotMadeUpFor) {
    Guard guard;
    guard.recall(shared(
        {{"e_grid_out_day", {5.8, 0, std::chrono::local_days{std::chrono::year{2026} / 6 / 5}}}}
    ));
    const RegisterBank nothing;
    auto page = testing::gen1_live();
    page[export_today] = 54;
    guard.judge({device::inverter, range, page, Instant{1s}}, nothing, facts_);

    const auto second = guard.judge({device::inverter, range, page, Instant{2s}}, nothing, facts_);

    EXPECT_EQ(second.kept, (std::vector<Kept>{{export_today, 1, Rule::energy_fall}}));
}

TEST_F(ValueWatched, ASmallDayThatIs0IsASignAsAnyOther) {
    facts_.calendar = LocalTime{2026, 6, 6, 0, 0, 5};
    page_[export_today] = 0;
    read(page_);
    facts_.calendar = LocalTime{2026, 6, 6, 3, 0, 0};
    page_[export_today] = 5;
    EXPECT_EQ(read(page_, 3h), Judgement{});
    page_[export_today] = 0;
    EXPECT_EQ(rule_of(page_), Rule::energy_fall);
    EXPECT_EQ(believed(export_today), 5);
}

TEST_F(ValueWatched, WhatAWrongReadingAddedToTheDayIsMadeUpForAndNotTakenBack) {
    page_[export_today] = 56 + 2;  // 0.2 kWh: it could have flowed
    EXPECT_EQ(read(page_), Judgement{});
    page_[export_today] = 56;
    for (int i = 0; i < 40; ++i)
        read(page_);
    EXPECT_EQ(believed(export_today), 58);
    page_[export_today] = 60;
    EXPECT_EQ(read(page_), Judgement{});
    EXPECT_EQ(believed(export_today), 60);
    facts_.calendar = LocalTime{2026, 6, 6, 0, 0, 5};
    page_[export_today] = 0;
    EXPECT_EQ(read(page_), Judgement{});
}

TEST_F(ValueWatched, ASingle0BeforeMidnightIsNoMidnight) {
    facts_.calendar = LocalTime{2026, 6, 5, 23, 57, 30};
    const auto before = page_;
    page_[export_today] = 0;
    EXPECT_EQ(rule_of(page_), Rule::early_midnight);
    EXPECT_EQ(read(before), Judgement{});
    EXPECT_EQ(believed(export_today), 56);
}

TEST_F(ValueWatched, WhereTheDeviceInsistsTheDayIsSetBack) {
    page_[export_today] = 20;
    for (int i = 0; i < 30; ++i)
        EXPECT_FALSE(read(page_).sets_day_back) << i;
    EXPECT_TRUE(read(page_).sets_day_back);
    EXPECT_EQ(believed(export_today), 20);
}

TEST_F(ValueWatched, AfterAnOutageOfManyHoursADayMayHaveCountedMuch) {
    page_[export_today] = 400;  // 40 kWh on the day before
    read(page_, 2h);
    facts_.calendar = LocalTime{2026, 6, 6, 11, 0, 0};
    page_[export_today] = 150;
    EXPECT_EQ(read(page_, 22h), Judgement{});
    EXPECT_EQ(believed(export_today), 150);
}

TEST_F(ValueWatched, AfterARestartATotalBelowTheLastOneIsNotShown) {
    guard_.forget();
    believed_.clear();
    guard_.recall(shared({{"e_grid_in_total", {28657.3, 0, {}}}}));
    page_[import_total_low] -= 1000;
    EXPECT_EQ(read(page_).rule, Rule::first_reading);
    EXPECT_EQ(rule_of(page_), Rule::total_fall);
    EXPECT_TRUE(believed_.words(import_total_low - 1, 2).empty());
    EXPECT_EQ(believed(export_today), 56);

    for (int i = 0; i < 29; ++i)
        EXPECT_EQ(rule_of(page_), Rule::total_fall) << i;
    const auto judgement = read(page_);
    ASSERT_EQ(judgement.new_bases.size(), 1U);
    EXPECT_DOUBLE_EQ(judgement.new_bases.front().from, 28657.3);
    EXPECT_DOUBLE_EQ(judgement.new_bases.front().to, 28557.3);
    EXPECT_EQ(believed(import_total_low), 23429);
}

TEST_F(ValueWatched, AfterARestartATotalThatRoseIsBelievedAtOnce) {
    guard_.forget();
    believed_.clear();
    guard_.recall(shared({{"e_grid_in_total", {28650, 0, {}}}}));
    read(page_);
    EXPECT_EQ(rule_of(page_), std::nullopt);
    EXPECT_EQ(believed(import_total_low), 24429);
}

TEST_F(ValueWatched, AfterARestartACounterOfTheDaySaysWhatItSays) {
    guard_.forget();
    believed_.clear();
    guard_.recall(shared({{"e_grid_out_day", {9.9, 0, {}}}}));
    read(page_);
    EXPECT_EQ(rule_of(page_), std::nullopt);
    EXPECT_EQ(believed(export_today), 56);
}

TEST_F(ValueWatched, AfterARestartAtMidnightACounterThatHasFallenCountsTheNewDay) {
    guard_.forget();
    believed_.clear();
    const std::chrono::local_days yesterday{std::chrono::year{2026} / 6 / 5};
    guard_.recall(
        shared({{"e_grid_out_day", {9.9, 0, yesterday}}, {"e_grid_in_day", {0.9, 0, yesterday}}})
    );
    facts_.calendar = LocalTime{2026, 6, 6, 0, 5, 0};
    page_[export_today] = 1;
    read(page_);
    read(page_);
    const auto day_of = [&](std::string_view name) {
        for (const auto& note : guard_.counter_notes(device::inverter))
            if (field(note.field).name == name) return note.day;
        return std::optional<std::chrono::local_days>{};
    };
    EXPECT_EQ(day_of("e_grid_out_day"), yesterday + std::chrono::days{1});
    EXPECT_EQ(day_of("e_grid_in_day"), yesterday);  // it shows 1.0 still
}

TEST_F(ValueWatched, AfterARestartOnTheSameDayACounterThatHasFallenWaits) {
    guard_.forget();
    believed_.clear();
    const std::chrono::local_days today{std::chrono::year{2026} / 6 / 5};
    guard_.recall(shared({{"e_grid_out_day", {12.3, 0, today}}}));
    page_[export_today] = 0;
    read(page_);
    EXPECT_EQ(rule_of(page_), Rule::energy_fall);
    EXPECT_TRUE(believed_.words(export_today, 1).empty());
    page_[export_today] = 124;
    EXPECT_EQ(rule_of(page_), std::nullopt);
    EXPECT_EQ(believed(export_today), 124);
}

TEST_F(ValueWatched, HoldsAPowerBeyondOneAndAHalfTimesTheRatingForThreeReads) {
    page_[pv_1_watts] = 7501;
    EXPECT_EQ(rule_of(page_), Rule::power_bound);
    EXPECT_EQ(rule_of(page_), Rule::power_bound);
    EXPECT_EQ(believed(pv_1_watts), 1740);
    EXPECT_EQ(rule_of(page_), std::nullopt);
    EXPECT_EQ(believed(pv_1_watts), 7501);
    page_[pv_1_watts] = 7600;  // no latch: what is so is so
    EXPECT_EQ(rule_of(page_), std::nullopt);
}

TEST_F(ValueWatched, ANewBaseOfATotalIsToldOnce) {
    page_[import_total_low] -= 1000;
    for (int i = 0; i < 30; ++i)
        EXPECT_TRUE(read(page_).new_bases.empty()) << i;
    EXPECT_EQ(read(page_).new_bases.size(), 1U);
    EXPECT_TRUE(read(page_).new_bases.empty());
}

// Registers of IR180-239.
class CountersWatched : public ::testing::Test {
 protected:
    static constexpr RegisterRange block{Bank::input, 180, 60};
    static constexpr std::size_t charge_total = 1;  // IR181, of 16 bits

    Judgement read(std::uint16_t total, std::chrono::seconds later = 10s) {
        now_ += later;
        page_[charge_total] = total;
        auto judgement = guard_.judge({device::inverter, block, page_, now_}, believed_, facts_);
        const bool is_believed = judgement.verdict == Verdict::good && judgement.kept.empty();
        if (is_believed) believed_.store(180, page_, now_);
        return judgement;
    }

    static std::optional<Rule> doubt_of(const Judgement& judgement) {
        return judgement.kept.empty() ? std::nullopt : judgement.kept.front().doubted_by;
    }

    // As it is shown: what the register says, and what it counted before it began anew.
    double carried() const {
        for (const auto& note : guard_.counter_notes(device::inverter))
            if (field(note.field).name == "e_battery_charge_total_alt1") return note.carried;
        return -1;
    }

    Page page_ = testing::gen1_counters();
    Guard guard_;
    RegisterBank believed_;
    PlantFacts facts_{testing::gen1_topology().identity, 5000, LocalTime{2026, 6, 5, 12, 19, 53}};
    Instant now_{1000s};
};

TEST_F(CountersWatched, ARegisterOf16BitsGoesOnWhenItBeginsAnew) {
    read(65535);
    read(65535);
    EXPECT_EQ(carried(), 0);
    EXPECT_EQ(doubt_of(read(0)), Rule::counter_wrap);
    EXPECT_EQ(doubt_of(read(0)), Rule::counter_wrap);
    EXPECT_EQ(carried(), 0);
    EXPECT_EQ(read(0), Judgement{});
    EXPECT_DOUBLE_EQ(carried(), 6553.6);
    EXPECT_EQ(read(1, 300s), Judgement{});
    EXPECT_DOUBLE_EQ(carried(), 6553.6);
}

TEST_F(CountersWatched, ASingle0NearTheEndIsNoNewBeginning) {
    read(65534);
    read(65534);
    EXPECT_EQ(doubt_of(read(0)), Rule::counter_wrap);
    EXPECT_EQ(read(65534), Judgement{});
    EXPECT_EQ(carried(), 0);
}

TEST_F(CountersWatched, NobodyKnowsWhyOneFellThatWasFarFromItsEnd) {
    guard_.recall(shared({{"e_battery_charge_total_alt1", {5400, 0, {}}}}));
    read(0);
    EXPECT_EQ(doubt_of(read(0)), Rule::total_fall);
    EXPECT_EQ(carried(), 0);
}

TEST_F(CountersWatched, ItGoesOnAlsoWhereTheDaemonWasAway) {
    guard_.recall(shared({{"e_battery_charge_total_alt1", {6550.1, 2, {}}}}));
    for (int i = 0; i < 4; ++i)
        read(312);  // 31.2 kWh: within a day

    EXPECT_DOUBLE_EQ(carried(), 3 * 6553.6);
}

TEST_F(CountersWatched, AFallThatIsNoNewBeginningIsHeld) {
    guard_.recall(shared({{"e_battery_charge_total_alt1", {5000, 1, {}}}}));
    read(40000);
    const auto judgement = read(40000);
    ASSERT_EQ(judgement.kept.size(), 1U);
    EXPECT_EQ(judgement.kept.front().doubted_by, Rule::total_fall);
}

TEST_F(CountersWatched, ANewBaseForgetsHowOftenTheRegisterBeganAnew) {
    guard_.recall(shared({{"e_battery_charge_total_alt1", {5000, 1, {}}}}));
    read(40000);
    std::vector<NewBase> bases;
    for (int i = 0; i < 40 && bases.empty(); ++i)
        bases = read(40000).new_bases;
    ASSERT_EQ(bases.size(), 1U);
    EXPECT_DOUBLE_EQ(bases.front().from, 11553.6);
    EXPECT_DOUBLE_EQ(bases.front().to, 4000);
    EXPECT_EQ(carried(), 0);
}

TEST_F(CountersWatched, WhatIsKnownOfThemOutlivesTheProcess) {
    read(65535);
    read(65535);
    for (int i = 0; i < 3; ++i)
        read(2, 100s);
    KeptCounters kept;
    guard_.keep(kept);
    const auto& counter = kept.find("e_battery_charge_total_alt1")->second;
    EXPECT_DOUBLE_EQ(counter.value, 0.2);
    EXPECT_EQ(counter.wraps, 1U);
}

TEST_F(ValueWatched, AnUnknownClockIsNoMidnight) {
    facts_.calendar.reset();
    page_[export_today] = 0;
    EXPECT_EQ(rule_of(page_), Rule::energy_fall);
}

TEST_F(ValueWatched, AnUnknownRatingStillBoundsAJump) {
    facts_.rated_watts.reset();
    page_[pv_1_watts] = 1740 + 15001;
    EXPECT_EQ(rule_of(page_), Rule::power_jump);
}

}  // namespace
}  // namespace giv::guard
