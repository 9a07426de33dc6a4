// The gateway controller.
//
// One row per field. Private to the core: spans and look-up are in givtcp/registers/field.hpp.
// Source: spec/registers.json, with which a test compares every row.
#pragma once

#include "core/registers/row_words.hpp"

namespace giv::rows {

inline constexpr auto gateway_input = table(
    Map::gateway_input,
    sets::gateway,
    std::to_array<Field>({
        version("software_version", 1600),
        code("work_mode", 1604, codes::work_mode),
        s16("v_grid", 1608).decimals_of(1).in(volt).between(0, 500),
        s16("i_grid", 1609).decimals_of(1).in(ampere).between(-500, 500),
        u16("v_load", 1610).decimals_of(1).in(volt).between(0, 500),
        u16("i_load", 1611).decimals_of(1).in(ampere).between(0, 500),
        s16("i_pv", 1612).decimals_of(1).in(ampere).between(0, 500),
        s16("p_ac1", 1616).in(watt),
        u16("p_pv", 1617).in(watt).at_most(50000),
        u16("p_load", 1618).in(watt).at_most(50000),
        s16("p_liberty", 1619).times(-1).in(watt),
        u32("fault_protection", 1620),
        mask32("gateway_fault_codes", 1622),
        u16("v_grid_relay", 1624).decimals_of(1).in(volt).between(0, 500),
        u16("v_inverter_relay", 1625).decimals_of(1).in(volt).between(0, 500),
        text("first_inverter_serial_number", 1627, 5),
        u16("e_grid_import_today", 1640).decimals_of(1).in(kilowatt_hour),
        u32("e_grid_import_total", 1641).decimals_of(1).in(kilowatt_hour),
        u16("e_pv_today", 1643).decimals_of(1).in(kilowatt_hour),
        u32("e_pv_total", 1644).decimals_of(1).in(kilowatt_hour),
        u16("e_grid_export_today", 1646).decimals_of(1).in(kilowatt_hour),
        u32("e_grid_export_total", 1647).decimals_of(1).in(kilowatt_hour),
        u16("e_aio_charge_today", 1649).decimals_of(1).in(kilowatt_hour),
        u32("e_aio_charge_total", 1650).decimals_of(1).in(kilowatt_hour),
        u16("e_aio_discharge_today", 1652).decimals_of(1).in(kilowatt_hour),
        u32("e_aio_discharge_total", 1653).decimals_of(1).in(kilowatt_hour),
        u16("e_load_today", 1655).decimals_of(1).in(kilowatt_hour),
        u32("e_load_total", 1656).decimals_of(1).in(kilowatt_hour),
        u16("parallel_aio_num", 1700),
        u16("parallel_aio_online_num", 1701),
        s16("p_aio_total", 1702).times(-1).in(watt),
        code("aio_state", 1703, codes::state),
        u16("battery_firmware_version", 1704),
        u16("e_aio1_charge_today", 1705).decimals_of(1).in(kilowatt_hour),
        u32("e_aio1_charge_total", 1706).decimals_of(1).in(kilowatt_hour),
        u16("e_aio2_charge_today", 1708).decimals_of(1).in(kilowatt_hour),
        u32("e_aio2_charge_total", 1709).decimals_of(1).in(kilowatt_hour),
        u16("e_aio3_charge_today", 1711).decimals_of(1).in(kilowatt_hour),
        u32("e_aio3_charge_total", 1712).decimals_of(1).in(kilowatt_hour),
        u16("e_aio1_discharge_today", 1750).decimals_of(1).in(kilowatt_hour),
        u32("e_aio1_discharge_total", 1751).decimals_of(1).in(kilowatt_hour),
        u16("e_aio2_discharge_today", 1753).decimals_of(1).in(kilowatt_hour),
        u32("e_aio2_discharge_total", 1754).decimals_of(1).in(kilowatt_hour),
        u16("e_aio3_discharge_today", 1756).decimals_of(1).in(kilowatt_hour),
        u32("e_aio3_discharge_total", 1757).decimals_of(1).in(kilowatt_hour),
        u16("e_battery_charge_today", 1795).decimals_of(1).in(kilowatt_hour),
        u32("e_battery_charge_total", 1796).decimals_of(1).in(kilowatt_hour),
        u16("e_battery_discharge_today", 1798).decimals_of(1).in(kilowatt_hour),
        u32("e_battery_discharge_total", 1799).decimals_of(1).in(kilowatt_hour),
        u16("aio1_soc", 1801).in(percent).between(0, 100),
        u16("aio2_soc", 1802).in(percent).between(0, 100),
        u16("aio3_soc", 1803).in(percent).between(0, 100),
        s16("p_aio1_inverter", 1816).times(-1).in(watt),
        s16("p_aio2_inverter", 1817).times(-1).in(watt),
        s16("p_aio3_inverter", 1818).times(-1).in(watt),
        text("aio1_serial_number", 1841, 5),
        text("aio2_serial_number", 1846, 5),
        text("aio3_serial_number", 1851, 5),
    })
);
static_assert(is_sound(gateway_input));

}  // namespace giv::rows
