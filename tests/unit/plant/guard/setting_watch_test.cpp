#include "support/own_plants.hpp"

#include "givtcp/plant/guard/guard.hpp"

#include <gtest/gtest.h>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;
using testing::Page;

constexpr RegisterRange range{Bank::holding, 60, 60};

// Registers of HR60-119, by their place.
constexpr std::uint16_t reserve = 50;
constexpr std::uint16_t charge_limit = 51;
constexpr std::uint16_t target = 56;

// HR60-119 of a generation 1 hybrid, read once.
class SettingsWatched : public ::testing::Test {
 protected:
    SettingsWatched() { read(page_); }

    Judgement read(const Page& page) {
        now_ += 1s;
        const auto judgement =
            guard_.judge({device::inverter, range, page, now_}, believed_, facts_);
        if (judgement.verdict == Verdict::good) {
            const auto before = believed_;
            believed_.store(range.base, page, now_);
            for (const auto& kept : judgement.kept)
                believed_.store(kept.first, before.words(kept.first, kept.count), now_);
        }
        return judgement;
    }
    std::uint16_t believed(std::uint16_t place) const {
        return believed_.word(static_cast<std::uint16_t>(range.base + place)).value_or(0);
    }

    Page page_ = testing::gen1_schedule();  // reserve 4 %, limits 50 and 20, target 80 %
    Guard guard_;
    RegisterBank believed_;
    PlantFacts facts_{testing::gen1_topology().identity, 5000, std::nullopt};
    Instant now_{1000s};
};

TEST_F(SettingsWatched, BelievesAChangeWhenThreeReadingsSaySo) {
    auto changed = page_;
    changed[target] = 95;

    const auto first = read(changed);
    EXPECT_EQ(first.verdict, Verdict::good);
    EXPECT_EQ(first.kept, (std::vector<Kept>{{116, 1, Rule::setting_change}}));
    EXPECT_TRUE(first.confirm_at_once);
    EXPECT_TRUE(read(changed).confirm_at_once);
    EXPECT_EQ(believed(target), 80);
    EXPECT_EQ(read(changed), Judgement{});
    EXPECT_EQ(believed(target), 95);
}

TEST_F(SettingsWatched, ForgetsAChangeThatDidNotComeAgain) {
    auto changed = page_;
    changed[target] = 95;

    read(changed);
    read(changed);
    EXPECT_EQ(read(page_), Judgement{});
    EXPECT_TRUE(read(changed).confirm_at_once);
    EXPECT_EQ(believed(target), 80);
}

TEST_F(SettingsWatched, CountsEachValueOnItsOwn) {
    auto one = page_;
    auto other = page_;
    one[target] = 95;
    other[target] = 96;

    read(one);
    read(one);
    read(other);
    read(other);
    EXPECT_EQ(believed(target), 80);
    read(other);
    EXPECT_EQ(believed(target), 96);
}

TEST_F(SettingsWatched, LetsGoWhatIsAnotherWithEachReading) {
    auto moving = page_;
    for (std::uint16_t reading = 1; reading < 5; ++reading) {
        moving[target] = reading;
        EXPECT_TRUE(read(moving).confirm_at_once) << reading;
    }
    for (std::uint16_t reading = 5; reading < 9; ++reading) {
        moving[target] = reading;
        EXPECT_EQ(read(moving), Judgement{}) << reading;
        EXPECT_EQ(believed(target), reading);
    }
}

// A splice begins elsewhere with each reading; the zeros at its end are the same.
TEST_F(SettingsWatched, DoesNotBelieveZerosBehindSplicesThatDiffer) {
    for (std::uint16_t reading = 0; reading < 12; ++reading) {
        auto spliced = page_;
        std::fill(spliced.begin() + 40 + reading % 5, spliced.end(), std::uint16_t{0});
        spliced[40 + reading % 5] = static_cast<std::uint16_t>(1000 + reading);
        read(spliced);
        EXPECT_EQ(believed(reserve), 4) << reading;
        EXPECT_EQ(believed(target), 80) << reading;
    }
    EXPECT_EQ(read(page_), Judgement{});
}

TEST_F(SettingsWatched, BelievesManyChangesAtOnceWhenThreeReadingsAgreeOnAll) {
    auto changed = page_;
    changed[reserve] = 50;
    changed[charge_limit] = 20;
    changed[target] = 95;

    read(changed);
    read(changed);
    EXPECT_EQ(believed(target), 80);
    EXPECT_EQ(read(changed), Judgement{});
    EXPECT_EQ(believed(reserve), 50);
    EXPECT_EQ(believed(target), 95);
}

