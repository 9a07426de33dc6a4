// What became of a command, as the JSON that is published. Pure.
#pragma once

#include "givtcp/control/command.hpp"

#include <string>
#include <string_view>

namespace giv::mqtt {

// {"command": "setChargeTarget", "id": "1-7", "outcome": "verified", "reason": "none",
//  "detail": "", "registers": [{"register": "HR116", "requested": 80, "written": true,
//  "before": 60, "read_back": 80}]}
//
// What is not known (`id`, `before`, `read_back`) is left out. ASCII, whatever the outcome says.
std::string result_text(std::string_view command, std::string_view id, const Outcome& outcome);

}  // namespace giv::mqtt
