// From a request to a command, and through the plant's gate to what became of it. Any worker.
#pragma once

#include "http/routes.hpp"

#include "givtcp/control/command.hpp"

#include <string>
#include <string_view>

namespace giv::http {

struct CarriedOut {
    Command command;
    std::string id;  // for its report
    Outcome outcome;
};

// The body as it came. It is a form only if it is called one and looks like one: curl calls
// everything a form that is not called otherwise.
Command command_of(const Request& request, std::string_view control);

// Waits for the outcome, for `House::longest_wait` at most, and only if there is a place to wait
// at.
CarriedOut carry_out(House& house, const PlantFace& plant, Command command);

}  // namespace giv::http
