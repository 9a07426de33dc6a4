// givtcpd --discover: which dongles are in the network.
#pragma once

#include "config/settings.hpp"
#include "exchange/log.hpp"

#include "givtcp/result.hpp"

#include <string>

namespace giv {

// A table for a terminal, with the port and the address of the first plant. Takes up to 30 s for
// each network. The error says where nothing was found. Writes to no inverter.
Result<std::string> discover_dongles(const Settings& settings, Log log);

}  // namespace giv
