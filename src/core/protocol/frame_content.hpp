// What a whole frame says: bytes to message, for both directions (spec/wire-protocol.md §3-5).
#pragma once

#include "givtcp/protocol/pdu.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace giv::wire {

// Whether what was sent is what arrived. Heartbeats have no CRC, nor have null responses and LAN
// configs, which only a dongle sends.
bool is_sound_response(std::span<const std::uint8_t> frame);
bool is_sound_request(std::span<const std::uint8_t> frame);

// The message in a sound frame: UnknownFrame where its shape is none that we know.
Response response_in(std::span<const std::uint8_t> frame);

// Nothing where it is no request that we know.
std::optional<Request> request_in(std::span<const std::uint8_t> frame);

}  // namespace giv::wire
