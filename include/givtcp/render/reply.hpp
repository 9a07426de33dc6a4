// What became of a command, in GivTCP's words.
//
// Source: spec/clients.md §2.3 "Result text", §6.2 L2, L5. Pure; any thread.
#pragma once

#include "givtcp/control/command.hpp"

#include <string>
#include <string_view>

namespace giv::render {

// The text behind "result". `said` is what the control is called there: "Setting Charge Target".
// May hold whatever bytes the sender put into the command.
std::string result_text(std::string_view said, const Outcome& outcome);

}  // namespace giv::render
