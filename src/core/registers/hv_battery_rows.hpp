// High-voltage batteries: configuration, clusters, modules.
//
// One row per field. Private to the core: spans and look-up are in givtcp/registers/field.hpp.
// Source: spec/registers.json, with which a test compares every row.
#pragma once

#include "core/registers/row_words.hpp"

namespace giv::rows {

inline constexpr auto hv_bms_config = table(
    Map::hv_bms_config,
    sets::hv,
    std::to_array<Field>({
        u16("bams_count", 60).between(0, 16),
        u16("bcu_count", 61).between(0, 32),
        u16("bmu_count", 62).between(0, 32),
        u16("cells_per_module", 63).between(0, 64),
        u16("temperature_sensor_count", 64).between(0, 64),
    })
);
static_assert(is_sound(hv_bms_config));

inline constexpr auto hv_bams = table(
    Map::hv_bams,
    sets::hv,
    std::to_array<Field>({
        version("software_version", 60),
        u16("bcu_count", 64).between(0, 32),
        u16("online_bcu_count", 65).between(0, 32),
    })
);
static_assert(is_sound(hv_bams));

inline constexpr auto hv_bcu = table(
    Map::hv_bcu,
    sets::hv_stack,
    std::to_array<Field>({
        version("pack_software_version", 60),
        u16("number_of_modules", 64),
        u16("cells_per_module", 65),
        u16("total_cell_count", 67),
        u16("total_temperature_sensor_count", 68),
        code("status", 70, codes::bcu_status),
        u16("battery_voltage", 73).decimals_of(1).in(volt).between(0, 1000),
        u16("load_voltage", 74).decimals_of(1).in(volt).between(0, 1000),
        s16("battery_current", 76).decimals_of(1).in(ampere).between(-500, 500),
        u16("battery_power", 79).decimals_of(3).in(kilowatt),
        high_byte("battery_soc_max", 80).in(percent).between(0, 100).part(),
        low_byte("battery_soc_min", 80).in(percent).between(0, 100).part(),
        u16("battery_soh", 81).in(percent).between(0, 100),
        u32("charge_energy_total", 82).decimals_of(1).in(kilowatt_hour),
        u32("discharge_energy_total", 84).decimals_of(1).in(kilowatt_hour),
        u32("charge_capacity_total", 86).in(ampere_hour),
        u32("discharge_capacity_total", 88).in(ampere_hour),
        u32("charge_energy_today", 90).decimals_of(1).in(kilowatt_hour),
        u32("discharge_energy_today", 92).decimals_of(1).in(kilowatt_hour),
        u32("charge_capacity_today", 94).in(ampere_hour),
        u32("discharge_capacity_today", 96).in(ampere_hour),
        u16("battery_nominal_capacity_ah", 98).decimals_of(1).in(ampere_hour),
        u16("remaining_battery_capacity_ah", 99).decimals_of(1).in(ampere_hour),
        u16("number_of_cycles", 100).decimals_of(1).in(cycles),
        u16("min_discharge_voltage", 102).decimals_of(1).in(volt),
        u16("max_charge_voltage", 103).decimals_of(1).in(volt),
        u16("min_discharge_current", 104).decimals_of(1).in(ampere),
        u16("max_charge_current", 105).decimals_of(1).in(ampere),
        u16("fan_fault_code", 107),
        u16("self_check_status", 113),
        u32("pack_warning_status", 114),
        u32("pack_protection_status", 116),
        u32("pack_fault_status", 118),
        text("serial_number", 138, 5),
    })
);
static_assert(is_sound(hv_bcu));

inline constexpr auto hv_bmu = table(
    Map::hv_bmu,
    sets::hv_stack,
    std::to_array<Field>({
        u16("v_cell_01", 60).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_02", 61).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_03", 62).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_04", 63).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_05", 64).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_06", 65).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_07", 66).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_08", 67).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_09", 68).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_10", 69).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_11", 70).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_12", 71).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_13", 72).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_14", 73).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_15", 74).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_16", 75).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_17", 76).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_18", 77).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_19", 78).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_20", 79).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_21", 80).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_22", 81).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_23", 82).decimals_of(3).in(volt).between(1, 5),
        u16("v_cell_24", 83).decimals_of(3).in(volt).between(1, 5),
        s16("t_cell_01", 90).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_02", 91).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_03", 92).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_04", 93).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_05", 94).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_06", 95).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_07", 96).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_08", 97).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_09", 98).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_10", 99).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_11", 100).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_12", 101).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_13", 102).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_14", 103).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_15", 104).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_16", 105).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_17", 106).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_18", 107).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_19", 108).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_20", 109).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_21", 110).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_22", 111).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_23", 112).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cell_24", 113).decimals_of(1).in(celsius).between(-60, 150),
        text("serial_number", 114, 5),
    })
);
static_assert(is_sound(hv_bmu));

}  // namespace giv::rows
