// Messages to bytes, for both directions.
#pragma once

#include "givtcp/protocol/pdu.hpp"

#include <cstdint>
#include <vector>

namespace giv {

using Bytes = std::vector<std::uint8_t>;

// A whole frame, ready to send. Never fails: a read of more than 60 registers is encoded as asked.
// The adapter serial of a request is ignored by the dongle; ours is a fixed dummy.
Bytes encode(const Request& request);

// What a dongle would send. ReadResponse: the count on the wire is words.size().
// UnknownFrame encodes as a bare transparent frame with that inner function.
Bytes encode(const Response& response);

}  // namespace giv
