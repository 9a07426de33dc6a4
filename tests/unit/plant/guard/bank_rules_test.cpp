#include "support/own_plants.hpp"

#include "givtcp/plant/guard/guard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;
using testing::gen1_identity;
using testing::gen1_live;
using testing::Page;

constexpr Instant start{1000s};
constexpr DeviceAddress pack{0x32};
constexpr RegisterRange settings{Bank::holding, 0, 60};
constexpr RegisterRange measurements{Bank::input, 0, 60};
constexpr RegisterRange pack_range{Bank::input, 60, 60};

PlantFacts a_gen1() { return {testing::gen1_topology().identity, 5000, std::nullopt}; }

// One bank that was believed a while ago, and the verdict on what comes next.
class ImpossibleBank : public ::testing::Test {
 protected:
    void believe(const RegisterRange& range, const Page& page) {
        believed_.store(range.base, page, start);
    }
    std::optional<Rule> rule(DeviceAddress device, const RegisterRange& range, const Page& page) {
        const auto judgement =
            guard_.judge({device, range, page, start + 10s}, believed_, a_gen1());
        EXPECT_EQ(judgement.verdict == Verdict::rejected, is_rejection(judgement.rule));
        return judgement.rule;
    }

    Guard guard_;
    RegisterBank believed_;

 private:
    static bool is_rejection(std::optional<Rule> rule) {
        return rule && facts(*rule).verdict == Verdict::rejected;
    }
};

TEST_F(ImpossibleBank, IsOneOfZerosWhereDataWas) {
    believe(measurements, gen1_live());
    EXPECT_EQ(rule(device::inverter, measurements, Page{}), Rule::zero_bank);
    EXPECT_EQ(guard_.counts().of(Rule::zero_bank), 1U);
}

// Chaos day, seed 6: a bank of zeros, of which a spike made one something else.
TEST_F(ImpossibleBank, IsOneOfZerosButForOneRegister) {
    believe(measurements, gen1_live());
    Page page{};
    page[20] = 1234;
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(rule(device::inverter, measurements, page), Rule::zero_bank);
    page[21] = 1;
    EXPECT_NE(rule(device::inverter, measurements, page), Rule::zero_bank);
}

TEST_F(ImpossibleBank, IsOneOfLittleWhereTheRegisterThatIsLeftJumped) {
    constexpr RegisterRange block{Bank::input, 180, 60};
    Page page{};
    std::fill_n(page.begin(), 4, std::uint16_t{430});
    believe(block, page);
    Page spoilt{};
    spoilt[1] = 1234;
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(rule(device::inverter, block, spoilt), Rule::zero_bank);
}

// A slot is cleared, and its target put back.
TEST_F(ImpossibleBank, IsNotOneOfSettingsWhereTheOneThatIsLeftWasSet) {
    constexpr RegisterRange block{Bank::holding, 240, 60};
    Page page{};
    page[3] = 430;
    page[4] = 530;
    page[5] = 80;
    believe(block, page);
    Page cleared{};
    cleared[5] = 250;
    EXPECT_EQ(rule(device::inverter, block, cleared), std::nullopt);
}

// Only the house counts at night.
TEST_F(ImpossibleBank, IsNotOneOfCountersThatBeganTheirDay) {
    constexpr RegisterRange block{Bank::input, 240, 60};
    Page page{};
    page[0] = 31;
    page[1] = 15;
    page[2] = 222;
    believe(block, page);
    Page midnight{};
    midnight[2] = 5;
    EXPECT_NE(rule(device::inverter, block, midnight), Rule::zero_bank);
}

TEST_F(ImpossibleBank, IsNotOneOfLittleOfWhichOneRegisterIsLeft) {
    constexpr RegisterRange block{Bank::holding, 120, 60};
    Page page{};
    std::fill_n(page.begin(), 9, std::uint16_t{430});
    believed_.store(120, page, start);
    Page last{};
    last[0] = 430;
    EXPECT_EQ(rule(device::inverter, block, last), std::nullopt);
    page[9] = 430;
    believed_.store(120, page, start);
    EXPECT_EQ(rule(device::inverter, block, last), Rule::zero_bank);
}

