// Where the broker will listen: the addresses of this machine that strangers can't reach, and
// whether a port there is free. Any thread.
#pragma once

#include "givtcp/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace giv::broker {

// This machine's addresses that are private (checks.hpp); loopback is among them in any case.
// Sorted, each once.
std::vector<std::string> private_addresses();

// Whether a program may listen there now; no address: everywhere. The error is a sentence that
// says what to do.
Result<void> can_listen(const std::vector<std::string>& addresses, std::uint16_t port);

}  // namespace giv::broker
