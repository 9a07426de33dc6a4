// What happens now: powers, voltages, currents, the state of charge, and the flows between them.
#pragma once

#include "core/points/formulas.hpp"
#include "core/points/point_words.hpp"

namespace giv::points_table {

constexpr Point power(std::string_view path, std::string_view label, Source source) {
    return point(path, label, Quantity::power, source);
}

constexpr Point voltage(std::string_view path, std::string_view label, Source source) {
    return point(path, label, Quantity::voltage, source);
}

constexpr Point current(std::string_view path, std::string_view label, Source source) {
    return point(path, label, Quantity::current, source);
}

constexpr Point frequency(std::string_view path, std::string_view label, Source source) {
    return point(path, label, Quantity::frequency, source);
}

// On AC-coupled units these registers mirror the grid's voltage (spec/models.md §8).
inline constexpr ModelSet with_strings = models::dc_hybrid_lv;
inline constexpr ModelSet with_combined_generation =
    only(Model::hybrid_gen3) | only(Model::hybrid_gen3_plus);

inline constexpr auto powers = std::to_array<Point>({
    power("Power/Power/PV_Power", "PV power", formulas::pv_power),
    power("Power/Power/PV_Power_String_1", "PV power string 1", formulas::pv_power_1),
    power("Power/Power/PV_Power_String_2", "PV power string 2", formulas::pv_power_2),
    on(with_strings,
       voltage("Power/Power/PV_Voltage_String_1", "PV voltage string 1", ir("v_pv1"))),
    on(with_strings,
       voltage("Power/Power/PV_Voltage_String_2", "PV voltage string 2", ir("v_pv2"))),
    on(with_strings,
       current("Power/Power/PV_Current_String_1", "PV current string 1", ir("i_pv1"))),
    on(with_strings,
       current("Power/Power/PV_Current_String_2", "PV current string 2", ir("i_pv2"))),
    on(with_combined_generation,
       power(
           "Power/Power/Combined_Generation_Power",
           "Combined generation power",
           ir("p_combined_generation")
       )),
    power("Power/Power/Grid_Power", "Grid power (export positive)", ir("p_grid_out")),
    power("Power/Power/Import_Power", "Import power", formulas::import_power),
    power("Power/Power/Export_Power", "Export power", formulas::export_power),
    voltage("Power/Power/Grid_Voltage", "Grid voltage", ir("v_ac1")),
    current("Power/Power/Grid_Current", "Grid current", ir("i_grid_port")),
    frequency("Power/Power/Grid_Frequency", "Grid frequency", ir("f_ac1")),
    frequency(
        "Power/Power/Inverter_Output_Frequency", "Inverter output frequency", ir("f_ac1_output")
    ),
    power("Power/Power/EPS_Power", "EPS power", ir("p_backup")),
    power("Power/Power/Invertor_Power", "Inverter power", formulas::inverter_power),
    power("Power/Power/AC_Charge_Power", "AC charge power", formulas::ac_charge_power),
    power("Power/Power/Load_Power", "Load power", formulas::load_power),
    power(
        "Power/Power/Self_Consumption_Power",
        "Self consumption power",
        formulas::self_consumption_power
    ),
    power("Power/Power/Battery_Power", "Battery power (discharge positive)", ir("p_battery")),
    power("Power/Power/Charge_Power", "Charge power", formulas::charge_power),
    power("Power/Power/Discharge_Power", "Discharge power", formulas::discharge_power),
    voltage("Power/Power/Battery_Voltage", "Battery voltage", ir("v_battery")),
    current("Power/Power/Battery_Current", "Battery current", ir("i_battery")),
    point("Power/Power/SOC", "State of charge", Quantity::state_of_charge, ir("battery_soc")),
    point("Power/Power/SOC_kWh", "Stored energy", Quantity::energy_stored, formulas::stored_energy),
    point(
        "Power/Power/Charge_Time_Remaining",
        "Charge time remaining",
        Quantity::duration_minutes,
        formulas::charge_time_remaining
    ),
    point(
        "Power/Power/Discharge_Time_Remaining",
        "Discharge time remaining",
        Quantity::duration_minutes,
        formulas::discharge_time_remaining
    ),
    now_and_then(point(
        "Power/Power/Charge_Completion_Time",
        "Charge completion time",
        Quantity::timestamp,
        formulas::charge_completion_time
    )),
    now_and_then(point(
        "Power/Power/Discharge_Completion_Time",
        "Discharge completion time",
        Quantity::timestamp,
        formulas::discharge_completion_time
    )),

    power("Power/Flows/Solar_to_House", "Solar to house", formulas::solar_to_house),
    power("Power/Flows/Solar_to_Battery", "Solar to battery", formulas::solar_to_battery),
    power("Power/Flows/Solar_to_Grid", "Solar to grid", formulas::solar_to_grid),
    power("Power/Flows/Battery_to_House", "Battery to house", formulas::battery_to_house),
    power("Power/Flows/Battery_to_Grid", "Battery to grid", formulas::battery_to_grid),
    power("Power/Flows/Grid_to_Battery", "Grid to battery", formulas::grid_to_battery),
    power("Power/Flows/Grid_to_House", "Grid to house", formulas::grid_to_house),
});

}  // namespace giv::points_table
