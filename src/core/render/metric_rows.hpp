// Every metric, one row each: name, type, unit, help, labels, and where its samples come from. A
// row that shows points names their paths: units are converted from theirs.
//
// Source: spec/clients.md §5.2 and §5.3. Names are for ever, as histories hang on them.
#pragma once

#include "core/render/metric_row.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <variant>

namespace giv::render::metric_table {

// ---- the series of those that have several -------------------------------------------------

inline constexpr auto pv_powers = std::to_array<Series>({
    {"Power/Power/PV_Power_String_1", {"string", "1"}},
    {"Power/Power/PV_Power_String_2", {"string", "2"}},
});

inline constexpr auto pv_voltages = std::to_array<Series>({
    {"Power/Power/PV_Voltage_String_1", {"string", "1"}},
    {"Power/Power/PV_Voltage_String_2", {"string", "2"}},
});

inline constexpr auto pv_currents = std::to_array<Series>({
    {"Power/Power/PV_Current_String_1", {"string", "1"}},
    {"Power/Power/PV_Current_String_2", {"string", "2"}},
});

inline constexpr auto flows = std::to_array<Series>({
    {"Power/Flows/Solar_to_House", {"from", "solar"}, {"to", "house"}},
    {"Power/Flows/Solar_to_Battery", {"from", "solar"}, {"to", "battery"}},
    {"Power/Flows/Solar_to_Grid", {"from", "solar"}, {"to", "grid"}},
    {"Power/Flows/Battery_to_House", {"from", "battery"}, {"to", "house"}},
    {"Power/Flows/Battery_to_Grid", {"from", "battery"}, {"to", "grid"}},
    {"Power/Flows/Grid_to_House", {"from", "grid"}, {"to", "house"}},
    {"Power/Flows/Grid_to_Battery", {"from", "grid"}, {"to", "battery"}},
});

inline constexpr auto charges = std::to_array<Series>({
    {"Power/Power/SOC"},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_SOC"},
});

inline constexpr auto energies = std::to_array<Series>({
    {"Energy/Total/Import_Energy_Total_kWh", {"channel", "import"}},
    {"Energy/Total/Export_Energy_Total_kWh", {"channel", "export"}},
    {"Energy/Total/PV_Energy_Total_kWh", {"channel", "pv"}},
    {"Energy/Total/Load_Energy_Total_kWh", {"channel", "load"}},
    {"Energy/Total/Battery_Charge_Energy_Total_kWh", {"channel", "battery_charge"}},
    {"Energy/Total/Battery_Discharge_Energy_Total_kWh", {"channel", "battery_discharge"}},
    {"Energy/Total/AC_Charge_Energy_Total_kWh", {"channel", "ac_charge"}},
    {"Energy/Total/Invertor_Energy_Total_kWh", {"channel", "inverter"}},
    {"Energy/Total/Self_Consumption_Energy_Total_kWh", {"channel", "self_consumption"}},
});

// A pack measures its cells by fours.
inline constexpr auto temperatures = std::to_array<Series>({
    {"{details}/Invertor_Temperature", {"location", "heatsink"}},
    {"Battery_Details/Battery_Stack_1/BMS_Temperature", {"location", "battery"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Temperature", {"location", "battery"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_1_Temperature",
     {"location", "cell"},
     {"cell", "1-4"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_2_Temperature",
     {"location", "cell"},
     {"cell", "5-8"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_3_Temperature",
     {"location", "cell"},
     {"cell", "9-12"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_4_Temperature",
     {"location", "cell"},
     {"cell", "13-16"}},
});

inline constexpr auto cells = std::to_array<Series>({
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_1_Voltage", {"cell", "1"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_2_Voltage", {"cell", "2"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_3_Voltage", {"cell", "3"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_4_Voltage", {"cell", "4"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_5_Voltage", {"cell", "5"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_6_Voltage", {"cell", "6"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_7_Voltage", {"cell", "7"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_8_Voltage", {"cell", "8"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_9_Voltage", {"cell", "9"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_10_Voltage", {"cell", "10"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_11_Voltage", {"cell", "11"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_12_Voltage", {"cell", "12"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_13_Voltage", {"cell", "13"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_14_Voltage", {"cell", "14"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_15_Voltage", {"cell", "15"}},
    {"Battery_Details/Battery_Stack_1/{id}/Battery_Cell_16_Voltage", {"cell", "16"}},
});

inline constexpr auto actions = std::to_array<Series>({
    {"Control/Force_Charge_Num", {"action", "force_charge"}},
    {"Control/Force_Export_Num", {"action", "force_export"}},
    {"Control/Temp_Pause_Charge_Num", {"action", "pause_charge"}},
    {"Control/Temp_Pause_Discharge_Num", {"action", "pause_discharge"}},
});

inline constexpr auto modes = std::to_array<KnownWord>({
    {"Eco", "eco"},
    {"Eco (Paused)", "eco_paused"},
    {"Timed Demand", "timed_demand"},
    {"Timed Export", "timed_export"},
    {"Export (Paused)", "export_paused"},
});

inline constexpr auto pause_modes = std::to_array<KnownWord>({
    {"Disabled", "disabled"},
    {"PauseCharge", "pause_charge"},
    {"PauseDischarge", "pause_discharge"},
    {"PauseBoth", "pause_both"},
});

// ---- the table -----------------------------------------------------------------------------

inline constexpr auto rows = std::to_array<Metric>({
    info("givtcp_build_info", "The program.", OfDaemon{sources::build}),
    info("givtcp_inverter_info", "The inverter.", OfPlant{sources::inverter}),
    gauge("givtcp_up", "", "1 while the inverter answers.", OfPlant{sources::up}),
    gauge(
        "givtcp_last_success_timestamp_seconds",
        "seconds",
        "When the inverter was last read completely.",
        OfPlant{sources::last_success}
    ),
    gauge(
        "givtcp_poll_duration_seconds",
        "seconds",
        "How long the last complete reading took.",
        OfPlant{sources::poll_duration}
    ),
    gauge(
        "givtcp_poll_late_seconds",
        "seconds",
        "How much later than planned the last reading began.",
        OfPlant{sources::poll_late}
    ),
    counter(
        "givtcp_late_polls_total",
        "",
        "Readings that began more than 0.1 s later than planned.",
        OfPlant{sources::late_polls}
    ),
    gauge(
        "givtcp_problem",
        "",
        "1 for what is wrong with the plant; README says what each means.",
        OfPlant{sources::problems}
    ),
    counter(
        "givtcp_connections_total",
        "",
        "Connections that were made to the dongle.",
        OfPlant{sources::connections}
    ),
    counter(
        "givtcp_modbus_requests_total",
        "",
        "Requests that were sent to the inverter.",
        OfPlant{sources::requests}
    ),
    counter(
        "givtcp_modbus_errors_total",
        "",
        "Requests without an answer (timeout), refused by the inverter (exception), frames with a "
        "wrong checksum (crc), and readings that were not believed at once (outlier).",
        OfPlant{sources::errors}
    ),
    gauge(
        "givtcp_request_spacing_seconds",
        "seconds",
        "From one reading to the next, at least; wider while requests go unanswered.",
        OfPlant{sources::spacing}
    ),
    gauge(
        "givtcp_line_duty_ratio",
        "ratio",
        "The share of the last minute that the dongle was busy with what we asked.",
        OfPlant{sources::line_duty}
    ),
    counter(
        "givtcp_line_busy_seconds_total", "seconds", "The same, ever.", OfPlant{sources::line_busy}
    ),
    gauge(
        "givtcp_tier_put_off",
        "",
        "1 for what is read less often to spare the dongle: the search, packs and meters (parts).",
        OfPlant{sources::put_off}
    ),
    counter(
        "givtcp_writes_total",
        "",
        "Commands by what became of them; refused and no-op ones wrote nothing.",
        OfPlant{sources::commands}
    ),
    counter(
        "givtcp_register_writes_total",
        "",
        "Writes that were sent to the inverter in its life, which its flash memory feels.",
        OfPlant{sources::register_writes}
    ),

    gauge(
        "givtcp_pv_power_watts",
        "watts",
        "Power of the solar panels, by string.",
        ManySeries{pv_powers}
    ),
    gauge(
        "givtcp_pv_voltage_volts",
        "volts",
        "Voltage of the solar panels, by string.",
        ManySeries{pv_voltages}
    ),
    gauge(
        "givtcp_pv_current_amperes",
        "amperes",
        "Current of the solar panels, by string.",
        ManySeries{pv_currents}
    ),
    gauge(
        "givtcp_grid_import_power_watts",
        "watts",
        "Power that is taken from the grid; never negative.",
        Series{"Power/Power/Import_Power"}
    ),
    gauge(
        "givtcp_grid_export_power_watts",
        "watts",
        "Power that is given to the grid; never negative.",
        Series{"Power/Power/Export_Power"}
    ),
    gauge(
        "givtcp_grid_voltage_volts",
        "volts",
        "Voltage of the grid.",
        Series{"Power/Power/Grid_Voltage"}
    ),
    gauge(
        "givtcp_grid_frequency_hertz",
        "hertz",
        "Frequency of the grid.",
        Series{"Power/Power/Grid_Frequency"}
    ),
    gauge(
        "givtcp_battery_power_watts",
        "watts",
        "Power of the battery: positive while it is discharged, negative while it is charged.",
        Series{"Power/Power/Battery_Power"}
    ),
    gauge(
        "givtcp_load_power_watts",
        "watts",
        "Power that the house takes.",
        Series{"Power/Power/Load_Power"}
    ),
    gauge(
        "givtcp_inverter_power_watts",
        "watts",
        "Power of the inverter at its AC side.",
        Series{"Power/Power/Invertor_Power"}
    ),
    gauge(
        "givtcp_eps_power_watts",
        "watts",
        "Power of the emergency supply.",
        Series{"Power/Power/EPS_Power"}
    ),
    gauge("givtcp_flow_power_watts", "watts", "Power from here to there.", ManySeries{flows}),
    gauge(
        "givtcp_battery_charge_ratio",
        "ratio",
        "How full the battery is, 0 to 1; with the label battery, one pack of it.",
        ManySeries{charges}
    ),
    gauge(
        "givtcp_battery_stored_joules",
        "joules",
        "Energy in the battery.",
        Series{"Power/Power/SOC_kWh"}
    ),
    gauge(
        "givtcp_battery_capacity_joules",
        "joules",
        "Energy in the battery when it is full.",
        Series{"{details}/Battery_Capacity_kWh"}
    ),
    counter(
        "givtcp_energy_joules_total",
        "joules",
        "Energy in the plant's life, by channel; 3600000 joules are a kWh.",
        ManySeries{energies}
    ),
    gauge(
        "givtcp_temperature_celsius",
        "celsius",
        "Temperatures; cell is a group of four.",
        ManySeries{temperatures}
    ),
    gauge(
        "givtcp_battery_cell_voltage_volts",
        "volts",
        "Voltage of each cell of a pack.",
        ManySeries{cells}
    ),
    counter(
        "givtcp_battery_cycles_total",
        "",
        "Charge cycles in the pack's life.",
        Series{"Battery_Details/Battery_Stack_1/{id}/Battery_Cycles"}
    ),

    gauge("givtcp_mode", "", "1 for the mode that is set.", Words{"Control/Mode", "mode", modes}),
    gauge(
        "givtcp_battery_pause_mode",
        "",
        "1 for the pause that is set.",
        Words{"Control/Battery_pause_mode", "mode", pause_modes}
    ),
    gauge(
        "givtcp_charge_schedule_enabled",
        "",
        "1 if charge slots count.",
        Series{"Control/Enable_Charge_Schedule"}
    ),
    gauge(
        "givtcp_discharge_schedule_enabled",
        "",
        "1 if discharge slots count.",
        Series{"Control/Enable_Discharge_Schedule"}
    ),
    gauge(
        "givtcp_charge_target_enabled",
        "",
        "1 if charging from the grid ends at the target.",
        Series{"Control/Enable_Charge_Target"}
    ),
    gauge(
        "givtcp_target_charge_ratio",
        "ratio",
        "The charge at which charging from the grid ends, 0 to 1.",
        Series{"Control/Target_SOC"}
    ),
    gauge(
        "givtcp_battery_reserve_ratio",
        "ratio",
        "The charge that Eco mode keeps, 0 to 1.",
        Series{"Control/Battery_Power_Reserve"}
    ),
    gauge(
        "givtcp_battery_cutoff_ratio",
        "ratio",
        "The charge below which the battery is never discharged, 0 to 1.",
        Series{"Control/Battery_Power_Cutoff"}
    ),
    gauge(
        "givtcp_battery_charge_limit_watts",
        "watts",
        "The power that charging is limited to.",
        Series{"Control/Battery_Charge_Rate"}
    ),
    gauge(
        "givtcp_battery_discharge_limit_watts",
        "watts",
        "The power that discharging is limited to.",
        Series{"Control/Battery_Discharge_Rate"}
    ),
    gauge(
        "givtcp_timed_action_remaining_seconds",
        "seconds",
        "How long a timed action still runs; 0: it does not run.",
        ManySeries{actions}
    ),

    gauge(
        "givtcp_mqtt_connected",
        "",
        "1 while there is a connection to the broker.",
        OfDaemon{sources::mqtt_connected}
    ),
    gauge(
        "givtcp_influx_queue_lines",
        "",
        "Lines that wait for InfluxDB.",
        OfDaemon{sources::influx_queue}
    ),
    counter(
        "givtcp_influx_dropped_lines_total",
        "",
        "Lines that InfluxDB will never get.",
        OfDaemon{sources::influx_dropped}
    ),
    counter(
        "process_cpu_seconds_total",
        "seconds",
        "Time that the processors spent on this process.",
        OfDaemon{sources::cpu}
    ),
    gauge(
        "process_resident_memory_bytes",
        "bytes",
        "Memory that this process occupies.",
        OfDaemon{sources::resident}
    ),
    gauge(
        "process_virtual_memory_bytes",
        "bytes",
        "Addresses that this process has.",
        OfDaemon{sources::addresses}
    ),
    gauge("process_open_fds", "", "Files and sockets that are open.", OfDaemon{sources::files}),
    gauge(
        "process_max_fds", "", "Files and sockets that may be open.", OfDaemon{sources::most_files}
    ),
    gauge(
        "process_start_time_seconds",
        "seconds",
        "When this process began, in seconds since 1970.",
        OfDaemon{sources::start_time}
    ),
    gauge("process_threads", "", "Threads of this process.", OfDaemon{sources::threads}),
});

// ---- what must hold for every row ----------------------------------------------------------

// OpenMetrics wants a family's unit at the end of its name, and its type's suffix on the samples.
consteval bool has_true_names() {
    for (const auto& row : rows) {
        const auto& head = row.head;
        const bool is_total = head.name.ends_with("_total");
        const bool is_info = head.name.ends_with("_info");
        if (is_total != (head.type == MetricType::counter)) return false;
        if (is_info != (head.type == MetricType::info)) return false;
        auto family = head.name;
        if (is_total) family.remove_suffix(std::string_view{"_total"}.size());
        if (!family.ends_with(head.unit)) return false;
    }
    return true;
}

consteval bool needs_no_escapes() {
    return std::ranges::all_of(rows, [](const Metric& row) {
        return row.head.help.find_first_of("\\\"\n") == std::string_view::npos;
    });
}

static_assert(has_true_names(), "a metric's name does not end as its type and unit want");
static_assert(needs_no_escapes(), "a metric's help has a character that wants an escape");

}  // namespace giv::render::metric_table
