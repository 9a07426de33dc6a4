// How a row of the points' tables begins, and what its value may be made of.
#pragma once

#include "core/registers/all_rows.hpp"

#include "givtcp/points/inputs.hpp"
#include "givtcp/points/point.hpp"

#include <array>
#include <cmath>
#include <string>
#include <string_view>

namespace giv::points_table {

using rows::hr;
using rows::ir;
using rows::metered;
using rows::pack;

using Source = std::variant<FieldKey, Derivation>;

// ---- the words ----------------------------------------------------------------------------

constexpr Point point(
    std::string_view path, std::string_view label, Quantity quantity, Source source
) {
    return {path, label, quantity, source};
}

constexpr Point on(ModelSet models, Point row) {
    row.models = models;
    return row;
}

constexpr Point setting(Point row) {
    row.category = Category::setting;
    return row;
}

constexpr Point required(Point row) {
    row.required = true;
    return row;
}

constexpr Point never_falling(Point row) {
    row.never_falls = true;
    return row;
}

constexpr Point now_and_then(Point row) {
    row.comes_and_goes = true;
    return row;
}

constexpr Point diagnostic(Point row) {
    row.category = Category::diagnostic;
    return row;
}

constexpr Point of(Subject subject, Point row) {
    row.subject = subject;
    return row;
}

// ---- small makers of values ----------------------------------------------------------------

inline Value watts(double value) { return Number{std::round(value), 0}; }

inline Value tenths(double value) { return Number{std::round(value * 10) / 10, 1}; }

inline Value hundredths(double value) { return Number{std::round(value * 100) / 100, 2}; }

inline Value whole(double value) { return Number{std::round(value), 0}; }

inline Value word(std::string_view text) { return text_value(text); }

// GivTCP's words for a code, over the wire to clients.
template <std::size_t Size>
Value spelled(const Inputs& in, FieldKey key, const std::array<std::string_view, Size>& spellings) {
    const auto& value = in.value(key);
    const auto* coded = std::get_if<Enumerated>(&value);
    if (coded == nullptr) return value;
    if (coded->code < Size) return word(spellings.at(coded->code));
    return word(describe(*coded));
}

inline Value enabled(bool on_or_off) { return word(on_or_off ? "enable" : "disable"); }

inline constexpr Value nothing = Absence::not_read;

// ---- derivations that many rows share ------------------------------------------------------

// "enable" or "disable" from a flag.
template <FieldKey Key>
Value enable_of(const Inputs& in) {
    const auto flag = in.flag(Key);
    return flag ? enabled(*flag) : nothing;
}

// HH:MM:SS of one end of a slot; an unset one is 00:00:00, never absent (spec/clients.md §2.4).
Value slot_text(std::uint16_t hhmm);

template <FieldKey Key>
Value slot_start(const Inputs& in) {
    const auto slot = in.slot(Key);
    return slot ? slot_text(slot->start) : nothing;
}

template <FieldKey Key>
Value slot_end(const Inputs& in) {
    const auto slot = in.slot(Key);
    return slot ? slot_text(slot->end) : nothing;
}

// A word that never changes: what the row's control shows while nothing is going on.
inline Value always_disable(const Inputs&) { return word("disable"); }

// What a timed action shows: whether it runs, and the minutes left.
using ActionTime = std::optional<std::chrono::minutes> ControlState::*;

template <ActionTime Time>
Value action_state(const Inputs& in) {
    const auto* control = in.plant().control;
    return word(control != nullptr && control->*Time ? "Running" : "Normal");
}

template <ActionTime Time>
Value action_minutes(const Inputs& in) {
    constexpr std::chrono::minutes none{0};
    const auto* control = in.plant().control;
    const auto left = control != nullptr ? (control->*Time).value_or(none) : none;
    return whole(static_cast<double>(left.count()));
}

}  // namespace giv::points_table
