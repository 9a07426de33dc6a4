#include "support/own_plants.hpp"

#include "givtcp/plant/guard/guard.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;
using testing::Page;

constexpr DeviceAddress address{0x32};
constexpr RegisterRange range{Bank::input, 60, 60};

const std::vector<Kept> new_firmware{{97, 2, Rule::pack_constants}};

// A pack that is read every 30 s, and what is believed of it.
class PackWatched : public ::testing::Test {
 protected:
    PackWatched() {
        read(page_);
        read(page_);  // the second agrees
    }

    // As the plant's image does.
    Judgement read(const Page& page, std::chrono::seconds later = 30s) {
        now_ += later;
        const auto judgement = guard_.judge({address, range, page, now_}, believed_, facts_);
        if (judgement.verdict != Verdict::good) return judgement;
        auto words = page;
        for (const auto& kept : judgement.kept)
            for (auto at = kept.first; at < kept.first + kept.count; ++at)
                words.at(at - 60U) = believed_.word(at).value_or(0);
        believed_.store(60, words, now_);
        return judgement;
    }
    bool believes(const Page& page) const {
        const auto words = believed_.words(60, 60);
        return std::ranges::equal(words, page);
    }

    Page page_ = testing::pack_page();
    Guard guard_;
    RegisterBank believed_;
    PlantFacts facts_{testing::gen1_topology().identity, 5000, std::nullopt};
    Instant now_{1000s};
};

// How often its registers began anew is not forgotten.
TEST_F(PackWatched, WhatItCountedGoesWithItToAnotherAddress) {
    guard_.forget();
    believed_.clear();
    const std::string name{"/e_battery_charge_total"};
    KeptCounters kept;
    guard_.judge({address, range, page_, now_}, {}, facts_);
    guard_.judge({address, range, page_, now_ + 1s}, {}, facts_);
    guard_.keep(kept);
    const auto known =
        std::ranges::find_if(kept, [&](const auto& one) { return one.first.ends_with(name); });
    ASSERT_NE(known, kept.end());
    auto counter = known->second;
    counter.wraps = 2;
    kept.insert_or_assign(known->first, counter);
    guard_.forget();
    guard_.recall(std::make_shared<const KeptCounters>(kept));
    guard_.judge({address, range, page_, now_ + 2s}, {}, facts_);
    guard_.judge({address, range, page_, now_ + 3s}, {}, facts_);

    guard_.recall({});
    guard_.forget(address);
    constexpr DeviceAddress other{0x33};
    guard_.judge({other, range, page_, now_ + 4s}, {}, facts_);
    guard_.judge({other, range, page_, now_ + 5s}, {}, facts_);
    double carried = 0;
    for (const auto& note : guard_.counter_notes(other))
        if (field(note.field).name == "e_battery_charge_total") carried = note.carried;
    EXPECT_DOUBLE_EQ(carried, 2 * 6553.6);
}

TEST(PackWatch, BelievesAFirstPageWhenASecondAgrees) {
    Guard guard;
    RegisterBank believed;
    const PlantFacts facts{testing::gen1_topology().identity, 5000, std::nullopt};
    const auto page = testing::pack_page();

    const auto first = guard.judge({address, range, page, Instant{1000s}}, believed, facts);
    EXPECT_EQ(first.rule, Rule::first_reading);
    EXPECT_TRUE(first.confirm_at_once);
    const auto second = guard.judge({address, range, page, Instant{1001s}}, believed, facts);
    EXPECT_EQ(second.verdict, Verdict::good);
}

TEST(PackWatch, WaitsOnWhenTheSecondPageIsAnother) {
    Guard guard;
    RegisterBank believed;
    const PlantFacts facts{testing::gen1_topology().identity, 5000, std::nullopt};
    auto page = testing::pack_page();

    guard.judge({address, range, page, Instant{1000s}}, believed, facts);
    page[40] = 50;  // from 81 %
    EXPECT_EQ(
        guard.judge({address, range, page, Instant{1001s}}, believed, facts).verdict, Verdict::held
    );
    EXPECT_EQ(
        guard.judge({address, range, page, Instant{1002s}}, believed, facts).verdict, Verdict::good
    );
}

TEST(PackWatch, ASecondPageOfAnotherPackDoesNotAgree) {
    Guard guard;
    const RegisterBank believed;
    const PlantFacts facts{testing::gen1_topology().identity, 5000, std::nullopt};
    auto page = testing::pack_page();

    guard.judge({address, range, page, Instant{1000s}}, believed, facts);
    page[54] = 0x3032;
    EXPECT_EQ(
        guard.judge({address, range, page, Instant{1001s}}, believed, facts).rule,
        Rule::first_reading
    );
}

TEST_F(PackWatched, LetsValuesMoveWithinTheirThresholds) {
    page_[0] += 300;  // mV
    page_[16] += 50;  // 5.0 degrees
    page_[40] -= 10;  // %
    EXPECT_EQ(read(page_), Judgement{});
    EXPECT_TRUE(believes(page_));
}

