// The spans of the field tables, and look-up in them.
#include "core/registers/all_rows.hpp"

#include "givtcp/registers/field.hpp"

#include <algorithm>

namespace giv {

std::span<const Field> fields(Map map) {
    switch (map) {
        case Map::inverter_holding: return rows::inverter_holding;
        case Map::inverter_input: return rows::inverter_input;
        case Map::three_phase_holding: return rows::three_phase_holding;
        case Map::three_phase_input: return rows::three_phase_input;
        case Map::lv_pack: return rows::lv_pack;
        case Map::lv_bcu: return rows::lv_bcu;
        case Map::meter: return rows::meter;
        case Map::meter_product: return rows::meter_product;
        case Map::hv_bms_config: return rows::hv_bms_config;
        case Map::hv_bams: return rows::hv_bams;
        case Map::hv_bcu: return rows::hv_bcu;
        case Map::hv_bmu: return rows::hv_bmu;
        case Map::ems_holding: return rows::ems_holding;
        case Map::ems_input: return rows::ems_input;
        case Map::gateway_input: return rows::gateway_input;
    }
    return {};
}

Bank bank_of(Map map) {
    switch (map) {
        case Map::inverter_holding:
        case Map::three_phase_holding:
        case Map::ems_holding: return Bank::holding;
        case Map::meter_product: return Bank::meter_product;
        case Map::inverter_input:
        case Map::three_phase_input:
        case Map::lv_pack:
        case Map::lv_bcu:
        case Map::meter:
        case Map::hv_bms_config:
        case Map::hv_bams:
        case Map::hv_bcu:
        case Map::hv_bmu:
        case Map::ems_input:
        case Map::gateway_input: return Bank::input;
    }
    return Bank::input;
}

const Field& field(FieldKey key) { return fields(key.map)[key.index]; }

const Field* find_field(Map map, std::string_view name, Model model) {
    const auto table = fields(map);
    const auto found = std::ranges::find_if(table, [&](const Field& one) {
        return one.name == name && one.models.contains(model);
    });
    return found == table.end() ? nullptr : &*found;
}

bool exists(const Field& field, Model model, std::uint16_t arm_firmware) {
    if (!field.models.contains(model)) return false;
    return !field.extended_only || has_extended_slots(model, arm_firmware);
}

}  // namespace giv