TEST_F(ImpossibleBank, IsNeverBelievedHoweverOftenItComes) {
    believe(measurements, gen1_live());
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(rule(device::inverter, measurements, Page{}), Rule::zero_bank);
    EXPECT_EQ(guard_.counts().of(Rule::zero_bank), 20U);
}

// Else a splice that was believed once would stay for good.
TEST_F(ImpossibleBank, IsNotOneOfZerosWhereZerosAreUsual) {
    constexpr RegisterRange block{Bank::holding, 120, 60};
    Page spliced{};
    std::fill_n(spliced.begin(), 7, std::uint16_t{430});
    for (int i = 0; i < 30; ++i) {
        EXPECT_EQ(rule(device::inverter, block, Page{}), std::nullopt);
        believe(block, Page{});
    }
    EXPECT_EQ(rule(device::inverter, block, spliced), std::nullopt);
    believe(block, spliced);
    EXPECT_EQ(rule(device::inverter, block, Page{}), std::nullopt);

    for (int i = 0; i < 6; ++i)
        EXPECT_EQ(rule(device::inverter, block, spliced), std::nullopt);
    EXPECT_EQ(rule(device::inverter, block, Page{}), Rule::zero_bank);
}

// Chaos day, seed 18: one splice put something into registers of a generation 1 that no field has
// (spec/registers.json), and the block was refused for hours, with all commands that read it.
TEST_F(ImpossibleBank, IsNotOneOfZerosWhereNobodyLooksAtWhatWas) {
    constexpr RegisterRange block{Bank::holding, 120, 60};
    Page page{};
    for (const auto index : {157, 158, 159, 160, 161, 164, 165, 173})
        page.at(static_cast<std::size_t>(index - block.base)) = 14'900;
    believed_.store(block.base, page, start);
    EXPECT_EQ(rule(device::inverter, block, Page{}), std::nullopt);

    page.at(0) = 100;  // HR120, a limit of discharging
    believed_.store(block.base, page, start);
    EXPECT_EQ(rule(device::inverter, block, Page{}), Rule::zero_bank);
}

TEST_F(ImpossibleBank, IsNotOneOfZerosWhereNothingElseEverWas) {
    believe({Bank::holding, 120, 60}, Page{});
    EXPECT_EQ(rule(device::inverter, {Bank::holding, 120, 60}, Page{}), std::nullopt);
}

TEST_F(ImpossibleBank, IsNotOneOfSettingsOfWhichCommandsClearedTheLast) {
    constexpr RegisterRange block{Bank::holding, 120, 60};
    Page page{};
    std::fill_n(page.begin(), 5, std::uint16_t{430});
    believed_.store(120, page, start);
    EXPECT_EQ(rule(device::inverter, block, Page{}), std::nullopt);
    page[5] = 100;
    believed_.store(120, page, start);
    EXPECT_EQ(rule(device::inverter, block, Page{}), Rule::zero_bank);
}

TEST_F(ImpossibleBank, IsOneOfZerosOfAMeter) {
    constexpr DeviceAddress meter{0x01};
    const RegisterRange page{Bank::input, 60, 30};
    const std::vector<std::uint16_t> zeros(30, 0);
    believed_.store(60, 2413, start);
    const auto judgement = guard_.judge({meter, page, zeros, start + 10s}, believed_, a_gen1());
    EXPECT_EQ(judgement.rule, Rule::zero_bank);
}

TEST_F(ImpossibleBank, IsAPieceOfANetworkPacket) {
    auto page = gen1_live();
    believe(measurements, page);
    page[20] = 0x4500;  // an IPv4 header …
    page[26] = 0xC0A8;  // … from 192.168.
    page[28] = 0xC0A8;  // … to 192.168.
    EXPECT_EQ(rule(device::inverter, measurements, page), Rule::dongle_memory);
}

