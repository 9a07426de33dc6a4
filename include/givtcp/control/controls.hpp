// Everything that can be changed, one row per control. Nothing outside this table can be written,
// by any path; it has no rows yet.
#pragma once

#include <span>
#include <string_view>

namespace giv {

struct Control {
    std::string_view name;  // "setChargeTarget": REST path, MQTT command
};

std::span<const Control> controls();

// Nothing for a name that is not in the table.
const Control* find_control(std::string_view name);

}  // namespace giv
