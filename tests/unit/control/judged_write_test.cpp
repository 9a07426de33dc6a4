// The fence: which registers can be written at all, and with what.
#include "givtcp/control/judged_write.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace giv {
namespace {

using ::testing::HasSubstr;

constexpr Capabilities gen1{.model = Model::hybrid_gen1, .arm_firmware = 449};
constexpr Capabilities gen1_legacy{
    .model = Model::hybrid_gen1, .arm_firmware = 449, .charge_slot_2_legacy = true};
constexpr Capabilities gen3{
    .model = Model::hybrid_gen3, .arm_firmware = 320, .has_pause_block = true};
constexpr Capabilities ac{.model = Model::ac, .arm_firmware = 282};

// spec/commands.md 1a, read for the registers that it names.
const std::set<int> on_all{20, 27, 29, 35, 36, 37,  38,  39,  40,  44,  45,  50, 56,
                           57, 59, 94, 95, 96, 110, 111, 112, 114, 116, 163, 166};
const std::set<int> legacy_charge_slot_2{31, 32};
const std::set<int> of_the_ac_block{311, 313, 314};
const std::set<int> of_the_pause_block{318, 319, 320};
const std::set<int> of_ten_slots{
    242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 256, 257, 258, 259,
    260, 261, 262, 263, 264, 265, 266, 267, 268, 269, 272, 275, 276, 277, 278, 279, 280, 281,
    282, 283, 284, 285, 286, 287, 288, 289, 290, 291, 292, 293, 294, 295, 296, 297, 298, 299};

std::set<int> together(std::initializer_list<std::set<int>> sets) {
    std::set<int> all;
    for (const auto& one : sets)
        all.insert(one.begin(), one.end());
    return all;
}

// Every register that takes any value at all.
std::set<int> writable_on(const Capabilities& plant) {
    std::set<int> found;
    for (int index = 0; index <= 0xFFFF; ++index) {
        for (int value = 0; value <= 100; ++value) {
            const auto write = JudgedWrite::judge(
                static_cast<std::uint16_t>(index), static_cast<std::uint16_t>(value), plant
            );
            if (write) found.insert(index);
            if (write || write.error().code == Errc::unsupported) break;
        }
    }
    return found;
}

Errc error_of(const Result<JudgedWrite>& write) {
    EXPECT_FALSE(write);
    return write ? Errc::busy : write.error().code;
}

TEST(JudgedWrite, ExistsForTheRegistersOfTheControlsAndNoOther) {
    EXPECT_EQ(writable_on(gen1), on_all);
    EXPECT_EQ(writable_on(gen1_legacy), together({on_all, legacy_charge_slot_2}));
    EXPECT_EQ(writable_on(gen3), together({on_all, of_ten_slots, of_the_pause_block}));
    EXPECT_EQ(writable_on(ac), together({on_all, of_the_ac_block, of_the_pause_block}));
}

TEST(JudgedWrite, LeavesModelsAloneThatAreNotControlledYet) {
    for (const auto model :
         {Model::pv_only,
          Model::all_in_one,
          Model::hybrid_hv_gen3,
          Model::hybrid_3ph,
          Model::ems,
          Model::gateway,
          Model::unknown}) {
        EXPECT_EQ(error_of(JudgedWrite::judge(96, 1, {.model = model})), Errc::unsupported);
        EXPECT_EQ(error_of(JudgedWrite::restoring(96, 1, {.model = model})), Errc::unsupported);
    }
}

TEST(JudgedWrite, DoesNotTakeCharge2OfOldModelsOnThoseWithTenSlots) {
    auto plant = gen3;
    plant.charge_slot_2_legacy = true;

    EXPECT_EQ(error_of(JudgedWrite::judge(31, 1200, plant)), Errc::unsupported);
}

struct Limits {
    std::uint16_t index;
    std::uint16_t lowest;
    std::uint16_t highest;
};

// spec/commands.md 6
TEST(JudgedWrite, KeepsToTheBoundsOfEachRegister) {
    for (const auto& [index, lowest, highest] : std::initializer_list<Limits>{
             {20, 0, 1},    {27, 0, 1},    {59, 0, 1},    {96, 0, 1},      {166, 0, 1},
             {110, 4, 100}, {114, 4, 100}, {116, 4, 100}, {242, 4, 100},   {275, 4, 100},
             {111, 0, 50},  {112, 0, 50},  {50, 0, 100},  {163, 100, 100}, {318, 0, 3},
             {35, 24, 99},  {36, 1, 12},   {37, 1, 31},   {38, 0, 23},     {39, 0, 59},
             {40, 0, 59},   {94, 0, 2359}, {57, 0, 2359}, {320, 0, 2359},  {298, 0, 2359}}) {
        SCOPED_TRACE(index);
        EXPECT_TRUE(JudgedWrite::judge(index, lowest, gen3));
        EXPECT_TRUE(JudgedWrite::judge(index, highest, gen3));
        const auto above = static_cast<std::uint16_t>(highest + 1);
        EXPECT_EQ(error_of(JudgedWrite::judge(index, above, gen3)), Errc::out_of_range);
        EXPECT_EQ(error_of(JudgedWrite::judge(index, 65535, gen3)), Errc::out_of_range);
        if (lowest == 0) continue;
        const auto below = static_cast<std::uint16_t>(lowest - 1);
        EXPECT_EQ(error_of(JudgedWrite::judge(index, below, gen3)), Errc::out_of_range);
    }
    EXPECT_EQ(error_of(JudgedWrite::judge(313, 0, ac)), Errc::out_of_range);
    EXPECT_TRUE(JudgedWrite::judge(313, 1, ac));
    EXPECT_EQ(error_of(JudgedWrite::judge(311, 3, ac)), Errc::out_of_range);
}

TEST(JudgedWrite, TakesOnlyTimesThatThereAre) {
    for (const auto bad : std::initializer_list<std::uint16_t>{60, 99, 1260, 2360, 2400})
        EXPECT_EQ(error_of(JudgedWrite::judge(94, bad, gen1)), Errc::out_of_range) << bad;
    for (const auto good : std::initializer_list<std::uint16_t>{0, 59, 100, 1259, 2300})
        EXPECT_TRUE(JudgedWrite::judge(94, good, gen1)) << good;
}

TEST(JudgedWrite, TakesOnlyThreeValuesForTheCalibration) {
    for (const auto good : std::initializer_list<std::uint16_t>{0, 1, 3})
        EXPECT_TRUE(JudgedWrite::judge(29, good, gen1)) << good;
    for (const auto bad : std::initializer_list<std::uint16_t>{2, 4, 7})
        EXPECT_EQ(error_of(JudgedWrite::judge(29, bad, gen1)), Errc::out_of_range) << bad;
}

TEST(JudgedWrite, NeverMakesAFactoryResetOfARestart) {
    for (int value = 0; value <= 0xFFFF; ++value) {
        const auto write = JudgedWrite::judge(163, static_cast<std::uint16_t>(value), gen1);
        EXPECT_EQ(write.has_value(), value == 100) << value;
        EXPECT_FALSE(JudgedWrite::restoring(163, static_cast<std::uint16_t>(value), gen1));
    }
}

TEST(JudgedWrite, SaysTheValueAndTheLimits) {
    const auto write = JudgedWrite::judge(116, 101, gen1);

    ASSERT_FALSE(write);
    EXPECT_THAT(write.error().detail, HasSubstr("HR116"));
    EXPECT_THAT(write.error().detail, HasSubstr("must be 4 to 100, not 101"));
}

TEST(JudgedWrite, PutsBackWhateverTheInverterHeld) {
    const auto write = JudgedWrite::restoring(94, 2400, gen1);

    ASSERT_TRUE(write);
    EXPECT_EQ(write->index(), 94);
    EXPECT_EQ(write->value(), 2400);
}

// What inverters show beyond what we would set: spec/quirks.md Q20, registers.json min and max.
TEST(JudgedWrite, PutsBackWhatARegisterCanHoldAndNothingElse) {
    struct Shown {
        std::uint16_t index;
        std::uint16_t most;
    };
    for (const auto& [index, most] : std::initializer_list<Shown>{
             {20, 1},
             {27, 1},
             {59, 1},
             {96, 1},
             {166, 1},
             {50, 100},
             {110, 100},
             {114, 100},
             {116, 100},
             {242, 100},
             {299, 100},
             {111, 250},
             {112, 250},
             {318, 3},
             {94, 2400},
             {57, 2400},
             {298, 2400},
             {320, 2400}}) {
        SCOPED_TRACE(index);
        EXPECT_TRUE(JudgedWrite::restoring(index, 0, gen3));
        EXPECT_TRUE(JudgedWrite::restoring(index, most, gen3));
        const auto above = static_cast<std::uint16_t>(most + 1);
        EXPECT_EQ(error_of(JudgedWrite::restoring(index, above, gen3)), Errc::out_of_range);
        EXPECT_EQ(error_of(JudgedWrite::restoring(index, 65534, gen3)), Errc::out_of_range);
    }
    EXPECT_TRUE(JudgedWrite::restoring(94, 60, gen1));
    EXPECT_TRUE(JudgedWrite::restoring(94, 65535, gen1)) << "unset";
    EXPECT_EQ(error_of(JudgedWrite::restoring(116, 65535, gen1)), Errc::out_of_range);
    EXPECT_TRUE(JudgedWrite::restoring(313, 0, ac));
    EXPECT_EQ(error_of(JudgedWrite::restoring(313, 101, ac)), Errc::out_of_range);
    EXPECT_EQ(error_of(JudgedWrite::restoring(311, 3, ac)), Errc::out_of_range);
}

TEST(JudgedWrite, PutsNothingBackWhereNoControlWrites) {
    EXPECT_EQ(error_of(JudgedWrite::restoring(162, 0, gen1)), Errc::unsupported);
    EXPECT_EQ(error_of(JudgedWrite::restoring(318, 0, gen1)), Errc::unsupported);
    EXPECT_EQ(error_of(JudgedWrite::restoring(31, 0, gen1)), Errc::unsupported);
}

TEST(JudgedWrite, KnowsWhatMayNotBeSentTwice) {
    for (const auto index : std::initializer_list<std::uint16_t>{29, 36, 37})
        EXPECT_TRUE(JudgedWrite::judge(index, 1, gen1)->once_only()) << index;
    EXPECT_TRUE(JudgedWrite::judge(35, 26, gen1)->once_only());
    EXPECT_TRUE(JudgedWrite::judge(163, 100, gen1)->once_only());
    EXPECT_FALSE(JudgedWrite::judge(96, 1, gen1)->once_only());
    EXPECT_FALSE(JudgedWrite::judge(116, 80, gen1)->once_only());
}

}  // namespace
}  // namespace giv
