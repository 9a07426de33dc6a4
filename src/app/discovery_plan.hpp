// `givtcpd --discovery-plan`: what would become of the discovery that the broker holds, said before
// it is done. Reads the plants and the broker as the daemon would; publishes nothing, writes
// nothing to an inverter, keeps nothing. A daemon may run beside it.
//
// Main thread, which becomes the loop until it is known.
#pragma once

#include "config/settings.hpp"
#include "exchange/log.hpp"

#include "givtcp/result.hpp"

#include <string>

namespace giv {

// The plan of each plant, for people. An error says what could not be read within two minutes.
Result<std::string> discovery_plan(const Settings& settings, const std::string& version, Log log);

}  // namespace giv
