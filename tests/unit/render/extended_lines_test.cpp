// What the extended schema writes beside the seed's line.
#include "support/line_grammar.hpp"
#include "support/line_plant.hpp"
#include "support/own_plants.hpp"

#include "givtcp/plant/dump.hpp"
#include "givtcp/plant/plant_image.hpp"
#include "givtcp/render/line_protocol.hpp"

#include <gmock/gmock.h>

#include <cctype>
#include <chrono>
#include <map>

namespace giv::render {
namespace {

using namespace std::chrono_literals;
using namespace giv::testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Texts = std::vector<std::string>;

Moment now() { return {line_moment, WallTime{1'780'662'000s}}; }

PlantImage gen1_image() {
    PlantImage image{one_hour_ahead};
    image.set_topology(gen1_topology());
    admit_gen1(image, line_moment);
    image.cycle_completed(now());
    return image;
}

Texts gen1_lines(InfluxSchema schema = InfluxSchema::extended) {
    auto image = gen1_image();
    return influx_lines(*image.snapshot(now(), PlantState::live, ""), schema);
}

std::string line_of(const Texts& lines, const std::string& measurement) {
    std::string found;
    for (const auto& line : lines) {
        if (line.starts_with(measurement + ',')) found += line;
    }
    return found;
}

TEST(ExtendedLines, BeginWithTheSeedsLineUnchanged) {
    const auto seed = gen1_lines(InfluxSchema::givtcp);
    const auto extended = gen1_lines();

    ASSERT_EQ(seed.size(), 1U);
    ASSERT_GT(extended.size(), 1U);
    EXPECT_EQ(extended.front(), seed.front());
}

// 54.40 V, -42.51 A; 82 % of 346 Ah at 51.2 V are 14.53 kWh; the target, 80 %, is reached.
TEST(ExtendedLines, WriteWhatV2AndV3AddedToTheSameSeries) {
    EXPECT_EQ(
        gen1_lines().at(1),
        "SA2114G047,tagKey=GivReal pv_current_string_1=4.0,pv_current_string_2=4.5,"
        "grid_voltage=242.1,grid_current=5.99,grid_frequency=50.09,"
        "inverter_output_frequency=50.09,battery_voltage=54.4,battery_current=-42.51,"
        "soc_kwh=14.53,charge_time_remaining=0,discharge_time_remaining=0"
    );
}

TEST(ExtendedLines, CompletionTimesAreTextsAsV3WroteThem) {
    auto plant = plant_without_values();
    add_value(plant, "Power/Power/Charge_Completion_Time", text_value("2026-06-05T14:00:00+00:00"));

    EXPECT_THAT(
        influx_lines(plant, InfluxSchema::extended),
        Contains("SA2114G047,tagKey=GivReal charge_completion_time=\"2026-06-05T14:00:00+00:00\"")
    );
    EXPECT_TRUE(influx_lines(plant, InfluxSchema::givtcp).empty());
}

TEST(ExtendedLines, EveryBatteryIsASeries) {
    const auto line = line_of(gen1_lines(), "givtcp_battery");

    EXPECT_THAT(
        line, HasSubstr("givtcp_battery,inverter=SA2114G047,serial=BG2134G001 battery_soc=81,")
    );
    EXPECT_THAT(line, HasSubstr("battery_cell_1_voltage=3.38,"));
    EXPECT_THAT(line, HasSubstr("battery_cell_1_temperature=23.3,"));
    EXPECT_THAT(line, HasSubstr("givtcp_battery,inverter=SA2114G047,serial=Battery_Stack_1 bms_"));
    EXPECT_THAT(line, Not(HasSubstr("battery_serial_number")));
}

TEST(ExtendedLines, ControlIsToldInWordsAndSwitchesAreOneOrNought) {
    const auto control = parse_line(line_of(gen1_lines(), "givtcp_control"));

    ASSERT_TRUE(control) << control.error();
    EXPECT_EQ(*control->tag("inverter"), "SA2114G047");
    EXPECT_TRUE(control->field("mode")->is_text);
    EXPECT_EQ(control->field("enable_charge_target")->text, "1");
    EXPECT_EQ(control->field("enable_discharge_schedule")->text, "0");
    EXPECT_EQ(control->field("target_soc")->text, "80");
    EXPECT_EQ(control->field("charge_start_time_slot_1")->text, "00:30:00");
    EXPECT_EQ(control->field("force_charge")->text, "Normal");
}

TEST(ExtendedLines, TheInvertersOwnTemperatureIsMeasuredToo) {
    EXPECT_THAT(line_of(gen1_lines(), "givtcp_inverter"), HasSubstr("invertor_temperature=48.1"));
}

TEST(ExtendedLines, QualityCountsWhatCanBeTrusted) {
    auto plant = plant_without_values();
    add_value(plant, "Power/Power/SOC", Number{77, 0});
    add_value(plant, "Power/Power/PV_Power", Number{1, 0});
    add_value(plant, "Power/Power/Load_Power", Number{1, 0}).quality = Quality::held;
    add_value(plant, "Power/Power/EPS_Power", Number{1, 0}).quality = Quality::stale;
    add_value(plant, "Power/Power/Grid_Power", Absence::not_read).quality = Quality::unavailable;
    plant.problems.push_back({"clock_wrong", "The clock is wrong."});
    plant.rule_counts.count(guard::Rule::zero_bank);
    plant.rule_counts.count(guard::Rule::zero_bank);
    plant.rule_counts.count(guard::Rule::power_jump);

    EXPECT_EQ(
        line_of(influx_lines(plant, InfluxSchema::extended), "givtcp_quality"),
        "givtcp_quality,inverter=SA2114G047 values_good=2,values_held=1,values_stale=1,"
        "values_unavailable=1,problems=1,readings_held=1,readings_rejected=2"
    );
}

TEST(ExtendedLines, SettingsAreWrittenAlthoughTheyAreReadMoreSeldom) {
    auto plant = plant_without_values();
    add_value(plant, "Control/Target_SOC", Number{80, 0});
    add_value(plant, "Battery_Details/Battery_Stack_1/BMS_Voltage", Number{54, 1});

    const auto lines = influx_lines(plant, InfluxSchema::extended, line_moment);

    EXPECT_EQ(line_of(lines, "givtcp_control"), "givtcp_control,inverter=SA2114G047 target_soc=80");
    EXPECT_EQ(line_of(lines, "givtcp_battery"), "");
}

// A text where the point's quantity is a number would set the field's type for ever.
TEST(ExtendedLines, AFieldHasOneTypeWhateverItsValueIs) {
    auto plant = plant_without_values();
    add_value(plant, "Control/Mode", Enumerated{7, {}});
    add_value(plant, "Control/Target_SOC", text_value("all"));
    add_value(plant, "Control/Eco_Mode", text_value("perhaps"));
    add_value(plant, "Control/Enable_Discharge", true);
    add_value(plant, "Control/Battery_Calibration", Number{3, 0});
    add_value(plant, "Control/Battery_pause_mode", text_value("a \"b\" \\ c\n"));

    const auto control =
        parse_line(line_of(influx_lines(plant, InfluxSchema::extended), "givtcp_control"));

    ASSERT_TRUE(control) << control.error();
    EXPECT_TRUE(control->field("mode")->is_text);
    EXPECT_EQ(control->field("target_soc"), nullptr);
    EXPECT_EQ(control->field("eco_mode"), nullptr);
    EXPECT_EQ(control->field("enable_discharge")->text, "1");
    EXPECT_EQ(control->field("battery_calibration")->text, "3");
    EXPECT_TRUE(control->field("battery_calibration")->is_text);
    EXPECT_EQ(control->field("battery_pause_mode")->text, "a \"b\" \\ c_");
}

TEST(ExtendedLines, EveryLineOfAnotherPlantPassesTheStrictGrammar) {
    const auto dump = own_data("registers-hybrid-gen3-1bat-1meter.json");
    const auto snapshot = snapshot_of_dump(dump, now(), one_hour_ahead);
    ASSERT_TRUE(snapshot) << snapshot.error().detail;

    const auto lines = influx_lines(**snapshot, InfluxSchema::extended);

    for (const auto& text : lines) {
        const auto line = parse_line(text);
        EXPECT_TRUE(line) << text << ": " << (line ? "" : line.error());
    }
    EXPECT_THAT(lines, Contains(StartsWith("givtcp_meter,inverter=")));
    EXPECT_THAT(line_of(lines, "givtcp_meter"), HasSubstr(",meter=Meter_ID1 phase_1_voltage="));
}

// Names of fields lose the path's sections: two points of one measurement must stay two.
TEST(ExtendedLines, NoTwoPointsOfAPartShareAField) {
    std::map<std::string, std::string_view> seen;
    for (const auto& point : points()) {
        if (point.section() == "raw") continue;
        auto name = std::string{point.key()};
        for (auto& c : name)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        const auto [known, is_new] = seen.emplace(
            std::string{point.section() == "Timeslots" ? "Control" : point.section()} + '/' +
                std::to_string(static_cast<int>(point.subject)) + '/' + name,
            point.path
        );
        EXPECT_TRUE(is_new) << point.path << " and " << known->second;
    }
}

}  // namespace
}  // namespace giv::render
