// What Prometheus reads of a plant, worked out by hand from spec/clients.md §5.
#include "givtcp/render/metrics.hpp"

#include "support/exposition.hpp"
#include "support/own_plants.hpp"

#include "givtcp/points/point.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace giv::render {
namespace {

using namespace std::chrono_literals;
using namespace giv::testing;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Instant start{1000s};
constexpr WallTime wall{1'780'662'000s};  // 2026-06-05T12:20:00Z

Moment at(Instant::duration later) {
    return {start + later, wall + std::chrono::duration_cast<WallTime::duration>(later)};
}

constexpr auto both = std::to_array<std::pair<MetricsFormat, Exposition>>({
    {MetricsFormat::prometheus, Exposition::prometheus},
    {MetricsFormat::openmetrics, Exposition::openmetrics},
});

const Point* point_at(std::string_view path) {
    const auto all = points();
    const auto found = std::ranges::find(all, path, &Point::path);
    return found == all.end() ? nullptr : &*found;
}

// A live plant that says nothing yet, with an inverter and one pack.
struct Plant {
    Snapshot snapshot;

    explicit Plant(std::string serial = "SA2114G047") {
        snapshot.made_at = at(0s);
        snapshot.state = PlantState::live;
        snapshot.identity = Identity{std::move(serial), 0x2001, 449};
        snapshot.parts.resize(2);
        snapshot.parts[1].subject = Subject::pack;
        snapshot.parts[1].id = "BG2134G001";
    }

    Measured& say(std::string_view path, Value value) {
        const auto* point = point_at(path);
        const std::uint16_t part = point->subject == Subject::pack ? 1 : 0;
        snapshot.values.push_back({point, std::move(value), start, part, Quality::good});
        return snapshot.values.back();
    }

    PlantMetrics metrics(int instance = 1) const {
        return {instance, std::make_shared<const Snapshot>(snapshot), {}, {}};
    }
};

std::string shown(
    const std::vector<PlantMetrics>& plants,
    Moment now = at(0s),
    MetricsFormat format = MetricsFormat::prometheus
) {
    return metrics({.version = "1.2.3"}, plants, now, format);
}

std::string shown(const Plant& plant, Moment now = at(0s)) {
    return shown(std::vector{plant.metrics()}, now);
}

// Of one inverter, "SA2114G047".
std::string sample(const std::string& text, const std::string& name, const std::string& more = "") {
    return sample_of(
        text, name + "{inverter=\"SA2114G047\"" + (more.empty() ? "" : ",") + more + '}'
    );
}

// ---- the whole text ------------------------------------------------------------------------

constexpr std::string_view in_prometheus = R"(# HELP givtcp_build_info The program.
# TYPE givtcp_build_info gauge
givtcp_build_info{version="1.2.3",protocol="3.5.0"} 1
# HELP givtcp_up 1 while the inverter answers.
# TYPE givtcp_up gauge
givtcp_up{inverter="plant_1"} 0
# HELP givtcp_late_polls_total Readings that began more than 0.1 s later than planned.
# TYPE givtcp_late_polls_total counter
givtcp_late_polls_total{inverter="plant_1"} 0
# HELP givtcp_connections_total Connections that were made to the dongle.
# TYPE givtcp_connections_total counter
givtcp_connections_total{inverter="plant_1"} 2
# HELP givtcp_modbus_requests_total Requests that were sent to the inverter.
# TYPE givtcp_modbus_requests_total counter
givtcp_modbus_requests_total{inverter="plant_1"} 30
# HELP givtcp_modbus_errors_total Requests without an answer (timeout), refused by the inverter (exception), frames with a wrong checksum (crc), and readings that were not believed at once (outlier).
# TYPE givtcp_modbus_errors_total counter
givtcp_modbus_errors_total{inverter="plant_1",kind="timeout"} 4
givtcp_modbus_errors_total{inverter="plant_1",kind="crc"} 5
givtcp_modbus_errors_total{inverter="plant_1",kind="exception"} 6
givtcp_modbus_errors_total{inverter="plant_1",kind="outlier"} 0
# HELP givtcp_request_spacing_seconds From one reading to the next, at least; wider while requests go unanswered.
# TYPE givtcp_request_spacing_seconds gauge
givtcp_request_spacing_seconds{inverter="plant_1"} 0.400
# HELP givtcp_line_duty_ratio The share of the last minute that the dongle was busy with what we asked.
# TYPE givtcp_line_duty_ratio gauge
givtcp_line_duty_ratio{inverter="plant_1"} 0.123
# HELP givtcp_line_busy_seconds_total The same, ever.
# TYPE givtcp_line_busy_seconds_total counter
givtcp_line_busy_seconds_total{inverter="plant_1"} 90.000
# HELP givtcp_tier_put_off 1 for what is read less often to spare the dongle: the search, packs and meters (parts).
# TYPE givtcp_tier_put_off gauge
givtcp_tier_put_off{inverter="plant_1",tier="search"} 1
givtcp_tier_put_off{inverter="plant_1",tier="parts"} 0
)";

constexpr std::string_view in_openmetrics = R"(# HELP givtcp_build The program.
# TYPE givtcp_build info
givtcp_build_info{version="1.2.3",protocol="3.5.0"} 1
# HELP givtcp_up 1 while the inverter answers.
# TYPE givtcp_up gauge
givtcp_up{inverter="plant_1"} 0
# HELP givtcp_late_polls Readings that began more than 0.1 s later than planned.
# TYPE givtcp_late_polls counter
givtcp_late_polls_total{inverter="plant_1"} 0
# HELP givtcp_connections Connections that were made to the dongle.
# TYPE givtcp_connections counter
givtcp_connections_total{inverter="plant_1"} 2
# HELP givtcp_modbus_requests Requests that were sent to the inverter.
# TYPE givtcp_modbus_requests counter
givtcp_modbus_requests_total{inverter="plant_1"} 30
# HELP givtcp_modbus_errors Requests without an answer (timeout), refused by the inverter (exception), frames with a wrong checksum (crc), and readings that were not believed at once (outlier).
# TYPE givtcp_modbus_errors counter
givtcp_modbus_errors_total{inverter="plant_1",kind="timeout"} 4
givtcp_modbus_errors_total{inverter="plant_1",kind="crc"} 5
givtcp_modbus_errors_total{inverter="plant_1",kind="exception"} 6
givtcp_modbus_errors_total{inverter="plant_1",kind="outlier"} 0
# HELP givtcp_request_spacing_seconds From one reading to the next, at least; wider while requests go unanswered.
# TYPE givtcp_request_spacing_seconds gauge
# UNIT givtcp_request_spacing_seconds seconds
givtcp_request_spacing_seconds{inverter="plant_1"} 0.400
# HELP givtcp_line_duty_ratio The share of the last minute that the dongle was busy with what we asked.
# TYPE givtcp_line_duty_ratio gauge
# UNIT givtcp_line_duty_ratio ratio
givtcp_line_duty_ratio{inverter="plant_1"} 0.123
# HELP givtcp_line_busy_seconds The same, ever.
# TYPE givtcp_line_busy_seconds counter
# UNIT givtcp_line_busy_seconds seconds
givtcp_line_busy_seconds_total{inverter="plant_1"} 90.000
# HELP givtcp_tier_put_off 1 for what is read less often to spare the dongle: the search, packs and meters (parts).
# TYPE givtcp_tier_put_off gauge
givtcp_tier_put_off{inverter="plant_1",tier="search"} 1
givtcp_tier_put_off{inverter="plant_1",tier="parts"} 0
# EOF
)";

