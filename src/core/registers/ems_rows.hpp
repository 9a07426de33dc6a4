// The EMS controller.
//
// One row per field. Private to the core: spans and look-up are in givtcp/registers/field.hpp.
// Source: spec/registers.json, with which a test compares every row.
#pragma once

#include "core/registers/row_words.hpp"

namespace giv::rows {

inline constexpr auto ems_holding = table(
    Map::ems_holding,
    sets::ems,
    std::to_array<Field>({
        flag("plant_enabled", 2040),
        u16("expected_inverter_count", 2041),
        u16("expected_meter_count", 2042),
        u16("expected_car_charger_count", 2043),
        slot("discharge_slot_1", 2044),
        u16("discharge_target_1", 2046).in(percent).between(0, 100),
        slot("discharge_slot_2", 2047),
        u16("discharge_target_2", 2049).in(percent).between(0, 100),
        slot("discharge_slot_3", 2050),
        u16("discharge_target_3", 2052).in(percent).between(0, 100),
        slot("charge_slot_1", 2053),
        u16("charge_target_1", 2055).in(percent).between(0, 100),
        slot("charge_slot_2", 2056),
        u16("charge_target_2", 2058).in(percent).between(0, 100),
        slot("charge_slot_3", 2059),
        u16("charge_target_3", 2061).in(percent).between(0, 100),
        slot("export_slot_1", 2062),
        u16("export_target_1", 2064).in(percent).between(0, 100),
        slot("export_slot_2", 2065),
        u16("export_target_2", 2067).in(percent).between(0, 100),
        slot("export_slot_3", 2068),
        u16("export_target_3", 2070).in(percent).between(0, 100),
        u16("export_power_limit", 2071).in(watt),
        u16("car_charge_mode", 2072),
        u16("car_charge_boost", 2073).in(watt),
        u16("plant_charge_compensation", 2074),
        u16("plant_discharge_compensation", 2075),
    })
);
static_assert(is_sound(ems_holding));

inline constexpr auto ems_input = table(
    Map::ems_input,
    sets::ems,
    std::to_array<Field>({
        u16("e_active_generation_total", 18),
        code("ems_status", 2040, codes::status),
        u16("meter_count", 2041),
        u16("meter_types", 2042),
        bits("meter_1_status", 2043, 0, 2, codes::meter_status).part(),
        bits("meter_2_status", 2043, 2, 2, codes::meter_status).part(),
        bits("meter_3_status", 2043, 4, 2, codes::meter_status).part(),
        bits("meter_4_status", 2043, 6, 2, codes::meter_status).part(),
        bits("meter_5_status", 2043, 8, 2, codes::meter_status).part(),
        bits("meter_6_status", 2043, 10, 2, codes::meter_status).part(),
        bits("meter_7_status", 2043, 12, 2, codes::meter_status).part(),
        bits("meter_8_status", 2043, 14, 2, codes::meter_status).part(),
        u16("inverter_count", 2044),
        bits("inverter_1_status", 2045, 0, 3, codes::ems_inverter_status).part(),
        bits("inverter_2_status", 2045, 3, 3, codes::ems_inverter_status).part(),
        bits("inverter_3_status", 2045, 6, 3, codes::ems_inverter_status).part(),
        bits("inverter_4_status", 2045, 9, 3, codes::ems_inverter_status).part(),
        s16("meter_1_power", 2046).in(watt),
        s16("meter_2_power", 2047).in(watt),
        s16("meter_3_power", 2048).in(watt),
        s16("meter_4_power", 2049).in(watt),
        s16("meter_5_power", 2050).in(watt),
        s16("meter_6_power", 2051).in(watt),
        s16("meter_7_power", 2052).in(watt),
        s16("meter_8_power", 2053).in(watt),
        s16("inverter_1_power", 2054).in(watt),
        s16("inverter_2_power", 2055).in(watt),
        s16("inverter_3_power", 2056).in(watt),
        s16("inverter_4_power", 2057).in(watt),
        u16("inverter_1_soc", 2058).in(percent).between(0, 100),
        u16("inverter_2_soc", 2059).in(percent).between(0, 100),
        u16("inverter_3_soc", 2060).in(percent).between(0, 100),
        u16("inverter_4_soc", 2061).in(percent).between(0, 100),
        s16("inverter_1_temp", 2062).decimals_of(1).in(celsius).between(-60, 150),
        s16("inverter_2_temp", 2063).decimals_of(1).in(celsius).between(-60, 150),
        s16("inverter_3_temp", 2064).decimals_of(1).in(celsius).between(-60, 150),
        s16("inverter_4_temp", 2065).decimals_of(1).in(celsius).between(-60, 150),
        text("inverter_1_serial_number", 2066, 5),
        text("inverter_2_serial_number", 2071, 5),
        text("inverter_3_serial_number", 2076, 5),
        text("inverter_4_serial_number", 2081, 5),
        u16("calc_load_power", 2086).in(watt),
        u16("measured_load_power", 2087).in(watt),
        u16("total_generation_load_power", 2088).in(watt),
        s16("grid_meter_power", 2089).in(watt),
        s16("total_battery_power", 2090).in(watt),
        u16("remaining_battery_wh", 2091).in(watt_hour),
        s16("other_battery_power", 2094).in(watt),
    })
);
static_assert(is_sound(ems_input));

}  // namespace giv::rows
