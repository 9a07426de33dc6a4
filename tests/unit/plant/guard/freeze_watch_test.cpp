#include "core/plant/guard/freeze_watch.hpp"

#include "support/own_plants.hpp"

#include "givtcp/plant/guard/guard.hpp"

#include <gtest/gtest.h>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1000s};

// One pack, of which pages come as long as the test wants.
class PackPages : public ::testing::Test {
 protected:
    // The same page every `period`, so long, at this power.
    void repeat(
        std::chrono::seconds length, std::optional<double> watts, Instant::duration period
    ) {
        for (const auto end = now_ + length; now_ < end;) {
            now_ += period;
            watch_.believed(page_, now_, watts);
        }
    }
    bool is_frozen() const { return watch_.frozen_since().has_value(); }

    void SetUp() override { watch_.believed(page_, now_, 2000); }

    FreezeWatch watch_;
    PackPage page_ = testing::pack_page();
    Instant now_ = start;
};

TEST_F(PackPages, AreFrozenAfterMoreThanFifteenMinutesOfCharging) {
    repeat(15min, -2160, 10s);
    EXPECT_FALSE(is_frozen());
    repeat(10s, -2160, 10s);
    EXPECT_EQ(watch_.frozen_since(), start);
}

TEST_F(PackPages, AreNotFrozenAtExactlyTwoHundredWatts) {
    watch_.believed(page_, now_, 200);
    repeat(10h, 200, 30s);
    EXPECT_FALSE(is_frozen());
    watch_.believed(page_, now_, 201);
    repeat(15min + 30s, 201, 30s);
    EXPECT_TRUE(is_frozen());
}

TEST_F(PackPages, OfANightAtRestAreNotFrozen) {
    repeat(10h, 0, 10s);
    EXPECT_FALSE(is_frozen());
}

TEST_F(PackPages, TheFirstThatDiffersInAWordEndsIt) {
    repeat(20min, 2000, 10s);
    ASSERT_TRUE(is_frozen());
    page_[35] += 1;  // IR95
    watch_.believed(page_, now_ + 10s, 0);
    EXPECT_FALSE(is_frozen());
}

TEST_F(PackPages, AWordThatMovesNowAndThenIsLife) {
    for (int i = 0; i < 20; ++i) {
        repeat(14min, 2000, 10s);
        page_[35] += 1;
    }
    EXPECT_FALSE(is_frozen());
}

// 10 minutes, an hour at rest, 5 minutes and a bit: together more than 15.
TEST_F(PackPages, PiecesOfTimeInWhichPowerFlowsAddUp) {
    repeat(10min, 2000, 10s);
    repeat(1h, 0, 10s);
    repeat(5min, 2000, 10s);  // of which the first ten seconds began at rest
    EXPECT_FALSE(is_frozen());
    repeat(20s, 2000, 10s);
    EXPECT_EQ(watch_.frozen_since(), start);
}

TEST_F(PackPages, StayFrozenAtRest) {
    repeat(20min, 2000, 10s);
    repeat(8h, 0, 10s);
    EXPECT_TRUE(is_frozen());
}

TEST_F(PackPages, PowerAtOneEndProvesNothingOfTheTimeBetween) {
    for (int i = 0; i < 200; ++i) {
        repeat(30s, 0, 30s);
        repeat(30s, 2000, 30s);
    }
    EXPECT_FALSE(is_frozen());
}

TEST_F(PackPages, WithoutThePowerNothingIsKnown) {
    repeat(2h, std::nullopt, 10s);
    EXPECT_FALSE(is_frozen());
}

TEST_F(PackPages, NobodyLookedInAGapOfMoreThanFiveMinutes) {
    repeat(2h, 2000, 301s);
    EXPECT_FALSE(is_frozen());
    repeat(20min, 2000, 300s);
    EXPECT_TRUE(is_frozen());
}

// ---- by way of the guard ---------------------------------------------------------------------

struct GuardedPack : ::testing::Test {
    Judgement read(const testing::Page& came) {
        now += 30s;
        return read_again(came);
    }
    Judgement read_again(const testing::Page& came) {
        const auto judgement =
            guard.judge({device::first_lv_pack, {Bank::input, 60, 60}, came, now}, believed, facts);
        if (judgement.verdict == Verdict::good) believed.store(60, came, now);
        return judgement;
    }
    void read_for(std::chrono::seconds length, const testing::Page& came) {
        for (const auto end = now + length; now < end;)
            read(came);
    }

    Guard guard;
    RegisterBank believed;
    PlantFacts facts{testing::gen1_topology().identity, 5000, std::nullopt, 2160};
    Instant now = start;
    testing::Page page = testing::pack_page();
};

TEST_F(GuardedPack, IsCountedOnceForEachTimeThatItFreezes) {
    read_for(2h, page);
    EXPECT_EQ(guard.counts().of(Rule::frozen_page), 1U);
    page[35] += 1;
    EXPECT_EQ(read(page).frozen_since, std::nullopt);
    read_for(2h, page);
    EXPECT_EQ(guard.counts().of(Rule::frozen_page), 2U);
}

TEST_F(GuardedPack, IsBelievedAllTheSame) {
    read_for(16min, page);
    const auto judgement = read(page);
    EXPECT_EQ(judgement.verdict, Verdict::good);
    // The first page only waited; it was believed with the second, 30 s later.
    EXPECT_EQ(judgement.frozen_since, start + 60s);
}

// Words of another page are no life of the battery.
TEST_F(GuardedPack, IsNoLessFrozenForAPageThatIsRejectedOrWaits) {
    read_for(17min, page);
    auto dead = page;
    dead[16] = dead[17] = 0;
    auto splice = page;
    splice[0] += 400;
    splice[1] += 400;
    EXPECT_EQ(read(dead).verdict, Verdict::rejected);
    EXPECT_EQ(read(splice).verdict, Verdict::held);
    EXPECT_EQ(read(page).frozen_since, start + 60s);
    EXPECT_EQ(guard.counts().of(Rule::frozen_page), 1U);
}

TEST_F(GuardedPack, OfAnotherBatteryInItsPlaceIsNotFrozen) {
    read_for(17min, page);
    guard.forget(device::first_lv_pack);
    read_again(page);
    EXPECT_EQ(read(page).frozen_since, std::nullopt);
}

}  // namespace
}  // namespace giv::guard