TEST_F(PackWatched, HoldsOneValueThatJumpedAndBelievesTheRest) {
    const auto before = page_[40];
    page_[40] -= 11;
    page_[0] += 1;
    const auto judgement = read(page_);

    EXPECT_EQ(judgement.verdict, Verdict::good);
    ASSERT_EQ(judgement.kept.size(), 1U);
    EXPECT_EQ(judgement.kept.front(), (Kept{100, 1, Rule::pack_step}));
    EXPECT_EQ(believed_.word(100), before);
    EXPECT_EQ(believed_.word(60), page_[0]);
}

TEST_F(PackWatched, BelievesAStepThatThreeReadsShow) {
    page_[40] -= 30;
    read(page_);
    read(page_);
    EXPECT_FALSE(believes(page_));
    EXPECT_EQ(read(page_), Judgement{});
    EXPECT_TRUE(believes(page_));
}

TEST_F(PackWatched, ForgetsAStepThatWentBack) {
    const auto good = page_;
    page_[40] -= 30;
    read(page_);
    read(page_);
    EXPECT_EQ(read(good), Judgement{});
    read(page_);
    read(page_);
    EXPECT_FALSE(believes(page_));  // two reads again, not four
}

TEST_F(PackWatched, HoldsTheWholePageWhenTwoValuesJump) {
    const auto good = page_;
    page_[0] += 301;
    page_[21] = static_cast<std::uint16_t>(-1);  // MOSFET: from 27.0 to -0.1 degrees
    page_[1] += 1;
    const auto judgement = read(page_);
    EXPECT_EQ(judgement.verdict, Verdict::held);
    EXPECT_EQ(judgement.rule, Rule::pack_splice);
    EXPECT_TRUE(believes(good));

    read(page_);
    EXPECT_TRUE(believes(good));
    read(page_);
    EXPECT_TRUE(believes(page_));  // three that agree: it is so
}

TEST_F(PackWatched, TwoSplicesThatDifferDoNotConfirmEachOther) {
    const auto good = page_;
    auto one = page_;
    one[0] += 400;
    one[1] += 400;
    auto other = page_;
    other[0] -= 400;
    other[1] -= 400;
    for (int i = 0; i < 6; ++i)
        read(i % 2 == 0 ? one : other);
    EXPECT_TRUE(believes(good));
}

TEST_F(PackWatched, ReadsBothWordsOfACapacity) {
    page_[28] = 1;  // IR88: 65536 hundredths of an Ah more
    EXPECT_EQ(read(page_).kept, (std::vector<Kept>{{88, 2, Rule::pack_step}}));
}

TEST_F(PackWatched, BelievesNewFirmwareAfterTenPollsAndFifteenMinutes) {
    page_[38] = 3008;
    for (int poll = 1; poll <= 30; ++poll) {  // the 31st comes 900 s after the first
        EXPECT_EQ(read(page_).kept, new_firmware) << poll;
        EXPECT_EQ(believed_.word(98), 3007) << poll;
    }
    EXPECT_EQ(read(page_), Judgement{});
    EXPECT_EQ(believed_.word(98), 3008);
}

TEST_F(PackWatched, FifteenMinutesAloneAreNotEnoughForNewFirmware) {
    page_[38] = 3008;
    for (int poll = 1; poll <= 9; ++poll)
        EXPECT_EQ(read(page_, 200s).kept, new_firmware);
    EXPECT_EQ(read(page_, 200s), Judgement{});  // the tenth
}

TEST_F(PackWatched, StartsAnewAfterAGapOfMoreThanFiveMinutes) {
    page_[40] = 20;  // much happened
    page_[0] -= 400;
    page_[1] -= 400;
    const auto judgement = read(page_, 301s);
    EXPECT_EQ(judgement.rule, Rule::first_reading);
    EXPECT_EQ(read(page_, 1s).verdict, Verdict::good);
    EXPECT_TRUE(believes(page_));
}

TEST_F(PackWatched, TheGapCountsFromTheLastPageThatWasSeen) {
    auto odd = page_;
    odd[0] += 400;
    odd[1] += 400;
    auto other = odd;
    other[0] += 400;
    other[1] += 400;
    for (int i = 0; i < 4; ++i) {  // 800 s without a believed page, never 300 without one
        EXPECT_EQ(read(i % 2 == 0 ? odd : other, 200s).rule, Rule::pack_splice);
    }
    EXPECT_EQ(read(page_, 200s), Judgement{});
}

TEST_F(PackWatched, APageThatIsRejectedWasSeenAllTheSame) {
    auto dead = page_;
    dead[16] = dead[17] = 0;
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(read(dead, 200s).rule, Rule::dead_temperatures);
    EXPECT_EQ(read(page_, 200s), Judgement{});
}

TEST(PackThresholds, CanBeWidened) {
    auto most = usual_pack_thresholds();
    most.at(static_cast<std::size_t>(PackQuantity::state_of_charge)) = 40;
    Guard guard{most};
    RegisterBank believed;
    const PlantFacts facts{testing::gen1_topology().identity, 5000, std::nullopt};
    auto page = testing::pack_page();
    guard.judge({address, range, page, Instant{1000s}}, believed, facts);
    guard.judge({address, range, page, Instant{1001s}}, believed, facts);
    believed.store(60, page, Instant{1001s});
    page[40] -= 40;
    EXPECT_EQ(guard.judge({address, range, page, Instant{1030s}}, believed, facts), Judgement{});
}

}  // namespace
}  // namespace giv::guard
