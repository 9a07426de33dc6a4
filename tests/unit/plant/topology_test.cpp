#include "givtcp/plant/topology.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace giv {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Page = std::array<std::uint16_t, 60>;

// "SA2114G047" as five registers.
constexpr std::array<std::uint16_t, 5> inverter_serial{0x5341, 0x3231, 0x3134, 0x4730, 0x3437};
// "BG2134G001"
constexpr std::array<std::uint16_t, 5> pack_serial{0x4247, 0x3231, 0x3334, 0x4730, 0x3031};

Page identity_page() {
    Page page{};
    page[0] = 0x2001;
    page[21] = 449;
    std::ranges::copy(inverter_serial, page.begin() + 13);
    return page;
}

Page pack_page() {
    Page page{};
    std::ranges::copy(pack_serial, page.begin() + 50);
    return page;
}

Identity gen1() { return {"SA2114G047", 0x2001, 449}; }

TEST(Detection, ReadsModelAndSerialFromTheFirstHoldingRegisters) {
    const auto page = identity_page();

    const auto identity = judge_identity(page);

    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->serial, "SA2114G047");
    EXPECT_EQ(identity->model(), Model::hybrid_gen1);
}

TEST(Detection, RefusesAnAllZeroBankAndAnImpossibleSerial) {
    EXPECT_FALSE(judge_identity(Page{}));
    auto garbled = identity_page();
    garbled[14] = 0x00FF;
    EXPECT_FALSE(judge_identity(garbled));
    const auto whole = identity_page();
    EXPECT_FALSE(judge_identity(std::span{whole}.first(20)));
}

TEST(Detection, OnlyASerialProvesAPack) {
    auto left_overs = Page{};
    left_overs[8] = 3300;   // cell voltages of another pack
    left_overs[45] = 1234;  // energies of pack 1

    EXPECT_EQ(judge_pack(pack_page()), "BG2134G001");
    EXPECT_FALSE(judge_pack(left_overs));
    EXPECT_FALSE(judge_pack({}));
}

TEST(Detection, AsksForAllSixPackPlacesAndEightMeters) {
    const auto all = probes(gen1(), device::inverter);

    ASSERT_THAT(all, SizeIs(6 + 1 + 8));
    EXPECT_EQ(all[0].target.device, DeviceAddress{0x32});
    EXPECT_TRUE(all[0].patient);
    EXPECT_EQ(all[5].target.device, DeviceAddress{0x37});
    EXPECT_FALSE(all[5].patient);
    EXPECT_EQ(all[6].kind, Probe::Kind::lv_bcu_page);
    EXPECT_EQ(all[14].target.device, DeviceAddress{0x08});
}

TEST(Detection, GoesOnBehindAMissingPack) {
    Topology topology{gen1()};
    const auto all = probes(gen1(), device::inverter);

    apply(topology, all[0], {});
    apply(topology, all[1], pack_page());

    ASSERT_THAT(topology.packs, SizeIs(1));
    EXPECT_EQ(topology.packs[0].address, DeviceAddress{0x33});
}

TEST(Detection, AModelThatIsNotReadIsNotProbed) {
    const Identity all_in_one{"CH2414G000", 0x8001, 612};

    EXPECT_THAT(probes(all_in_one, device::inverter), IsEmpty());
    EXPECT_THAT(measurement_reads({all_in_one}), IsEmpty());
    EXPECT_THAT(configuration_reads({all_in_one}), IsEmpty());
}

TEST(ReadPlan, AGen1WithTwoPacksIsFourReadsACycle) {
    Topology topology{gen1()};
    topology.packs = {{{0x32}, "BG2134G001"}, {{0x33}, "BG2134G002"}};

    EXPECT_THAT(
        measurement_reads(topology),
        ElementsAre(
            ReadTarget{{0x11}, {Bank::input, 0, 60}},
            ReadTarget{{0x11}, {Bank::input, 180, 60}},
            ReadTarget{{0x32}, {Bank::input, 60, 60}},
            ReadTarget{{0x33}, {Bank::input, 60, 60}}
        )
    );
    EXPECT_THAT(
        configuration_reads(topology),
        ElementsAre(
            ReadTarget{{0x11}, {Bank::holding, 0, 60}},
            ReadTarget{{0x11}, {Bank::holding, 60, 60}},
            ReadTarget{{0x11}, {Bank::holding, 120, 60}},
            ReadTarget{{0x11}, {Bank::input, 120, 60}}
        )
    );
}

TEST(ReadPlan, AnAcCoupledUnitHasItsOwnBlock) {
    const Topology topology{{"CE2231G000", 0x3001, 282}};

    const auto block = RegisterRange{Bank::holding, 300, 60};
    EXPECT_EQ(probes(topology.identity, device::inverter)[0].target.range, block);
}

TEST(ReadPlan, BlocksToBeProbedAreReadOnlyWhereTheyAnswered) {
    Topology topology{{"FD2325G000", 0x2001, 320}};
    ASSERT_EQ(topology.identity.model(), Model::hybrid_gen3);
    const RegisterRange probed{Bank::input, 240, 60};
    const ReadTarget target{device::inverter, probed};

    EXPECT_THAT(measurement_reads(topology), ::testing::Not(::testing::Contains(target)));
    apply(topology, {Probe::Kind::block, target, false}, Page{});
    EXPECT_THAT(measurement_reads(topology), ::testing::Contains(target));
}

TEST(TopologyText, ComesBackAsItWas) {
    Topology topology{gen1()};
    topology.packs = {{{0x32}, "BG2134G001"}};
    topology.meters = {{0x01}};
    topology.has_lv_bcu_page = true;
    topology.asked = {{Bank::holding, 300, 60}, {Bank::input, 240, 60}};
    topology.answered = {{Bank::input, 240, 60}};

    EXPECT_EQ(topology_from(to_text(topology)), topology);
}

TEST(TopologyText, AnythingElseIsNothing) {
    for (const auto* text :
         {"",
          "{",
          "[]",
          "null",
          "{}",
          R"({"serial":"SA2114G047"})",
          R"({"serial":"SA2114G047","device_type_code":-1,"arm_firmware":449,"inverter":17})",
          R"({"serial":"nonsense","device_type_code":1,"arm_firmware":449,"inverter":17})",
          R"({"serial":"SA2114G047","device_type_code":8193,"arm_firmware":449,"inverter":17,)"
          R"("packs":[{"address":"x"}]})",
          R"({"serial":"SA2114G047","device_type_code":8193,"arm_firmware":449,"inverter":17,)"
          R"("packs":[null]})"}) {
        EXPECT_FALSE(topology_from(text)) << text;
    }
}

}  // namespace
}  // namespace giv
