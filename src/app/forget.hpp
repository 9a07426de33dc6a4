// givtcpd --forget-inverter: another inverter may be found for a plant without an address.
#pragma once

#include "config/settings.hpp"

#include "givtcp/result.hpp"

#include <optional>
#include <string>

namespace giv {

// `number`: which plant, as in INVERTOR_IP_2; nothing: the only one. Says what was forgotten, and
// what to do next; a daemon that runs goes on with what it knows until it is started again. The
// error is one sentence that says why nothing was. Touches nothing but that one record.
Result<std::string> forget_inverter(const Settings& settings, std::optional<int> number);

}  // namespace giv
