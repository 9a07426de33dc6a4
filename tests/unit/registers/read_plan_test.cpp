// The read plan against the field tables: what is published is read, and nothing straddles.
#include "givtcp/registers/field.hpp"
#include "givtcp/registers/models.hpp"

#include <gtest/gtest.h>

#include <array>

namespace giv {
namespace {

struct Firmware {
    Model model;
    std::uint16_t arm;
};

constexpr auto all_supported = std::to_array<Firmware>({
    {Model::hybrid_gen1, 449},
    {Model::hybrid_gen2, 913},
    {Model::hybrid_gen3, 302},
    {Model::hybrid_gen3, 303},
    {Model::hybrid_gen3_plus, 101},
    {Model::hybrid_gen4, 101},
    {Model::polar, 101},
    {Model::ac, 282},
});

TEST(ReadPlan, NoFieldLiesHalfInsideABlock) {
    for (const auto& [model, arm] : all_supported) {
        for (const auto map : {Map::inverter_holding, Map::inverter_input}) {
            for (const auto& field : fields(map)) {
                for (const auto& block : read_plan(model, arm)) {
                    if (block.range.bank != bank_of(map)) continue;
                    const int last = field.first + field.count - 1;
                    const int end = block.range.base + block.range.count - 1;
                    const bool touches = field.first <= end && last >= block.range.base;
                    const bool inside = field.first >= block.range.base && last <= end;
                    EXPECT_TRUE(!touches || inside) << field.name;
                }
            }
        }
    }
}

TEST(ReadPlan, NeverAsksForMoreThanADongleAnswers) {
    for (const auto& [model, arm] : all_supported) {
        ASSERT_FALSE(read_plan(model, arm).empty());
        for (const auto& block : read_plan(model, arm)) {
            EXPECT_LE(block.range.count, most_registers_per_read);
        }
    }
}

TEST(ReadPlan, KeepsAwayFromWhereGeneration1IsSilent) {
    for (const auto& block : read_plan(Model::hybrid_gen1, 449)) {
        const bool holding = block.range.bank == Bank::holding;
        EXPECT_LT(block.range.base, holding ? 180 : 300);
    }
}

}  // namespace
}  // namespace giv
