// What all panels of the house yield together (IR247-248, 32 bits): bounded by the house's
// connection, 100 A at 230 V, not by what the inverter can do.
#include "support/own_plants.hpp"

#include "givtcp/plant/guard/guard.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;

class CombinedGeneration : public ::testing::Test {
 protected:
    static constexpr RegisterRange block{Bank::input, 240, 60};
    static constexpr std::size_t high_word = 7;

    // By which rule the value is doubted, as it comes in every ten seconds.
    std::optional<Rule> read(std::uint32_t watts) {
        now_ += 10s;
        page_[high_word] = static_cast<std::uint16_t>(watts >> 16U);
        page_[high_word + 1] = static_cast<std::uint16_t>(watts & 0xFFFFU);
        const auto judgement =
            guard_.judge({device::inverter, block, page_, now_}, believed_, facts_);
        EXPECT_EQ(judgement.verdict, Verdict::good);
        if (!judgement.kept.empty()) return judgement.kept.front().doubted_by;
        believed_.store(block.base, page_, now_);
        return std::nullopt;
    }

    testing::Page page_{1};  // IR240 says something
    Guard guard_;
    RegisterBank believed_;
    PlantFacts facts_{testing::gen1_topology().identity, 5000, LocalTime{2026, 6, 5, 12, 19, 53}};
    Instant now_{1000s};
};

TEST_F(CombinedGeneration, MayBeMoreThanTheInverterCanDo) {
    for (const auto watts : {3'000U, 20'000U, 0U, 23'000U, 34'500U})
        EXPECT_EQ(read(watts), std::nullopt) << watts;
}

TEST_F(CombinedGeneration, WaitsBeyondOneAndAHalfTimesTheHousesConnection) {
    read(20'000);
    EXPECT_EQ(read(34'501), Rule::power_bound);
    EXPECT_EQ(read(34'501), Rule::power_bound);
    EXPECT_EQ(read(34'501), std::nullopt) << "what is so is so";
}

TEST_F(CombinedGeneration, WaitsWhereItJumpsByMoreThanTheHousesConnection) {
    read(3'000);
    EXPECT_EQ(read(26'001), Rule::power_jump);
    EXPECT_EQ(read(3'000), std::nullopt);
    EXPECT_EQ(read(26'000), std::nullopt);
}

TEST_F(CombinedGeneration, WaitsWhereItsHighWordIsSpoilt) {
    read(3'000);
    EXPECT_EQ(read(0x10000 + 3'000), Rule::power_bound);
}

}  // namespace
}  // namespace giv::guard