TEST(Metrics, SayWhatIsKnownOfAPlantThatNeverAnswered) {
    PlantMetrics plant;
    plant.link = {2, 30, 4, 5, 6, std::nullopt, 400ms, 90s, 0.123, true, false};

    EXPECT_EQ(shown({plant}), in_prometheus);
    EXPECT_EQ(shown({plant}, at(0s), MetricsFormat::openmetrics), in_openmetrics);
}

TEST(Metrics, NameTheirUnitsInOpenMetrics) {
    Plant plant;
    plant.say("Energy/Total/Import_Energy_Total_kWh", Number{28657.3, 1});

    const auto text = shown({plant.metrics()}, at(0s), MetricsFormat::openmetrics);

    EXPECT_THAT(
        text,
        HasSubstr("# TYPE givtcp_energy_joules counter\n"
                  "# UNIT givtcp_energy_joules joules\n"
                  "givtcp_energy_joules_total{inverter=\"SA2114G047\",channel=\"import\"} "
                  "103166280000\n")
    );
}

TEST(Metrics, OfAWholePlantKeepToTheRulesOfBothFormats) {
    PlantImage image{one_hour_ahead};
    image.set_topology(gen1_topology());
    admit_gen1(image, start);
    image.cycle_completed(at(0s));
    PlantMetrics first{1, image.snapshot(at(0s), PlantState::live, ""), {}, {}};
    first.link.last_poll_took = 1500ms;
    first.commands = {{"setMode", Outcome::How::verified, 3}};
    auto second = first;
    second.instance = 2;
    DaemonMetrics daemon{"1.2.3", "abc1234", true, InfluxFigures{7, 8}, {}};
    daemon.process = {1.5, 1'780'000'000.25, 15'000'000, 90'000'000, 21, 40, 1024};

    for (const auto& [format, rules] : both) {
        const auto text = metrics(daemon, {first, second}, at(0s), format);

        EXPECT_THAT(faults_of(text, rules), IsEmpty());
        EXPECT_EQ(sample(text, "givtcp_grid_export_power_watts"), "448");
        EXPECT_EQ(
            sample_of(text, "givtcp_pv_power_watts{inverter=\"plant_2\",string=\"2\"}"), "1849"
        );
        EXPECT_EQ(sample_of(text, "process_start_time_seconds"), "1780000000.250");
        EXPECT_EQ(sample_of(text, "givtcp_influx_dropped_lines_total"), "8");
    }
}

// ---- values --------------------------------------------------------------------------------

struct Converted {
    std::string_view path;
    Value value;
    std::string name;
    std::string labels;
    std::string expected;
};

TEST(Metrics, AreInBaseUnits) {
    const std::string pack = "battery=\"BG2134G001\"";
    const std::array<Converted, 15> cases{{
        {"Power/Power/Import_Power", Number{448, 0}, "givtcp_grid_import_power_watts", "", "448"},
        {"Power/Power/Battery_Power", Number{-2160, 0}, "givtcp_battery_power_watts", "", "-2160"},
        {"Power/Power/Grid_Voltage", Number{242.1, 1}, "givtcp_grid_voltage_volts", "", "242.1"},
        {"Power/Power/Grid_Frequency", Number{50.1, 2}, "givtcp_grid_frequency_hertz", "", "50.10"},
        {"Power/Power/SOC", Number{82, 0}, "givtcp_battery_charge_ratio", "", "0.82"},
        {"Battery_Details/Battery_Stack_1/{id}/Battery_SOC",
         Number{81, 0},
         "givtcp_battery_charge_ratio",
         pack,
         "0.81"},
        {"Power/Power/SOC_kWh", Number{14.53, 2}, "givtcp_battery_stored_joules", "", "52308000"},
        {"Power/Flows/Grid_to_Battery",
         Number{7, 0},
         "givtcp_flow_power_watts",
         R"(from="grid",to="battery")",
         "7"},
        {"Control/Target_SOC", Number{100, 0}, "givtcp_target_charge_ratio", "", "1.00"},
        {"Control/Force_Export_Num",
         Number{30, 0},
         "givtcp_timed_action_remaining_seconds",
         R"(action="force_export")",
         "1800"},
        {"Control/Enable_Charge_Schedule",
         text_value("enable"),
         "givtcp_charge_schedule_enabled",
         "",
         "1"},
        {"Control/Enable_Discharge_Schedule",
         text_value("disable"),
         "givtcp_discharge_schedule_enabled",
         "",
         "0"},
        {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_16_Voltage",
         Number{3.381, 3},
         "givtcp_battery_cell_voltage_volts",
         pack + ",cell=\"16\"",
         "3.381"},
        {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_2_Temperature",
         Number{21.8, 1},
         "givtcp_temperature_celsius",
         pack + R"(,location="cell",cell="5-8")",
         "21.8"},
        {"Battery_Details/Battery_Stack_1/{id}/Battery_Cycles",
         Number{8, 0},
         "givtcp_battery_cycles_total",
         pack,
         "8"},
    }};
    for (const auto& one : cases) {
        Plant plant;
        plant.say(one.path, one.value);

        EXPECT_EQ(sample(shown(plant), one.name, one.labels), one.expected) << one.path;
    }
}

TEST(Metrics, HaveNoPowerOfTheGridWithASign) {
    Plant plant;
    plant.say("Power/Power/Grid_Power", Number{-448, 0});

    EXPECT_THAT(shown(plant), Not(HasSubstr("-448")));
}

TEST(Metrics, SayOfEachModeWhetherItIsTheOne) {
    Plant plant;
    plant.say("Control/Mode", text_value("Eco (Paused)"));

    const auto text = shown(plant);

    EXPECT_EQ(sample(text, "givtcp_mode", "mode=\"eco\""), "0");
    EXPECT_EQ(sample(text, "givtcp_mode", "mode=\"eco_paused\""), "1");
    EXPECT_EQ(sample(text, "givtcp_mode", "mode=\"timed_demand\""), "0");
    EXPECT_EQ(sample(text, "givtcp_mode", "mode=\"timed_export\""), "0");
    EXPECT_EQ(sample(text, "givtcp_mode", "mode=\"export_paused\""), "0");
}

TEST(Metrics, NameTheInverter) {
    Plant plant;
    plant.say("{details}/Invertor_Firmware", text_value("D0.449-A0.449"));
    plant.say("{details}/Meter_Type", text_value("Ct_or_em418"));

    EXPECT_EQ(
        sample(
            shown(plant),
            "givtcp_inverter_info",
            R"(model="hybrid_gen1",firmware="D0.449-A0.449",meter_type="Ct_or_em418")"
        ),
        "1"
    );
}

TEST(Metrics, SayWhatIsWrong) {
    Plant plant;
    plant.snapshot.problems = {{"clock_wrong", "the clock is 3 minutes behind"}};

    const auto text = shown(plant);

    EXPECT_EQ(sample(text, "givtcp_problem", "problem=\"clock_wrong\""), "1");
    EXPECT_EQ(sample(text, "givtcp_problem", "problem=\"dongle_unreachable\""), "0");
}

TEST(Metrics, CountWhatWasNotBelieved) {
    Plant plant;
    for (const auto rule :
         {guard::Rule::power_jump,
          guard::Rule::zero_bank,
          guard::Rule::zero_bank,
          guard::Rule::first_reading,
          guard::Rule::setting_change,
          guard::Rule::frozen_page}) {
        plant.snapshot.rule_counts.count(rule);
    }

    EXPECT_EQ(sample(shown(plant), "givtcp_modbus_errors_total", "kind=\"outlier\""), "3");
}

TEST(Metrics, CountCommandsAndWrites) {
    Plant plant;
    plant.snapshot.control.writes_lifetime = 123'456;
    auto with_commands = plant.metrics();
    with_commands.commands = {
        {"setChargeTarget", Outcome::How::verified, 12}, {"setMode", Outcome::How::no_op, 1}};

    const auto text = shown({with_commands});

    EXPECT_EQ(
        sample(text, "givtcp_writes_total", R"(command="setChargeTarget",result="verified")"), "12"
    );
    EXPECT_EQ(sample(text, "givtcp_writes_total", R"(command="setMode",result="no-op")"), "1");
    EXPECT_EQ(sample(text, "givtcp_register_writes_total"), "123456");
}

TEST(Metrics, SayWhenAndHowLongWasRead) {
    Plant plant;
    plant.snapshot.last_cycle = {start, wall + 250ms};
    auto polled = plant.metrics();
    polled.link.last_poll_took = 1'234'500us;
    polled.link.last_poll_late = 12ms;
    polled.link.late_polls = 3;

    const auto text = shown({polled});

    EXPECT_EQ(sample(text, "givtcp_last_success_timestamp_seconds"), "1780662000.250");
    EXPECT_EQ(sample(text, "givtcp_poll_duration_seconds"), "1.234");
    EXPECT_EQ(sample(text, "givtcp_poll_late_seconds"), "0.012");
    EXPECT_EQ(sample(text, "givtcp_late_polls_total"), "3");
    EXPECT_EQ(sample(text, "givtcp_up"), "1");
}

TEST(Metrics, HaveNoSampleForWhatIsSwitchedOff) {
    const auto text = shown(Plant{});

    EXPECT_THAT(text, Not(HasSubstr("mqtt")));
    EXPECT_THAT(text, Not(HasSubstr("influx")));
    EXPECT_THAT(text, Not(HasSubstr("process_")));
}

// ---- what is not there ---------------------------------------------------------------------

constexpr auto power_path = "Power/Power/Load_Power";
constexpr auto power_name = "givtcp_load_power_watts";

TEST(Metrics, OmitWhatWasNotMeasured) {
    Plant plant;
    plant.say(power_path, Absence::out_of_bounds);

    EXPECT_THAT(shown(plant), Not(HasSubstr(power_name)));
}

TEST(Metrics, OmitAMeasurementThatIsOldButNotOneThatIsHeld) {
    constexpr auto cases = std::to_array<std::pair<Quality, std::string_view>>({
        {Quality::good, "5"},
        {Quality::held, "5"},
        {Quality::stale, "(absent)"},
        {Quality::unavailable, "(absent)"},
    });
    for (const auto& [quality, expected] : cases) {
        Plant plant;
        plant.say(power_path, Number{5, 0}).quality = quality;

        EXPECT_EQ(sample(shown(plant), power_name), expected) << words(quality);
    }
}

TEST(Metrics, ShowASettingUntilItIsUnavailable) {
    constexpr auto cases = std::to_array<std::pair<Quality, std::string_view>>(
        {{Quality::stale, "0.80"}, {Quality::unavailable, "(absent)"}}
    );
    for (const auto& [quality, expected] : cases) {
        Plant plant;
        plant.say("Control/Target_SOC", Number{80, 0}).quality = quality;

        EXPECT_EQ(sample(shown(plant), "givtcp_target_charge_ratio"), expected) << words(quality);
    }
}

TEST(Metrics, OfASilentPlantAreNoMeasurements) {
    Plant plant;
    plant.snapshot.state = PlantState::silent;
    plant.say(power_path, Number{5, 0});
    plant.say("{details}/Invertor_Firmware", text_value("D0.449-A0.449")).quality = Quality::stale;

    const auto text = shown(plant);

    EXPECT_EQ(sample(text, "givtcp_up"), "0");
    EXPECT_EQ(sample(text, power_name), "(absent)");
    EXPECT_THAT(text, HasSubstr("firmware=\"D0.449-A0.449\""));
}

TEST(Metrics, OfASnapshotAreGoneTenMinutesLater) {
    Plant plant;
    plant.say(power_path, Number{5, 0});

    EXPECT_EQ(sample(shown(plant, at(10min)), power_name), "5");
    EXPECT_EQ(sample(shown(plant, at(10min + 1s)), power_name), "(absent)");
}

TEST(Metrics, OfAPackThatIsMissingAreGone) {
    Plant plant;
    plant.say("Battery_Details/Battery_Stack_1/{id}/Battery_Cycles", Number{8, 0});
    plant.snapshot.parts[1].missing = true;

    EXPECT_THAT(shown(plant), Not(HasSubstr("givtcp_battery_cycles_total")));
}

// ---- names ---------------------------------------------------------------------------------

TEST(Metrics, OfTwoPlantsWithOneSerialAreNoSeriesTwice) {
    Plant plant;
    plant.say(power_path, Number{5, 0});

    const auto text = shown({plant.metrics(1), plant.metrics(2)});

    EXPECT_THAT(faults_of(text, Exposition::prometheus), IsEmpty());
    EXPECT_EQ(sample_of(text, "givtcp_load_power_watts{inverter=\"plant_2\"}"), "5");
}

TEST(Metrics, EscapeWhatStandsInLabels) {
    const Plant plant{"a\\b\"c\nd\xFF"};

    const auto text = shown(plant);

    EXPECT_EQ(sample_of(text, R"(givtcp_up{inverter="a\\b\"c\nd?"})"), "1");
    EXPECT_THAT(faults_of(text, Exposition::prometheus), IsEmpty());
}

TEST(Metrics, KeepLabelsThatAreUtf8) {
    const Plant plant{"SA\xC3\xA9"};

    EXPECT_EQ(sample_of(shown(plant), "givtcp_up{inverter=\"SA\xC3\xA9\"}"), "1");
}

}  // namespace
}  // namespace giv::render
