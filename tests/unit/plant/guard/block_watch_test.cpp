#include "support/own_plants.hpp"

#include "givtcp/plant/guard/guard.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;
using testing::Page;

constexpr RegisterRange range{Bank::input, 0, 60};

// Registers of IR0-59.
constexpr std::uint16_t grid_volts = 5;
constexpr std::uint16_t pv_1_watts = 18;
constexpr std::uint16_t import_total_low = 33;
constexpr std::uint16_t heatsink = 41;
constexpr std::uint16_t battery_volts = 50;
constexpr std::uint16_t charger = 55;
constexpr std::uint16_t battery_celsius = 56;
constexpr std::uint16_t charge = 59;

// A generation 1 hybrid of 5 kW, polled every ten seconds.
class BlockWatched : public ::testing::Test {
 protected:
    BlockWatched() {
        read(page_);
        read(page_);
    }

    Judgement read(const Page& page) {
        now_ += 10s;
        const auto judgement =
            guard_.judge({device::inverter, range, page, now_}, believed_, facts_);
        if (judgement.verdict == Verdict::good) {
            const auto before = believed_;
            believed_.store(0, page, now_);
            for (const auto& kept : judgement.kept)
                believed_.store(kept.first, before.words(kept.first, kept.count), now_);
        }
        return judgement;
    }
    std::uint16_t believed(std::uint16_t index) const { return believed_.word(index).value_or(0); }

    Page page_ = testing::gen1_live();
    Guard guard_;
    RegisterBank believed_;
    PlantFacts facts_{testing::gen1_topology().identity, 5000, LocalTime{2026, 6, 5, 12, 19, 53}};
    Instant now_{1000s};
};

TEST_F(BlockWatched, HoldsABlockThatEndsInZeros) {
    auto spoilt = page_;
    std::fill(spoilt.begin() + battery_volts, spoilt.end(), std::uint16_t{0});
    spoilt[pv_1_watts] = 1;  // what is not odd by itself is not believed either

    const auto judgement = read(spoilt);

    EXPECT_EQ(judgement, Judgement::of(Rule::odd_block));
    EXPECT_EQ(believed(pv_1_watts), 1740);
    EXPECT_EQ(read(page_), Judgement{});
}

TEST_F(BlockWatched, BelievesItWhenThreeReadingsAgree) {
    auto other = page_;
    other[charge] = 0;
    other[grid_volts] = 0;

    EXPECT_EQ(read(other).rule, Rule::odd_block);
    EXPECT_EQ(read(other).rule, Rule::odd_block);
    EXPECT_EQ(read(other), Judgement{});
    EXPECT_EQ(believed(charge), 0);
}

TEST_F(BlockWatched, DoesNotBelieveReadingsThatDisagree) {
    auto one = page_;
    auto other = page_;
    one[charge] = 0;
    other[grid_volts] = 0;
    one[import_total_low] += 1000;  // 100 kWh
    other[import_total_low] += 2000;

    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(read(one).rule, Rule::odd_block);
        EXPECT_EQ(read(other).rule, Rule::odd_block);
    }
}

// Totals that begin anew wait for five minutes; what is beside them does not.
TEST_F(BlockWatched, HoldsTheRestNoLongerThanThreeReadings) {
    auto reset = page_;
    for (const auto total : {6U, 7U, 11U, 12U, 21U, 22U, 27U, 28U, 32U, 33U, 45U, 46U})
        reset[total] = 0;

    EXPECT_EQ(read(reset).rule, Rule::odd_block);
    EXPECT_EQ(read(reset).rule, Rule::odd_block);
    reset[pv_1_watts] = 1500;
    for (int reads = 3; reads < 20; ++reads) {
        EXPECT_EQ(read(reset).verdict, Verdict::good) << reads;
        EXPECT_EQ(believed(pv_1_watts), 1500);
    }
    EXPECT_EQ(believed(import_total_low), page_[import_total_low]);
}

TEST_F(BlockWatched, WhatItConfirmsBesideAnotherOddityIsNotLost) {
    auto odd = page_;
    odd[pv_1_watts] = 1740 + 5001;  // confirmed by the second reading
    odd[charge] = 0;
    odd[grid_volts] = 0;

    EXPECT_EQ(read(odd).rule, Rule::odd_block);
    EXPECT_EQ(read(odd).rule, Rule::odd_block);
    EXPECT_EQ(read(odd), Judgement{});
    EXPECT_EQ(believed(pv_1_watts), 6741);
}

TEST_F(BlockWatched, CountsWhatLeavesItsBounds) {
    auto spoilt = page_;
    spoilt[charger] = 1600;          // 160.0 degrees
    spoilt[battery_celsius] = 1900;  // 190.0 degrees
    EXPECT_EQ(read(spoilt).rule, Rule::odd_block);
}

TEST_F(BlockWatched, LeavesOneOddValueToItsOwnRule) {
    auto odd = page_;
    odd[charge] = 0;
    EXPECT_EQ(read(odd).verdict, Verdict::good);
    EXPECT_EQ(believed(charge), 82);
}

TEST_F(BlockWatched, LeavesPowersThatJumpTogetherToTheirOwnRule) {
    auto jump = page_;
    jump[pv_1_watts] = 1740 + 5001;
    jump[24] = static_cast<std::uint16_t>(1560 - 5001);  // AC side
    jump[heatsink] = 500;
    EXPECT_EQ(read(jump).verdict, Verdict::good);
    EXPECT_EQ(believed(heatsink), 500);
}

}  // namespace
}  // namespace giv::guard
