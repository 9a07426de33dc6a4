// Does this message from the dongle answer that request?
//
// There is no transaction id: a response is recognised by its shape alone (spec/wire-protocol.md
// §8), whoever asked for it.
#pragma once

#include "givtcp/protocol/pdu.hpp"

#include <cstdint>

namespace giv {

enum class Match : std::uint8_t {
    completes,              // the answer
    keeps_waiting,          // somebody else's, or none
    refuses,                // an error response to this read
    refuses_then_readback,  // an error response to this write, which may have worked all the same
};

Match match(const Request& pending, const Response& incoming);

}  // namespace giv