TEST_F(ImpossibleBank, IsNotOneThatHoldsOneOfThoseWordsByChance) {
    auto page = gen1_live();
    believe(measurements, page);
    page[43] = 0x4500;
    EXPECT_EQ(rule(device::inverter, measurements, page), std::nullopt);
}

TEST_F(ImpossibleBank, HasSixOfTheWordsThatLeaksHold) {
    auto page = gen1_live();
    believe(measurements, page);
    page[28] = 0x4C32;
    page[31] = 0x34EA;
    page[46] = 0xC5E9;
    page[52] = 0x43E0;
    page[53] = 0xF6CE;
    EXPECT_NE(rule(device::inverter, measurements, page), Rule::dongle_memory);  // five
    page[58] = 0xFCC1;
    EXPECT_EQ(rule(device::inverter, measurements, page), Rule::dongle_memory);
}

TEST_F(ImpossibleBank, IsOfAnotherInverter) {
    auto page = gen1_identity();
    EXPECT_EQ(rule(device::inverter, settings, page), std::nullopt);
    page[17] = 0x3438;  // SA2114G047 -> SA2114G048
    EXPECT_EQ(rule(device::inverter, settings, page), Rule::serial_changed);
    page = gen1_identity();
    page[0] = 0x3001;
    EXPECT_EQ(rule(device::inverter, settings, page), Rule::type_changed);
}

TEST_F(ImpossibleBank, HasTwoAnchorsThatCannotBe) {
    auto page = gen1_live();
    believe(measurements, page);
    page[5] = 4200;  // a grid of 420 V: one odd value is not impossible
    EXPECT_NE(rule(device::inverter, measurements, page), Rule::implausible_anchors);
    page[59] = 101;  // and a battery beyond full
    EXPECT_EQ(rule(device::inverter, measurements, page), Rule::implausible_anchors);
}

TEST_F(ImpossibleBank, IsNotAFrequencyThatIsSaidInTenths) {
    auto page = gen1_live();
    believe(measurements, page);
    page[13] = 50010;  // some firmware says it ten times too large (Q17)
    page[59] = 101;
    EXPECT_NE(rule(device::inverter, measurements, page), Rule::implausible_anchors);
    page[13] = 40010;
    EXPECT_EQ(rule(device::inverter, measurements, page), Rule::implausible_anchors);
}

TEST_F(ImpossibleBank, IsNotAGridThatIsAway) {
    auto page = gen1_live();
    believe(measurements, page);
    page[5] = 0;
    page[13] = 0;
    EXPECT_NE(rule(device::inverter, measurements, page), Rule::implausible_anchors);
}

TEST_F(ImpossibleBank, HasTwoDeadTemperaturesAmongLivingCells) {
    auto page = testing::pack_page();
    page[16] = 0;
    EXPECT_NE(rule(pack, pack_range, page), Rule::dead_temperatures);
    page[18] = 0;
    EXPECT_EQ(rule(pack, pack_range, page), Rule::dead_temperatures);  // also as a first one
}

TEST_F(ImpossibleBank, HasDeadCellsInABatteryThatReports) {
    auto page = testing::pack_page();
    std::fill_n(page.begin(), 16, std::uint16_t{0});
    EXPECT_EQ(rule(pack, pack_range, page), Rule::dead_cells);
}

TEST_F(ImpossibleBank, IsOfAnotherPack) {
    auto page = testing::pack_page();
    believe(pack_range, page);
    page[54] = 0x3032;
    EXPECT_EQ(rule(pack, pack_range, page), Rule::serial_changed);
}

TEST(Rules, EachHasItsKeyAndItsWords) {
    for (const auto& row : rules()) {
        EXPECT_FALSE(row.key.empty());
        EXPECT_FALSE(row.why.empty());
        // What repeats itself is not doubted: it is only old.
        EXPECT_EQ(row.verdict == Verdict::good, row.rule == Rule::frozen_page) << row.key;
    }
}

}  // namespace
}  // namespace giv::guard