TEST_F(SettingsWatched, KeepsNeighboursTogetherAndTheRestApart) {
    auto spliced = page_;
    spliced[reserve] = 0;
    spliced[charge_limit] = 0;
    spliced[target] = 0;

    const auto judgement = read(spliced);

    const std::vector<Kept> kept{{110, 2, Rule::setting_change}, {116, 1, Rule::setting_change}};
    EXPECT_EQ(judgement.kept, kept);
    EXPECT_EQ(guard_.counts().of(Rule::setting_change), 2U);
}

TEST_F(SettingsWatched, BelievesWhatWeWroteAtOnceForTwoMinutes) {
    auto changed = page_;
    changed[target] = 95;
    guard_.expect_change(116, 95, now_);

    EXPECT_EQ(read(changed), Judgement{});
    EXPECT_EQ(believed(target), 95);

    now_ += 119s;
    EXPECT_FALSE(read(page_).kept.empty());
}

// A spoilt reading just after a write says anything.
TEST_F(SettingsWatched, WondersAtAnythingButWhatWeWrote) {
    auto changed = page_;
    changed[target] = 2021;
    guard_.expect_change(116, 95, now_);

    const std::vector<Kept> kept{{116, 1, Rule::setting_change}};
    EXPECT_EQ(read(changed).kept, kept);
}

// HR0-59, read once.
class IdentityWatched : public SettingsWatched {
 protected:
    Judgement read_identity(const Page& page) {
        return guard_.judge({device::inverter, block_, page, now_ += 1s}, identity_, facts_);
    }

    IdentityWatched() { identity_.store(0, page_, now_); }

    const RegisterRange block_{Bank::holding, 0, 60};
    Page page_ = testing::gen1_identity();
    RegisterBank identity_;
};

TEST_F(IdentityWatched, LetsMoveWhatHasNoName) {
    page_[5] = 390;
    EXPECT_EQ(read_identity(page_), Judgement{});
}

// With every reading, it was recorded.
TEST_F(IdentityWatched, LetsThePowerRateOfAnAcCoupledUnitMove) {
    page_[50] = 13;
    EXPECT_EQ(read_identity(page_).kept, (std::vector<Kept>{{50, 1, Rule::setting_change}}));

    page_[0] = 0x3001;
    identity_.store(0, 0x3001, now_);
    facts_.identity.device_type_code = 0x3001;
    EXPECT_EQ(read_identity(page_), Judgement{});
}

// 12:19:53 by the page, when it was stored.
TEST_F(IdentityWatched, LetsTheClockRun) {
    page_[40] = 54;  // seconds
    EXPECT_EQ(read_identity(page_), Judgement{});
    page_[39] = 21;  // two minutes on, but for two seconds
    page_[40] = 52;
    EXPECT_EQ(read_identity(page_), Judgement{});
}

TEST_F(IdentityWatched, BelievesAClockThatJumpedWhenThreeReadingsSaySo) {
    const std::vector<Kept> kept{{35, 6, Rule::setting_change}};
    page_[37] = 7;  // the day
    EXPECT_EQ(read_identity(page_).kept, kept);
    page_[40] = 55;
    EXPECT_EQ(read_identity(page_).kept, kept);
    page_[40] = 56;
    EXPECT_EQ(read_identity(page_), Judgement{});
}

TEST_F(IdentityWatched, ForgetsAClockThatJumpedOnce) {
    auto spoilt = page_;
    spoilt[37] = 7;
    spoilt[36] = 13;  // no month
    EXPECT_TRUE(read_identity(spoilt).confirm_at_once);
    EXPECT_EQ(read_identity(page_), Judgement{});
}

TEST_F(IdentityWatched, BelievesAClockThatWeSet) {
    guard_.expect_change(35, 26, now_);
    page_[38] = 23;
    EXPECT_EQ(read_identity(page_), Judgement{});
}

TEST_F(IdentityWatched, DoesNotBelieveARateThatMovesBesideADoubtedSetting) {
    page_[0] = 0x3001;
    identity_.store(0, 0x3001, now_);
    facts_.identity.device_type_code = 0x3001;
    page_[50] = 13;
    page_[57] = 2000;  // the end of a slot
    const std::vector<Kept> kept{{50, 1, Rule::setting_change}, {57, 1, Rule::setting_change}};
    EXPECT_EQ(read_identity(page_).kept, kept);
}

}  // namespace
}  // namespace giv::guard
