// Whether the daemon that runs with these settings is alive: for a container's health check.
#pragma once

#include "http/http_settings.hpp"

#include "givtcp/result.hpp"

#include <string>

namespace giv {

// Asks /healthz of it, within a few seconds. An inverter or a broker that is away is no illness:
// only a daemon that does not answer, or whose loop stands still (503). The error is a sentence.
Result<std::string> health(const HttpSettings& settings);

}  // namespace giv
