// What an inverter reads in its own holding registers.
#include "simulator/life/inverter_settings.hpp"

#include "simulator/builtin_plants.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <initializer_list>
#include <utility>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;

using Writes = std::initializer_list<std::pair<std::uint16_t, std::uint16_t>>;

// 5 kW, 2.6 kW of them for the battery, which holds 10 kWh.
constexpr InverterRatings gen1{Model::hybrid_gen1, 5000, 2600, 10'000};
constexpr InverterRatings gen3{Model::hybrid_gen3, 5000, 3600, 20'000};
constexpr InverterRatings ac{Model::ac, 3000, 2600, 10'000};

InverterSettings after(RegisterImage image, const InverterRatings& ratings, const Writes& writes) {
    for (const auto& [index, word] : writes)
        image.set(device::inverter, HR(index), word);
    return settings_in(image, ratings);
}

TEST(InverterSettings, OfTheFirstGenerationAreFoundWhereTheDaemonWritesThem) {
    const auto settings = after(
        gen1_plant(),
        gen1,
        {{27, 0},
         {59, 1},
         {96, 1},
         {20, 1},
         {116, 75},
         {94, 130},
         {95, 445},
         {44, 1200},
         {45, 1230}}
    );

    EXPECT_FALSE(settings.is_eco);
    EXPECT_TRUE(settings.discharges_by_slots);
    EXPECT_TRUE(settings.charges_by_slots);
    ASSERT_EQ(settings.charge_slots.size(), 1U);
    EXPECT_EQ(settings.charge_slots[0].start, 1h + 30min);
    EXPECT_EQ(settings.charge_slots[0].end, 4h + 45min);
    EXPECT_EQ(settings.charge_slots[0].target_percent, 75);
    ASSERT_EQ(settings.discharge_slots.size(), 2U);  // 16:00 to 19:00 is the plant's own
    EXPECT_EQ(settings.discharge_slots[1].start, 12h);
    EXPECT_EQ(settings.discharge_slots[1].target_percent, 4);
}

TEST(InverterSettings, HaveNoTargetWhereTargetsAreOff) {
    EXPECT_EQ(
        after(gen1_plant(), gen1, {{20, 0}, {116, 75}}).charge_slots.at(0).target_percent, 100
    );
    EXPECT_EQ(after(gen3_plant(), gen3, {{20, 0}}).charge_slots.at(0).target_percent, 100);
}

TEST(InverterSettings, OfTheThirdGenerationHaveTenSlotsWithTargets) {
    const auto settings = after(
        gen3_plant(),
        gen3,
        {{267, 1000}, {268, 1100}, {269, 55}, {297, 2000}, {298, 2130}, {299, 35}}
    );

    ASSERT_EQ(settings.charge_slots.size(), 3U);
    EXPECT_EQ(settings.charge_slots[0].target_percent, 90);  // over midnight: the plant's own
    EXPECT_EQ(settings.charge_slots[1].start, 13h);
    EXPECT_EQ(settings.charge_slots[2].start, 10h);
    EXPECT_EQ(settings.charge_slots[2].target_percent, 55);
    ASSERT_EQ(settings.discharge_slots.size(), 2U);
    EXPECT_EQ(settings.discharge_slots[1].start, 20h);
    EXPECT_EQ(settings.discharge_slots[1].end, 21h + 30min);
    EXPECT_EQ(settings.discharge_slots[1].target_percent, 35);
}

TEST(InverterSettings, LeaveOutSlotsThatAreNotSet) {
    EXPECT_TRUE(after(gen1_plant(), gen1, {{94, 0}, {95, 0}}).charge_slots.empty());
    EXPECT_TRUE(after(gen1_plant(), gen1, {{94, 60}, {95, 2400}}).charge_slots.empty());
    EXPECT_TRUE(after(gen1_plant(), gen1, {{94, 430}, {95, 430}}).charge_slots.empty());
}

TEST(InverterSettings, HaveASecondChargeSlotWhereTheDisplaysLanguageIsNot) {
    EXPECT_EQ(after(gen1_plant(), gen1, {{31, 1}, {32, 5}}).charge_slots.size(), 1U);
    EXPECT_EQ(after(gen1_plant(), gen1, {{31, 1300}, {32, 1400}}).charge_slots.size(), 2U);
}

TEST(InverterSettings, TakeTheHigherOfTheTwoReserves) {
    EXPECT_EQ(after(gen1_plant(), gen1, {{110, 20}, {114, 4}}).reserve_percent, 20);
    EXPECT_EQ(after(gen1_plant(), gen1, {{110, 4}, {114, 15}}).reserve_percent, 15);
    EXPECT_EQ(after(gen1_plant(), gen1, {{110, 100}}).reserve_percent, 100);
}

// Hundredths of 10 kWh in an hour; never more than the hardware can.
TEST(InverterSettings, KnowTheRatesInWatts) {
    const auto settings = after(gen1_plant(), gen1, {{111, 20}, {112, 7}});
    EXPECT_DOUBLE_EQ(settings.most_charge_watts, 2000);
    EXPECT_DOUBLE_EQ(settings.most_discharge_watts, 700);

    EXPECT_DOUBLE_EQ(after(gen1_plant(), gen1, {{111, 50}}).most_charge_watts, 2600);
    EXPECT_DOUBLE_EQ(after(gen1_plant(), gen1, {{111, 0}}).most_charge_watts, 0);
    // On hybrids these registers mean nothing.
    EXPECT_DOUBLE_EQ(after(gen3_plant(), gen3, {{313, 0}}).most_charge_watts, 3600);
    EXPECT_DOUBLE_EQ(after(ac_plant(), ac, {{313, 50}, {314, 10}}).most_charge_watts, 1300);
    EXPECT_DOUBLE_EQ(after(ac_plant(), ac, {{313, 50}, {314, 10}}).most_discharge_watts, 260);
}

TEST(InverterSettings, KnowWhatTheGridMayGetAndTheInverterMayGive) {
    const auto settings = after(gen1_plant(), gen1, {{26, 3680}, {50, 40}});

    EXPECT_DOUBLE_EQ(settings.most_export_watts, 3680);
    EXPECT_DOUBLE_EQ(settings.most_output_watts, 2000);
}

TEST(InverterSettings, PauseWhereThePlantHasThatBlock) {
    const auto settings = after(ac_plant(), ac, {{318, 2}, {319, 1600}, {320, 1900}});

    EXPECT_EQ(settings.pause, Pause::discharge);
    EXPECT_EQ(settings.pause_slot.start, 16h);
    EXPECT_EQ(after(ac_plant(), ac, {{318, 9}}).pause, Pause::none);
    EXPECT_EQ(after(gen1_plant(), gen1, {}).pause, Pause::none);
}

TEST(InverterSettings, FollowACalibration) {
    EXPECT_EQ(after(gen1_plant(), gen1, {{29, 0}}).maintenance, Maintenance::none);
    EXPECT_EQ(after(gen1_plant(), gen1, {{29, 1}}).maintenance, Maintenance::discharges);
    EXPECT_EQ(after(gen1_plant(), gen1, {{29, 3}}).maintenance, Maintenance::charges);
    EXPECT_EQ(after(gen1_plant(), gen1, {{29, 7}}).maintenance, Maintenance::rests);
}

TEST(DailySlot, MayGoOverMidnight) {
    const DailySlot night{23h + 30min, 5h + 30min, 0};
    const DailySlot noon{11h, 13h, 0};

    EXPECT_TRUE(night.contains(23h + 30min));
    EXPECT_TRUE(night.contains(0h));
    EXPECT_FALSE(night.contains(5h + 30min));
    EXPECT_FALSE(night.contains(12h));
    EXPECT_TRUE(noon.contains(11h));
    EXPECT_FALSE(noon.contains(13h));
    EXPECT_FALSE(noon.contains(0h));
}

}  // namespace
}  // namespace giv::simulator
