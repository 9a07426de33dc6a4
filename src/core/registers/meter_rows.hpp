// Meters (0x01..0x08) and what they say of themselves.
//
// One row per field. Private to the core: spans and look-up are in givtcp/registers/field.hpp.
// Source: spec/registers.json, with which a test compares every row.
#pragma once

#include "core/registers/row_words.hpp"

namespace giv::rows {

inline constexpr auto meter = table(
    Map::meter,
    sets::any,
    std::to_array<Field>({
        u16("v_phase_1", 60).decimals_of(1).in(volt).between(0, 500),
        u16("v_phase_2", 61).decimals_of(1).in(volt).between(0, 500),
        u16("v_phase_3", 62).decimals_of(1).in(volt).between(0, 500),
        u16("i_phase_1", 63).decimals_of(2).in(ampere),
        u16("i_phase_2", 64).decimals_of(2).in(ampere),
        u16("i_phase_3", 65).decimals_of(2).in(ampere),
        u16("i_ln", 66).decimals_of(2).in(ampere),
        u16("i_total", 67).decimals_of(2).in(ampere),
        s16("p_active_phase_1", 68).in(watt),
        s16("p_active_phase_2", 69).in(watt),
        s16("p_active_phase_3", 70).in(watt),
        s16("p_active_total", 71).in(watt),
        s16("p_reactive_phase_1", 72).in(volt_ampere_reactive),
        s16("p_reactive_phase_2", 73).in(volt_ampere_reactive),
        s16("p_reactive_phase_3", 74).in(volt_ampere_reactive),
        s16("p_reactive_total", 75).in(volt_ampere_reactive),
        u16("p_apparent_phase_1", 76).decimals_of(1).in(volt_ampere),
        u16("p_apparent_phase_2", 77).decimals_of(1).in(volt_ampere),
        u16("p_apparent_phase_3", 78).decimals_of(1).in(volt_ampere),
        u16("p_apparent_total", 79).decimals_of(1).in(volt_ampere),
        s16("pf_phase_1", 80).decimals_of(4).between(-1, 1),
        s16("pf_phase_2", 81).decimals_of(4).between(-1, 1),
        s16("pf_phase_3", 82).decimals_of(4).between(-1, 1),
        s16("pf_total", 83).decimals_of(4).between(-1, 1),
        u16("frequency", 84).decimals_of(2).in(hertz).between(40, 70),
        u16("e_import_active", 85).decimals_of(1).in(kilowatt_hour),
        u16("e_import_reactive", 86).decimals_of(1).in(kilowatt_hour),
        u16("e_export_active", 87).decimals_of(1).in(kilowatt_hour),
        u16("e_export_reactive", 88).decimals_of(1).in(kilowatt_hour),
    })
);
static_assert(is_sound(meter));

inline constexpr auto meter_product = table(
    Map::meter_product,
    sets::any,
    std::to_array<Field>({
        text("serial_number", 60, 2),
        text("factory_code", 62, 2),
        u16("meter_type", 64),
        u16("hardware_version", 65),
        u16("software_version", 66),
        u16("modbus_id", 67),
        u16("baud_rate", 68),
    })
);
static_assert(is_sound(meter_product));

}  // namespace giv::rows
