// A fact about the wire: what some registers mean, on which models.
//
// One row per field and set of models (src/core/registers/*_rows.hpp). What is published is
// another table (givtcp/points/point.hpp) with fields as its source.
#pragma once

#include "givtcp/protocol/address.hpp"
#include "givtcp/registers/models.hpp"
#include "givtcp/registers/value.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace giv {

// Which map a device's registers are read with.
enum class Map : std::uint8_t {
    inverter_holding,
    inverter_input,
    three_phase_holding,
    three_phase_input,
    lv_pack,
    lv_bcu,
    meter,
    meter_product,
    hv_bms_config,
    hv_bams,
    hv_bcu,
    hv_bmu,
    ems_holding,
    ems_input,
    gateway_input,
};

Bank bank_of(Map map);

enum class Encoding : std::uint8_t {
    u16,
    s16,
    u32,  // high word first
    s32,
    high_byte,
    low_byte,
    flag,  // non-zero is true
    flag_high,
    flag_low,
    enumeration,
    bit_field,
    mask16,
    mask32,
    text,  // two characters a register
    slot,  // start and end as HHMM
    date_time,
    hex16,
    hex32,
    version_a4d4,  // four letters, four bytes in decimal
    firmware,      // "D0.<first>-A0.<last>": first and last register of the span
};

// Our own vocabulary of units; each renderer maps it to its own.
enum class Unit : std::uint8_t {
    none,
    volt,
    ampere,
    watt,
    kilowatt,
    volt_ampere,
    volt_ampere_reactive,
    watt_hour,
    kilowatt_hour,
    ampere_hour,
    hertz,
    celsius,
    percent,
    second,
    minute,
    hour,
    cycles,
};

struct Bounds {
    double min = -std::numeric_limits<double>::infinity();
    double max = +std::numeric_limits<double>::infinity();

    constexpr bool contain(double value) const { return min <= value && value <= max; }
};

struct Field {
    std::string_view name;  // as spec/registers.json
    Map map;
    std::uint16_t first;  // register index
    std::uint16_t count;  // registers
    Encoding encoding;
    ModelSet models;
    std::uint8_t decimals = 0;  // value = raw / 10^decimals * factor + offset
    double factor = 1;
    double offset = 0;
    Unit unit = Unit::none;
    Bounds plausible{};  // outside: no value, rather than a wrong one
    std::uint8_t shift = 0, width = 16;
    std::span<const CodeWord> codes{};
    bool extended_only = false;    // only with has_extended_slots()
    bool part_of_another = false;  // shares registers with another row on purpose

    // The words of a row; each returns the changed row.
    constexpr Field decimals_of(std::uint8_t places) const {
        auto changed = *this;
        changed.decimals = places;
        return changed;
    }
    constexpr Field times(double by) const {
        auto changed = *this;
        changed.factor = by;
        return changed;
    }
    constexpr Field plus(double shift_by) const {
        auto changed = *this;
        changed.offset = shift_by;
        return changed;
    }
    constexpr Field in(Unit measured_in) const {
        auto changed = *this;
        changed.unit = measured_in;
        return changed;
    }
    constexpr Field between(double min, double max) const {
        auto changed = *this;
        changed.plausible = {min, max};
        return changed;
    }
    constexpr Field at_most(double max) const {
        auto changed = *this;
        changed.plausible.max = max;
        return changed;
    }
    constexpr Field on(ModelSet these) const {
        auto changed = *this;
        changed.models = these;
        return changed;
    }
    constexpr Field extended() const {
        auto changed = *this;
        changed.extended_only = true;
        return changed;
    }
    constexpr Field part() const {
        auto changed = *this;
        changed.part_of_another = true;
        return changed;
    }
};

// A field by its place in its map's table.
struct FieldKey {
    Map map;
    std::uint16_t index;

    friend constexpr bool operator==(FieldKey, FieldKey) = default;
};

// All rows of a map, in the order of their registers.
std::span<const Field> fields(Map map);

const Field& field(FieldKey key);

// Nothing if no row of that map has this name for this model.
const Field* find_field(Map map, std::string_view name, Model model);

// The code's word, or "unknown(n)".
std::string describe(const Enumerated& value);

// From a field's words to its value. Total: any content gives a value or an absence, never more.
// `words` are field.count registers from field.first on.
Value decode(const Field& field, std::span<const std::uint16_t> words);

// The field exists on this model with this firmware.
bool exists(const Field& field, Model model, std::uint16_t arm_firmware);

}  // namespace giv
