// Low-voltage packs (0x32..0x37) and the page of their controller (0x31).
//
// One row per field. Private to the core: spans and look-up are in givtcp/registers/field.hpp.
// Source: spec/registers.json, with which a test compares every row.
#pragma once

#include "core/registers/row_words.hpp"

namespace giv::rows {

inline constexpr auto lv_pack = table(
    Map::lv_pack,
    sets::lv,
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
        s16("t_cells_01_04", 76).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cells_05_08", 77).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cells_09_12", 78).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_cells_13_16", 79).decimals_of(1).in(celsius).between(-60, 150),
        u16("v_cells_sum", 80).decimals_of(3).in(volt).between(16, 80),
        s16("t_bms_mosfet", 81).decimals_of(1).in(celsius).between(-60, 150),
        u32("v_out", 82).decimals_of(3).in(volt).between(16, 80),
        u32("cap_calibrated", 84).decimals_of(2).in(ampere_hour),
        u32("cap_design", 86).decimals_of(2).in(ampere_hour),
        u32("cap_remaining", 88).decimals_of(2).in(ampere_hour),
        high_byte("status_1", 90).part(),
        low_byte("status_2", 90).part(),
        high_byte("status_3", 91).part(),
        low_byte("status_4", 91).part(),
        high_byte("status_5", 92).part(),
        low_byte("status_6", 92).part(),
        high_byte("status_7", 93),
        high_byte("warning_1", 94).part(),
        low_byte("warning_2", 94).part(),
        s16("i_battery", 95).decimals_of(2).in(ampere).between(-300, 300),
        u16("num_cycles", 96).in(cycles),
        u16("num_cells", 97),
        u16("bms_firmware_version", 98),
        u16("reserved_99", 99),
        u16("soc", 100).in(percent).between(0, 100),
        u32("cap_design2", 101).decimals_of(2).in(ampere_hour),
        s16("t_max", 103).decimals_of(1).in(celsius).between(-60, 150),
        s16("t_min", 104).decimals_of(1).in(celsius).between(-60, 150),
        u16("e_battery_discharge_total", 105).decimals_of(1).in(kilowatt_hour),
        u16("e_battery_charge_total", 106).decimals_of(1).in(kilowatt_hour),
        u16("force_discharge_flag", 107),
        text("serial_number", 110, 5),
        u16("usb_device_inserted", 115),
    })
);
static_assert(is_sound(lv_pack));

inline constexpr auto lv_bcu = table(
    Map::lv_bcu,
    sets::lv,
    std::to_array<Field>({
        u16("bms_status_1", 60),
        u16("bms_status_2", 61),
        u16("request_charge_current", 62).in(ampere),
        u16("request_discharge_current", 63).in(ampere),
    })
);
static_assert(is_sound(lv_bcu));

}  // namespace giv::rows
