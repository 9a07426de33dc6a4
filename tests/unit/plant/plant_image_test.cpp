#include "givtcp/plant/plant_image.hpp"

#include "support/own_plants.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace giv {
namespace {

using namespace std::chrono_literals;
using namespace testing;

constexpr Instant start{1000s};

Moment at(Instant steady) { return {steady, WallTime{1'780'000'000s}}; }

PlantImage an_image() {
    PlantImage image{one_hour_ahead};
    image.set_topology(gen1_topology());
    return image;
}

const Measured* find(const Snapshot& snapshot, std::string_view path) {
    const auto found = std::ranges::find_if(snapshot.values, [&](const Measured& measured) {
        return measured.point->path == path;
    });
    return found == snapshot.values.end() ? nullptr : &*found;
}

std::string_view reason_of(const Snapshot& snapshot, std::string_view path) {
    const auto* measured = find(snapshot, path);
    const auto* doubt = measured == nullptr ? nullptr : snapshot.doubt_of(*measured);
    return doubt == nullptr ? "" : doubt->reason;
}

double number(const Snapshot& snapshot, std::string_view path) {
    const auto* measured = find(snapshot, path);
    if (measured == nullptr) return -99999;
    return std::get<Number>(measured->value).value;
}

std::string text(const Snapshot& snapshot, std::string_view path) {
    const auto* measured = find(snapshot, path);
    return std::string{measured == nullptr ? "" : text_in(measured->value).value_or("no text")};
}

TEST(PlantImage, DerivesWhatTheHouseDoes) {
    auto image = an_image();
    admit_gen1(image, start);

    const auto snapshot = image.snapshot(at(start), PlantState::live, "");

    EXPECT_EQ(number(*snapshot, "Power/Power/PV_Power"), 3589);  // 1740 + 1849
    EXPECT_EQ(number(*snapshot, "Power/Power/Export_Power"), 448);
    EXPECT_EQ(number(*snapshot, "Power/Power/Import_Power"), 0);
    EXPECT_EQ(number(*snapshot, "Power/Power/Charge_Power"), 2160);
    EXPECT_EQ(number(*snapshot, "Power/Power/Discharge_Power"), 0);
    EXPECT_EQ(number(*snapshot, "Power/Flows/Solar_to_House"), 1051);
    EXPECT_EQ(number(*snapshot, "Power/Flows/Solar_to_Battery"), 2090);  // 3589 - 1051 - 448
    EXPECT_EQ(number(*snapshot, "Power/Flows/Solar_to_Grid"), 448);
    // 82 % of 346 Ah x 51.2 V
    EXPECT_DOUBLE_EQ(number(*snapshot, "Power/Power/SOC_kWh"), 14.53);
    // (15.8 - 0) - (5.6 - 1.0)
    EXPECT_DOUBLE_EQ(number(*snapshot, "Energy/Today/Load_Energy_Today_kWh"), 11.2);
    EXPECT_DOUBLE_EQ(number(*snapshot, "Energy/Today/PV_Energy_Today_kWh"), 19.1);
    // Generation 1 counts battery energy at IR180-183.
    EXPECT_DOUBLE_EQ(number(*snapshot, "Energy/Total/Battery_Charge_Energy_Total_kWh"), 1843.0);
    EXPECT_DOUBLE_EQ(number(*snapshot, "Energy/Today/Battery_Charge_Energy_Today_kWh"), 8.8);
    // The battery is full enough: 82 % is above the target of 80 %.
    EXPECT_EQ(number(*snapshot, "Power/Power/Charge_Time_Remaining"), 0);
}

// p_pv1 (IR18) is 40 kW: what cannot be is left out, and so is all that is reckoned from it.
TEST(PlantImage, MakesNoFlowsOfAPowerThatCannotBe) {
    auto image = an_image();
    admit_gen1(image, start);
    auto words = testing::gen1_live();
    words[18] = 40'000;
    for (int reading = 1; reading <= 3; ++reading)
        image.admit({device::inverter, {Bank::input, 0, 60}, words, start + reading * 10s});

    const auto snapshot = image.snapshot(at(start + 30s), PlantState::live, "");

    for (const auto* path :
         {"Power/Power/PV_Power", "Power/Flows/Solar_to_Battery", "Power/Flows/Solar_to_House"}) {
        const auto* measured = find(*snapshot, path);
        ASSERT_NE(measured, nullptr);
        EXPECT_EQ(measured->value, Value{Absence::out_of_bounds}) << path;
    }
    EXPECT_EQ(number(*snapshot, "Power/Power/Export_Power"), 448);
}

TEST(PlantImage, LeavesOutTheRawValuesThatNobodyWants) {
    auto image = an_image();
    admit_gen1(image, start);
    const auto whole = image.snapshot(at(start), PlantState::live, "");
    image.leave_out_raw();

    const auto lean = image.snapshot(at(start), PlantState::live, "");

    ASSERT_FALSE(whole->parts.front().raw.empty());
    ASSERT_EQ(lean->parts.size(), whole->parts.size());
    EXPECT_TRUE(lean->parts.front().raw.empty());
    EXPECT_EQ(lean->values.size(), whole->values.size());
}

TEST(PlantImage, ShowsSettingsAsClientsKnowThem) {
    auto image = an_image();
    admit_gen1(image, start);

    const auto snapshot = image.snapshot(at(start), PlantState::live, "");

    EXPECT_EQ(text(*snapshot, "Control/Mode"), "Eco");
    EXPECT_EQ(text(*snapshot, "Control/Enable_Charge_Schedule"), "enable");
    EXPECT_EQ(text(*snapshot, "Control/Enable_Discharge_Schedule"), "disable");
    EXPECT_EQ(number(*snapshot, "Control/Battery_Charge_Rate"), 2600);  // 50 % of 17.7 kWh, capped
    EXPECT_EQ(number(*snapshot, "Control/Battery_Discharge_Rate"), 2600);  // 20 % are 3543 W
    EXPECT_EQ(text(*snapshot, "Timeslots/Charge_start_time_slot_1"), "00:30:00");
    EXPECT_EQ(text(*snapshot, "Timeslots/Charge_end_time_slot_1"), "04:30:00");
    EXPECT_EQ(text(*snapshot, "Timeslots/Discharge_start_time_slot_1"), "16:00:00");
    EXPECT_EQ(find(*snapshot, "Timeslots/Charge_start_time_slot_2"), nullptr);
    EXPECT_EQ(find(*snapshot, "Control/Battery_pause_mode"), nullptr);
    EXPECT_EQ(find(*snapshot, "Control/Local_control_mode"), nullptr);
    EXPECT_EQ(text(*snapshot, "{details}/Invertor_Time"), "2026-06-05T12:19:53+01:00");
    EXPECT_EQ(number(*snapshot, "{details}/Invertor_Max_Bat_Rate"), 2600);
}

TEST(PlantImage, PublishesPowerBeforeTheSettingsAreIn) {
    auto image = an_image();
    image.admit({device::inverter, {Bank::holding, 0, 60}, gen1_identity(), start});
    admit_twice(image, {device::inverter, {Bank::input, 0, 60}, gen1_live(), start});

    const auto snapshot = image.snapshot(at(start), PlantState::live, "");

    EXPECT_NE(find(*snapshot, "Power/Power/PV_Power"), nullptr);
    EXPECT_FALSE(snapshot->complete);
}

TEST(PlantImage, ASectionIsWholeOrNotThere) {
    auto image = an_image();
    image.admit({device::inverter, {Bank::holding, 0, 60}, gen1_identity(), start});
    admit_twice(image, {device::inverter, {Bank::input, 0, 60}, gen1_live(), start});
    image.admit({device::inverter, {Bank::holding, 60, 60}, gen1_schedule(), start});

    const auto without_last_block = image.snapshot(at(start), PlantState::live, "");
    for (const auto& measured : without_last_block->values) {
        EXPECT_NE(measured.point->section(), "Control") << measured.point->path;
        EXPECT_NE(measured.point->section(), "Timeslots") << measured.point->path;
        EXPECT_NE(measured.point->section(), "{details}") << measured.point->path;
        EXPECT_NE(measured.point->section(), "Energy") << measured.point->path;
    }

    image.admit({device::inverter, {Bank::holding, 120, 60}, gen1_more_settings(), start});
    const auto whole = image.snapshot(at(start), PlantState::live, "");
    EXPECT_TRUE(whole->complete);
    EXPECT_NE(find(*whole, "Control/Mode"), nullptr);
    EXPECT_NE(find(*whole, "Timeslots/Charge_start_time_slot_1"), nullptr);
}

// Predbat breaks on a document without these (research/peers.md).
TEST(PlantImage, WithoutASettingThatClientsNeedThereIsNoDocument) {
    constexpr std::uint16_t target_register = 56;  // HR116, the 57th of its block
    auto image = an_image();
    admit_gen1(image, start);
    auto schedule = gen1_schedule();
    schedule.at(target_register) = 255;
    for (int reads = 0; reads < 3; ++reads)
        image.admit({device::inverter, {Bank::holding, 60, 60}, schedule, start});

    const auto snapshot = image.snapshot(at(start), PlantState::live, "");

    EXPECT_FALSE(snapshot->complete);
    EXPECT_EQ(find(*snapshot, "Control/Mode"), nullptr);
    EXPECT_EQ(find(*snapshot, "Timeslots/Charge_start_time_slot_1"), nullptr);
    EXPECT_NE(find(*snapshot, "Power/Power/PV_Power"), nullptr);
}

TEST(PlantImage, AValueThatIsTooOldSaysWhy) {
    auto image = an_image();
    admit_gen1(image, start);

    const auto snapshot = image.snapshot(at(start + 601s), PlantState::live, "");

    const auto* charge = find(*snapshot, "Power/Power/SOC");
    ASSERT_NE(charge, nullptr);
    EXPECT_EQ(charge->quality, Quality::unavailable);
    EXPECT_EQ(reason_of(*snapshot, "Power/Power/SOC"), "not read for ten minutes");
}

Quality quality_of_mode(PlantImage& image, Instant now) {
    const auto snapshot = image.snapshot(at(now), PlantState::live, "");
    const auto* mode = find(*snapshot, "Control/Mode");
    return mode == nullptr ? Quality::good : mode->quality;
}

// Three periods, and six (spec/quirks.md Q23).
TEST(PlantImage, SettingsThatAreNotReadForLongAreStaleThenUnavailable) {
    auto image = an_image();
    image.set_periods(10s, 5min);
    admit_gen1(image, start);

    EXPECT_EQ(quality_of_mode(image, start + 15min), Quality::good);
    EXPECT_EQ(quality_of_mode(image, start + 15min + 1s), Quality::stale);
    EXPECT_EQ(quality_of_mode(image, start + 30min), Quality::stale);
    EXPECT_EQ(quality_of_mode(image, start + 30min + 1s), Quality::unavailable);
    const auto snapshot = image.snapshot(at(start + 31min), PlantState::live, "");
    const auto* mode = find(*snapshot, "Control/Mode");
    ASSERT_NE(mode, nullptr);
    EXPECT_EQ(reason_of(*snapshot, "Control/Mode"), "not read for six periods of settings");
    EXPECT_TRUE(present(mode->value));  // clients keep what they have (spec/clients.md 2.4)
    EXPECT_TRUE(snapshot->complete);

    admit_gen1(image, start + 31min);
    EXPECT_EQ(quality_of_mode(image, start + 31min), Quality::good);
}

TEST(PlantImage, SettingsThatAreReadEachMinuteAreNotUnavailableBeforeTenMinutes) {
    auto image = an_image();
    image.set_periods(10s, 1min);
    admit_gen1(image, start);

    EXPECT_EQ(quality_of_mode(image, start + 3min + 1s), Quality::stale);
    EXPECT_EQ(quality_of_mode(image, start + 10min), Quality::stale);
    EXPECT_EQ(quality_of_mode(image, start + 10min + 1s), Quality::unavailable);
}

TEST(PlantImage, TheFacadeIsTheSameRegisterFile) {
    auto image = an_image();
    image.admit({device::inverter_facade, {Bank::holding, 0, 60}, gen1_identity(), start});
    admit_twice(image, {device::inverter_facade, {Bank::input, 0, 60}, gen1_live(), start});

    EXPECT_TRUE(image.is_fresh({device::inverter, {Bank::input, 0, 60}}, start));
    EXPECT_EQ(image.last_inverter_bank(), start);
}

TEST(PlantImage, TheControllersPageIsNotTheInverters) {
    auto image = an_image();

    image.admit({device::inverter_facade, {Bank::input, 60, 60}, Page{}, start});

    EXPECT_EQ(image.last_inverter_bank(), std::nullopt);
    EXPECT_TRUE(image.is_fresh({device::inverter_facade, {Bank::input, 60, 60}}, start));
}

TEST(PlantImage, ValuesAgeIntoStaleAndUnavailable) {
    auto image = an_image();
    image.set_periods(10s, 5min);
    admit_gen1(image, start);

    const auto soon = image.snapshot(at(start + 25s), PlantState::live, "");
    const auto later = image.snapshot(at(start + 31s), PlantState::live, "");
    const auto much_later = image.snapshot(at(start + 11min), PlantState::silent, "");

    EXPECT_EQ(find(*soon, "Power/Power/SOC")->quality, Quality::good);
    EXPECT_EQ(find(*later, "Power/Power/SOC")->quality, Quality::stale);
    EXPECT_EQ(reason_of(*later, "Power/Power/SOC"), "not read for a while");
    EXPECT_EQ(reason_of(*later, "Control/Target_SOC"), "");
    EXPECT_EQ(find(*much_later, "Power/Power/SOC")->quality, Quality::unavailable);
    EXPECT_EQ(find(*much_later, "Control/Target_SOC")->quality, Quality::good);
}

// New firmware is believed after a quarter of an hour (spec/quirks.md Q7); the pack is there.
TEST(PlantImage, APackOfWhichOneValueIsDoubtedIsNoOlderForIt) {
    auto image = an_image();
    admit_gen1(image, start);
    auto page = pack_page();
    page.at(38) = 3008;
    for (auto later = 30s; later <= 11min; later += 30s)
        image.admit({device::first_lv_pack, {Bank::input, 60, 60}, page, start + later});

    const auto snapshot = image.snapshot(at(start + 11min), PlantState::live, "");

    EXPECT_EQ(snapshot->parts.at(1).taken_at, start + 11min);
    constexpr auto firmware = "Battery_Details/Battery_Stack_1/{id}/Battery_Firmware_Version";
    EXPECT_EQ(number(*snapshot, firmware), 3007);
}

TEST(PlantImage, AValueThatIsDoubtedStaysAndSaysSo) {
    auto image = an_image();
    admit_gen1(image, start);
    auto live = gen1_live();
    live.at(59) = 0;
    image.admit({device::inverter, {Bank::input, 0, 60}, live, start + 10s});

    const auto snapshot = image.snapshot(at(start + 10s), PlantState::live, "");

    const auto* charge = find(*snapshot, "Power/Power/SOC");
    EXPECT_EQ(charge->value, (Value{Number{82, 0}}));
    EXPECT_EQ(charge->quality, Quality::held);
    const auto* doubt = snapshot->doubt_of(*charge);
    ASSERT_NE(doubt, nullptr);
    EXPECT_EQ(doubt->reason, "a sudden 0");
    EXPECT_EQ(doubt->held_back, (Value{Number{0, 0}}));
    EXPECT_EQ(charge->taken_at, start);
    EXPECT_EQ(find(*snapshot, "Power/Power/PV_Power")->quality, Quality::good);
    EXPECT_EQ(find(*snapshot, "Power/Power/SOC_kWh")->quality, Quality::held);
    EXPECT_EQ(snapshot->rule_counts.of(guard::Rule::zero_value), 1U);
    EXPECT_TRUE(image.is_fresh({device::inverter, {Bank::input, 0, 60}}, start + 10s));
}

TEST(PlantImage, ADerivedValueIsAsOldAsItsOldestMeasurement) {
    auto image = an_image();
    admit_gen1(image, start);
    image.admit({device::inverter, {Bank::input, 0, 60}, gen1_live(), start + 10s});

    const auto snapshot = image.snapshot(at(start + 10s), PlantState::live, "");

    EXPECT_EQ(find(*snapshot, "Power/Power/SOC_kWh")->taken_at, start + 10s);
    // The counters' block is older.
    const auto* charged = find(*snapshot, "Energy/Total/Battery_Charge_Energy_Total_kWh");
    EXPECT_EQ(charged->taken_at, start);
}

TEST(PlantImage, AnotherInverterForgetsTheFirst) {
    auto image = an_image();
    admit_gen1(image, start);

    image.set_topology({{"SA2114G099", 0x2001, 449}});
    const auto snapshot = image.snapshot(at(start), PlantState::detecting, "");

    EXPECT_TRUE(snapshot->values.empty());
    EXPECT_EQ(image.last_inverter_bank(), std::nullopt);
}

TEST(PlantImage, ShowsNoTimedActionAtFirst) {
    auto image = an_image();
    admit_gen1(image, start);

    const auto snapshot = image.snapshot(at(start), PlantState::live, "");

    for (const std::string action :
         {"Force_Charge", "Force_Export", "Temp_Pause_Charge", "Temp_Pause_Discharge"}) {
        EXPECT_EQ(text(*snapshot, "Control/" + action), "Normal");
        EXPECT_EQ(number(*snapshot, "Control/" + action + "_Num"), 0);
    }
}

TEST(PlantImage, ShowsEachTimedActionAndWhatIsLeftOfIt) {
    auto image = an_image();
    admit_gen1(image, start);
    ControlState control;
    control.force_charge = 30min;
    control.pause_discharge = 0min;  // its end is being carried out
    image.set_control_state(control);
    const auto first = image.snapshot(at(start), PlantState::live, "");

    control.force_charge = 29min;
    control.pause_discharge.reset();
    control.force_export = 1439min;
    control.pause_charge = 5min;
    image.set_control_state(control);
    const auto later = image.snapshot(at(start + 1min), PlantState::live, "");

    EXPECT_EQ(text(*first, "Control/Force_Charge"), "Running");
    EXPECT_EQ(number(*first, "Control/Force_Charge_Num"), 30);
    EXPECT_EQ(text(*first, "Control/Temp_Pause_Discharge"), "Running");
    EXPECT_EQ(number(*first, "Control/Temp_Pause_Discharge_Num"), 0);
    EXPECT_EQ(text(*first, "Control/Force_Export"), "Normal");
    EXPECT_EQ(text(*first, "Control/Temp_Pause_Charge"), "Normal");
    EXPECT_EQ(number(*later, "Control/Force_Charge_Num"), 29);
    EXPECT_EQ(text(*later, "Control/Temp_Pause_Discharge"), "Normal");
    EXPECT_EQ(text(*later, "Control/Force_Export"), "Running");
    EXPECT_EQ(number(*later, "Control/Force_Export_Num"), 1439);
    EXPECT_EQ(text(*later, "Control/Temp_Pause_Charge"), "Running");
    EXPECT_EQ(number(*later, "Control/Temp_Pause_Charge_Num"), 5);
}

TEST(PlantImage, AnotherInverterHasNothingUnderWay) {
    auto image = an_image();
    ControlState control;
    control.force_charge = 30min;
    control.writes_lifetime = 1000;
    image.set_control_state(control);

    image.set_topology({{"SA2114G099", 0x2001, 449}});

    EXPECT_EQ(image.snapshot(at(start), PlantState::live, "")->control, ControlState{});
}

TEST(PlantImage, AWriteOfSomebodyElseUpdatesTheRegister) {
    auto image = an_image();
    admit_gen1(image, start);

    image.admit_write(device::inverter, 116, 55, start + 1s);
    const auto snapshot = image.snapshot(at(start + 1s), PlantState::live, "");

    EXPECT_EQ(number(*snapshot, "Control/Target_SOC"), 55);
}

TEST(PlantImage, ASettingThatIsDoubtedIsNotFresh) {
    auto image = an_image();
    admit_gen1(image, start);
    const ReadTarget target{device::inverter, {Bank::holding, 116, 1}};
    const ReadTarget neighbour{device::inverter, {Bank::holding, 110, 1}};
    auto changed = gen1_schedule();
    changed.at(56) = 95;  // HR116
    image.admit({device::inverter, {Bank::holding, 60, 60}, changed, start + 10s});

    EXPECT_EQ(image.word(HR(116)), 80);
    EXPECT_FALSE(image.is_fresh(target, start));
    EXPECT_TRUE(image.is_fresh(neighbour, start + 10s));
}

TEST(PlantImage, AWriteIntoAnUnreadBankIsNoReading) {
    auto image = an_image();

    image.admit_write(device::inverter, 116, 55, start);

    EXPECT_FALSE(image.is_fresh({device::inverter, {Bank::holding, 116, 1}}, start));
}

TEST(PlantImage, AModelThatIsNotReadShowsItsIdentityOnly) {
    PlantImage image{one_hour_ahead};
    image.set_topology({{"CH2414G000", 0x8001, 612}});

    const auto snapshot = image.snapshot(at(start), PlantState::unsupported, "not read yet");

    EXPECT_EQ(snapshot->serial(), "CH2414G000");
    EXPECT_TRUE(snapshot->values.empty());
    EXPECT_FALSE(snapshot->complete);
}

}  // namespace
}  // namespace giv
