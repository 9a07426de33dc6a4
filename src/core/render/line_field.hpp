// A point as a field of an InfluxDB line: its name and its value. Pure.
//
// A field has one type for ever, or the server refuses it: the point's quantity decides it, never
// the value of the day. Numbers are floats.
#pragma once

#include "givtcp/points/point.hpp"
#include "givtcp/registers/value.hpp"

#include <optional>
#include <string>

namespace giv::render {

// "PV_Power" is pv_power: the key in small letters, a blank as "_".
std::string field_name(const Point& point);

// As it stands in the line: "9.0", "1645", "\"Eco\"". Nothing for what is no value, or none of the
// point's type; on and off are 1 and 0.
std::optional<std::string> field_value(const Point& point, const Value& value, int most_decimals);

}  // namespace giv::render
