// All field tables, and the compiler's look-up by name: a misspelt field does not build.
//
// Only this room and the points' tables include it; everybody else has spans (field.hpp).
#pragma once

#include "core/registers/ems_rows.hpp"
#include "core/registers/gateway_rows.hpp"
#include "core/registers/hv_battery_rows.hpp"
#include "core/registers/inverter_holding_rows.hpp"
#include "core/registers/inverter_input_rows.hpp"
#include "core/registers/lv_battery_rows.hpp"
#include "core/registers/meter_rows.hpp"
#include "core/registers/three_phase_rows.hpp"

#include <stdexcept>

namespace giv::rows {

template <std::size_t Size>
consteval FieldKey key_in(const std::array<Field, Size>& fields, Map map, std::string_view name) {
    for (std::size_t i = 0; i < Size; ++i) {
        if (fields[i].name == name) return {map, static_cast<std::uint16_t>(i)};
    }
    throw std::invalid_argument("no field has this name");
}

// HR: the inverter's holding registers; IR: its input registers.
consteval FieldKey hr(std::string_view name) {
    return key_in(inverter_holding, Map::inverter_holding, name);
}
consteval FieldKey ir(std::string_view name) {
    return key_in(inverter_input, Map::inverter_input, name);
}
consteval FieldKey pack(std::string_view name) { return key_in(lv_pack, Map::lv_pack, name); }
consteval FieldKey metered(std::string_view name) { return key_in(meter, Map::meter, name); }

// ---- every row lies inside one block of what is read, or outside all of it ------------------

constexpr bool straddles(const Field& field, const RegisterRange& block) {
    const int first = field.first;
    const int last = field.first + field.count - 1;
    const int begin = block.base;
    const int end = block.base + block.count - 1;
    const bool touches = first <= end && last >= begin;
    const bool inside = first >= begin && last <= end;
    return touches && !inside;
}

}  // namespace giv::rows
