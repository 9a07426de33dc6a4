// What a payload may say about how a command is to be carried out, beside the control's own keys:
// "dry_run" and "override_budget". Only the new API takes them. Pure; any thread.
#pragma once

#include "core/control/body.hpp"

#include "givtcp/control/payload.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace giv {

bool is_option(std::string_view key);

// Sets what the payload asks for; what the order says already stays. Says what is wrong, if it is:
// a slip of the pen must not write.
std::optional<std::string> take_options(Order& order, const Body& body);

// For those who do not take it: it is there, and says anything but no.
bool asks_for_dry_run(const Body& body);

}  // namespace giv
