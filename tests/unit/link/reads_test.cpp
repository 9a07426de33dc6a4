#include "link/reads.hpp"

#include "support/own_plants.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

ReadTarget input_at(std::uint8_t device, std::uint16_t base, std::uint16_t count) {
    return {{device}, {Bank::input, base, count}};
}

Topology a_plant() {
    auto topology = testing::gen1_topology();  // a pack at 0x32
    topology.meters = {{0x01}};
    return topology;
}

TEST(Reads, OfOthersAreOfUseWhereTheyOverlapWithOurs) {
    EXPECT_TRUE(is_read_by_us(a_plant(), input_at(0x11, 0, 60)));
    EXPECT_TRUE(is_read_by_us(a_plant(), input_at(0x11, 59, 1)));
    EXPECT_TRUE(is_read_by_us(a_plant(), input_at(0x32, 90, 60)));
}

TEST(Reads, OfOthersBeyondOursAreNot) {
    EXPECT_FALSE(is_read_by_us(a_plant(), input_at(0x11, 60, 60)));
    EXPECT_FALSE(is_read_by_us(a_plant(), input_at(0x11, 1000, 60)));
    EXPECT_FALSE(is_read_by_us(a_plant(), input_at(0x32, 120, 60)));
    EXPECT_FALSE(is_read_by_us(a_plant(), input_at(0x33, 60, 60)));
    EXPECT_FALSE(is_read_by_us(a_plant(), {{0x11}, {Bank::holding, 4000, 60}}));
}

TEST(Reads, OfTheFacadeAreReadsOfTheInverter) {
    EXPECT_TRUE(is_read_by_us(a_plant(), input_at(0x31, 0, 60)));
    EXPECT_TRUE(is_read_by_us(a_plant(), {{0x31}, {Bank::holding, 60, 60}}));
}

TEST(Reads, OfPartsLeaveTheInverterOut) {
    const auto reads = part_reads(a_plant());

    ASSERT_EQ(reads.size(), 2U);
    EXPECT_EQ(reads[0], input_at(0x32, 60, 60));
    EXPECT_EQ(reads[1], input_at(0x01, 60, 30));
}

TEST(Reads, WithoutAPartTheOthersStay) {
    const auto gone = std::vector{input_at(0x32, 60, 60)};

    const auto rest = without(a_plant(), gone);

    EXPECT_TRUE(rest.packs.empty());
    EXPECT_EQ(rest.meters.size(), 1U);
    EXPECT_EQ(rest.identity, a_plant().identity);
}

TEST(Reads, NameThePackOfAPlace) {
    const auto topology = a_plant();

    ASSERT_NE(pack_at(topology, {0x32}), nullptr);
    EXPECT_EQ(pack_at(topology, {0x32})->serial, "BG2134G001");
    EXPECT_EQ(pack_at(topology, {0x33}), nullptr);
}

}  // namespace
}  // namespace giv
