#include "support/own_plants.hpp"

#include "givtcp/plant/guard/guard.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;

constexpr DeviceAddress meter{0x01};
constexpr RegisterRange range{Bank::input, 60, 30};

// By their place in IR60-89.
constexpr std::size_t volts = 0;
constexpr std::size_t watts = 11;
constexpr std::size_t imported = 25;
constexpr std::size_t exported = 27;

// A meter that was read twice, polled every ten seconds.
class MeterWatched : public ::testing::Test {
 protected:
    MeterWatched() {
        page_[volts] = 2413;
        page_[watts] = 500;
        page_[imported] = 12345;
        page_[exported] = 65534;
        read();
        read();
    }

    Judgement read() {
        now_ += 10s;
        auto judgement = guard_.judge({meter, range, page_, now_}, believed_, facts_);
        if (judgement.verdict != Verdict::good) return judgement;
        const auto before = believed_;
        believed_.store(range.base, page_, now_);
        for (const auto& kept : judgement.kept)
            believed_.store(kept.first, before.words(kept.first, kept.count), now_);
        return judgement;
    }
    std::uint16_t believed(std::size_t place) const {
        return believed_.word(static_cast<std::uint16_t>(range.base + place)).value_or(0);
    }
    Rule doubt() {
        const auto judgement = read();
        EXPECT_EQ(judgement.kept.size(), 1U);
        return judgement.kept.front().doubted_by.value_or(Rule::first_reading);
    }

    std::array<std::uint16_t, 30> page_{};
    Guard guard_;
    RegisterBank believed_;
    PlantFacts facts_{testing::gen1_topology().identity, 5000, std::nullopt};
    Instant now_{1000s};
};

TEST_F(MeterWatched, ATotalThatIs0OnceStays) {
    page_[imported] = 0;
    EXPECT_EQ(doubt(), Rule::total_fall);
    EXPECT_EQ(believed(imported), 12345);
    page_[imported] = 12346;
    EXPECT_EQ(read(), Judgement{});
    EXPECT_EQ(believed(imported), 12346);
}

TEST_F(MeterWatched, ATotalThatJumpsIsHeld) {
    page_[imported] = 60000;
    EXPECT_EQ(doubt(), Rule::energy_jump);
    EXPECT_EQ(believed(imported), 12345);
}

TEST_F(MeterWatched, ATotalGoesOnWhenItsRegisterBeginsAnew) {
    page_[exported] = 0;
    EXPECT_EQ(doubt(), Rule::counter_wrap);
    EXPECT_EQ(doubt(), Rule::counter_wrap);
    EXPECT_EQ(read(), Judgement{});
    double carried = 0;
    for (const auto& note : guard_.counter_notes(meter))
        carried += note.carried;
    EXPECT_DOUBLE_EQ(carried, 6553.6);
}

TEST_F(MeterWatched, WhatItCountsIsKeptByItsPlace) {
    KeptCounters kept;
    guard_.keep(kept);
    EXPECT_DOUBLE_EQ(kept.find("meter 1/e_import_active")->second.value, 1234.5);
}

TEST_F(MeterWatched, ItsFirstReadingIsAskedForTwice) {
    Guard guard;
    const auto first = guard.judge({meter, range, page_, now_}, {}, facts_);
    EXPECT_EQ(first.rule, Rule::first_reading);
    EXPECT_TRUE(first.confirm_at_once);
}

}  // namespace
}  // namespace giv::guard
