// The inverter's measurements (input registers at 0x11).
//
// One row per field. Private to the core: spans and look-up are in givtcp/registers/field.hpp.
// Source: spec/registers.json, with which a test compares every row.
#pragma once

#include "core/registers/row_words.hpp"

namespace giv::rows {

inline constexpr auto inverter_input = table(
    Map::inverter_input,
    sets::single_phase,
    std::to_array<Field>({
        code("status", 0, codes::status),
        u16("v_pv1", 1).decimals_of(1).in(volt).between(0, 2000).on(sets::dc_hybrid),
        u16("v_pv2", 2).decimals_of(1).in(volt).between(0, 2000).on(sets::dc_hybrid),
        u16("v_p_bus", 3).decimals_of(1).in(volt),
        u16("v_n_bus", 4).decimals_of(1).in(volt),
        u16("v_ac1", 5).decimals_of(1).in(volt).between(0, 500),
        u32("e_battery_throughput", 6).decimals_of(1).in(kilowatt_hour),
        u16("i_pv1", 8).decimals_of(1).in(ampere).between(0, 500).on(sets::dc_hybrid),
        u16("i_pv2", 9).decimals_of(1).in(ampere).between(0, 500).on(sets::dc_hybrid),
        u16("i_ac1", 10).decimals_of(1).in(ampere).between(0, 500),
        u32("e_pv_total", 11).decimals_of(1).in(kilowatt_hour),
        u16("f_ac1", 13).decimals_of(2).in(hertz).between(40, 70),
        code("charge_status", 14, codes::charge_status),
        u16("v_highbrigh_bus", 15).decimals_of(1).in(volt),
        u16("pf_inverter_output_now", 16).decimals_of(4).plus(-1).between(-1, 1),
        u16("e_pv1_day", 17).decimals_of(1).in(kilowatt_hour),
        u16("p_pv1", 18).in(watt).at_most(50000),
        u16("e_pv2_day", 19).decimals_of(1).in(kilowatt_hour),
        u16("p_pv2", 20).in(watt).at_most(50000),
        u32("e_grid_out_total", 21).decimals_of(1).in(kilowatt_hour),
        u16("e_solar_diverter", 23).decimals_of(1).in(kilowatt_hour),
        s16("p_grid_out_ph1", 24).in(watt),
        u16("e_grid_out_day", 25).decimals_of(1).in(kilowatt_hour),
        u16("e_grid_in_day", 26).decimals_of(1).in(kilowatt_hour),
        u32("e_inverter_in_total", 27).decimals_of(1).in(kilowatt_hour),
        u16("e_discharge_year", 29).decimals_of(1).in(kilowatt_hour),
        s16("p_grid_out", 30).in(watt),
        u16("p_backup", 31).in(watt).at_most(50000),
        u32("e_grid_in_total", 32).decimals_of(1).in(kilowatt_hour),
        u16("e_ac_charge_today", 35).decimals_of(1).in(kilowatt_hour),
        u16("e_battery_charge_today_alt1", 36).decimals_of(1).in(kilowatt_hour),
        u16("e_battery_discharge_today_alt1", 37).decimals_of(1).in(kilowatt_hour),
        u16("countdown", 38).in(second),
        hex16("inverter_fault_code", 39),
        hex16("inverter_warning_code", 40),
        s16("t_inverter_heatsink", 41).decimals_of(1).in(celsius).between(-40, 100),
        u16("p_load_demand", 42).in(watt).at_most(50000),
        u16("p_grid_apparent", 43).in(volt_ampere).at_most(50000),
        u16("e_pv_generation_today", 44).decimals_of(1).in(kilowatt_hour),
        u32("e_pv_generation_total", 45).decimals_of(1).in(kilowatt_hour),
        u32("work_time_total_hours", 47).in(hour).at_most(876000),
        u16("system_mode", 49),
        u16("v_battery", 50).decimals_of(2).in(volt).between(0, 600),
        s16("i_battery", 51).decimals_of(2).in(ampere).between(-300, 300),
        s16("p_battery", 52).in(watt),
        u16("v_ac1_output", 53).decimals_of(1).in(volt).between(0, 500),
        u16("f_ac1_output", 54).decimals_of(2).in(hertz).between(40, 70),
        s16("t_charger", 55).decimals_of(1).in(celsius).between(-40, 100),
        s16("t_battery", 56).decimals_of(1).in(celsius).between(-40, 100),
        mask16("charger_warning_code", 57),
        u16("i_grid_port", 58).decimals_of(2).in(ampere),
        u16("battery_soc", 59).in(percent).between(0, 100),
        u16("e_battery_discharge_total_alt1", 180).decimals_of(1).in(kilowatt_hour).on(sets::gen1),
        u16("e_battery_charge_total_alt1", 181).decimals_of(1).in(kilowatt_hour).on(sets::gen1),
        u16("e_battery_discharge_today_alt2", 182).decimals_of(1).in(kilowatt_hour).on(sets::gen1),
        u16("e_battery_charge_today_alt2", 183).decimals_of(1).in(kilowatt_hour).on(sets::gen1),
        u32("e_battery_charge_total_v415", 194)
            .decimals_of(1)
            .in(kilowatt_hour)
            .on(sets::unconfirmed),
        u32("e_battery_discharge_total_v415", 196)
            .decimals_of(1)
            .in(kilowatt_hour)
            .on(sets::unconfirmed),
        u32("p_combined_generation", 247).in(watt).at_most(100000).on(sets::combined_generation),
    })
);
static_assert(is_sound(inverter_input));

}  // namespace giv::rows
