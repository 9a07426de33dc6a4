// What is published: one row per value, whatever carries it.
//
// A Point says what a value means, never how somebody shows it: JSON, MQTT, discovery, Influx and
// metrics are renderings with total mappings of their own. The rows are in
// src/core/points/*_rows.hpp; adding a value is one row there.
#pragma once

#include "givtcp/registers/field.hpp"
#include "givtcp/registers/models.hpp"
#include "givtcp/registers/value.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

namespace giv {

enum class Quantity : std::uint8_t {
    power,
    apparent_power,
    energy_today,   // falls once a day
    energy_total,   // never falls
    energy_stored,  // kWh that a battery holds or can hold
    voltage,
    current,
    frequency,
    temperature,
    state_of_charge,
    percentage,
    capacity,  // Ah
    count,
    duration_minutes,
    duration_seconds,
    power_factor,
    money,
    timestamp,
    time_of_day,
    state,  // a word out of a few
    on_off,
    text,
};

enum class Category : std::uint8_t {
    measurement,
    setting,     // what a control changes
    diagnostic,  // of interest when something is wrong
};

// What a row is about; there is one value per part of that kind.
enum class Subject : std::uint8_t { inverter, pack, stack, meter };

class Inputs;  // the decoded fields that a derived value may look at (inputs.hpp)

using Derivation = Value (*)(const Inputs&);

struct Point {
    // Below the plant's root, GivTCP's spelling, e.g. "Power/Power/PV_Power". "{details}" stands
    // for both Invertor_Details and the inverter's serial, "{id}" for the part's own serial or
    // number. The path is the point's id, for ever: histories hang on it.
    std::string_view path;
    std::string_view label;
    Quantity quantity;
    std::variant<FieldKey, Derivation> source;
    ModelSet models = models::supported;
    Category category = Category::measurement;
    Subject subject = Subject::inverter;
    // Clients break on a section without it: where it has no value, its section is not whole.
    bool required = false;
    // A total whose formula may step back: it is never published lower than before.
    bool never_falls = false;
    // It has no value for long times, although all is well: when the battery will be full.
    bool comes_and_goes = false;

    // The last segment of the path: what Home Assistant and InfluxDB know it by.
    constexpr std::string_view key() const { return path.substr(path.rfind('/') + 1); }
    // The first segment: sections are published whole or not at all.
    constexpr std::string_view section() const { return path.substr(0, path.find('/')); }
};

// Every row, in the order of publication.
std::span<const Point> points();

// What a quantity is measured in; each renderer owns a mapping of Unit to its own words.
Unit unit_of(Quantity quantity);

}  // namespace giv
