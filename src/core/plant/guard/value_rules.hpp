// Which values of the inverter, its packs and meters may change how fast: one row per value.
//
// Source: spec/quirks.md Q14-Q16.
#pragma once

#include "givtcp/plant/guard/rule.hpp"
#include "givtcp/registers/field.hpp"

#include <chrono>
#include <cstdint>
#include <span>

namespace giv::guard {

enum class ValueKind : std::uint8_t {
    live_power,
    never_zero,
    energy_today,
    energy_total,
};

// What bounds a value's change.
enum class Bound : std::uint8_t {
    none,
    inverter,  // the rated power
    supply,    // the house's connection: what flows past the inverter
};

struct ValueRule {
    FieldKey field;
    ValueKind kind;
    Bound bound = Bound::none;
};

std::span<const ValueRule> value_rules();

inline bool counts_energy(const ValueRule& row) {
    return row.kind == ValueKind::energy_today || row.kind == ValueKind::energy_total;
}

// So many that agree, where a rule says nothing else.
inline constexpr int reads_to_confirm = 3;

// How often, and for how long, a doubted value must come again before it is believed.
struct Confirmation {
    int reads;
    std::chrono::seconds lasting;
};

Confirmation confirmation_of(Rule rule);

}  // namespace giv::guard
