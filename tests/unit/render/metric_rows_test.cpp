// The table of metrics against the table of points and of controls, and against the names of
// spec/clients.md §5.3, typed out.
#include "core/render/metric_rows.hpp"

#include "givtcp/control/controls.hpp"
#include "givtcp/points/point.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace giv::render {
namespace {

using metric_table::ManySeries;
using metric_table::Metric;
using metric_table::Series;
using metric_table::Words;
using ::testing::IsSupersetOf;

std::vector<std::string_view> paths_of(const Metric& row) {
    std::vector<std::string_view> paths;
    if (const auto* one = std::get_if<Series>(&row.source)) paths.push_back(one->path);
    if (const auto* words = std::get_if<Words>(&row.source)) paths.push_back(words->path);
    if (const auto* many = std::get_if<ManySeries>(&row.source)) {
        for (const auto& series : *many)
            paths.push_back(series.path);
    }
    return paths;
}

const Point* point_at(std::string_view path) {
    const auto all = points();
    const auto found = std::ranges::find(all, path, &Point::path);
    return found == all.end() ? nullptr : &*found;
}

TEST(MetricRows, ShowPointsThatAreThere) {
    for (const auto& row : metric_table::rows)
        for (const auto path : paths_of(row))
            EXPECT_NE(point_at(path), nullptr) << row.head.name << ": " << path;
}

// In what Prometheus measures what our points are measured in.
TEST(MetricRows, AreInTheBaseUnitOfTheirPoints) {
    const std::map<Unit, std::string_view> bases{
        {Unit::watt, "watts"},
        {Unit::volt, "volts"},
        {Unit::ampere, "amperes"},
        {Unit::hertz, "hertz"},
        {Unit::celsius, "celsius"},
        {Unit::percent, "ratio"},
        {Unit::kilowatt_hour, "joules"},
        {Unit::minute, "seconds"},
        {Unit::none, ""},
    };
    for (const auto& row : metric_table::rows)
        for (const auto path : paths_of(row))
            EXPECT_EQ(row.head.unit, bases.at(unit_of(point_at(path)->quantity))) << row.head.name;
}

// What falls at midnight is no counter; what never falls is one.
TEST(MetricRows, CountWhatNeverFalls) {
    for (const auto& row : metric_table::rows)
        for (const auto path : paths_of(row)) {
            const auto quantity = point_at(path)->quantity;
            EXPECT_NE(quantity, Quantity::energy_today) << path;
            if (quantity == Quantity::energy_total) {
                EXPECT_EQ(row.head.type, MetricType::counter) << path;
            }
        }
}

// All words that a control can set, or that show what it set.
TEST(MetricRows, KnowEveryWordOfTheirPoint) {
    for (const auto& row : metric_table::rows) {
        const auto* words = std::get_if<Words>(&row.source);
        if (words == nullptr) continue;
        std::set<std::string, std::less<>> known;
        for (const auto& one : words->known)
            known.emplace(one.word);

        const auto named = set_by(words->path);
        ASSERT_TRUE(named) << words->path;
        for (const auto& word : named->control->parameters.front().words) {
            const bool is_number = word.text.front() >= '0' && word.text.front() <= '9';
            EXPECT_TRUE(is_number || known.contains(word.text)) << word.text;
        }
    }
}

TEST(MetricRows, HaveNamesOfTheirOwn) {
    std::set<std::string_view> names;
    for (const auto& row : metric_table::rows)
        EXPECT_TRUE(names.insert(family_name(row.head)).second) << row.head.name;
}

TEST(MetricRows, HoldTheSetOfTheSpecification) {
    std::vector<std::string> names;
    for (const auto& row : metric_table::rows)
        names.emplace_back(row.head.name);

    EXPECT_THAT(
        names,
        IsSupersetOf(std::vector<std::string>{
            "givtcp_build_info",
            "givtcp_inverter_info",
            "givtcp_up",
            "givtcp_last_success_timestamp_seconds",
            "givtcp_poll_duration_seconds",
            "givtcp_poll_late_seconds",
            "givtcp_late_polls_total",
            "givtcp_modbus_requests_total",
            "givtcp_modbus_errors_total",
            "givtcp_writes_total",
            "givtcp_pv_power_watts",
            "givtcp_grid_import_power_watts",
            "givtcp_grid_export_power_watts",
            "givtcp_battery_power_watts",
            "givtcp_load_power_watts",
            "givtcp_inverter_power_watts",
            "givtcp_eps_power_watts",
            "givtcp_flow_power_watts",
            "givtcp_battery_charge_ratio",
            "givtcp_battery_stored_joules",
            "givtcp_battery_capacity_joules",
            "givtcp_energy_joules_total",
            "givtcp_grid_voltage_volts",
            "givtcp_grid_frequency_hertz",
            "givtcp_pv_voltage_volts",
            "givtcp_pv_current_amperes",
            "givtcp_temperature_celsius",
            "givtcp_battery_cell_voltage_volts",
            "givtcp_battery_cycles_total",
            "givtcp_mode",
            "givtcp_charge_schedule_enabled",
            "givtcp_target_charge_ratio",
            "givtcp_mqtt_connected",
            "givtcp_influx_queue_lines",
            "givtcp_influx_dropped_lines_total",
            "process_cpu_seconds_total",
            "process_resident_memory_bytes",
            "process_virtual_memory_bytes",
            "process_open_fds",
            "process_max_fds",
            "process_start_time_seconds",
            "process_threads",
        })
    );
}

}  // namespace
}  // namespace giv::render
