// A byte stream from a dongle to messages, resynchronising after anything.
//
// Source: spec/wire-protocol.md §6, whose rules are kept in order; where rule 8 would skip a frame
// of an unknown outer function, rule 2 comes first and drops its marker. Never throws, never holds
// more than one longest frame, and gives the same messages however the stream is cut into pieces.
#pragma once

#include "givtcp/protocol/frame.hpp"
#include "givtcp/protocol/pdu.hpp"
#include "givtcp/protocol/stream_buffer.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace giv {

// One message, and the bytes it was.
template <class Message>
struct Framed {
    Message message;
    Bytes bytes;
};

struct DecoderCounts {
    std::uint64_t frames = 0;         // messages handed out
    std::uint64_t crc_errors = 0;     // whole frames whose CRC was wrong
    std::uint64_t false_markers = 0;  // markers with no frame behind them
    std::uint64_t garbage_bytes = 0;  // bytes dropped, in no message handed out
};

// From the dongle to a client.
class ResponseDecoder {
 public:
    // Appends what was received.
    void feed(std::span<const std::uint8_t> received);

    // The next whole message, or nothing until more is fed.
    std::optional<Framed<Response>> next();

    // Gives up waiting for the rest of a frame that has begun: its marker is dropped and what
    // follows is looked at anew. Called when nothing came for about 2 s (§6 rule 5).
    void abandon_partial();

    std::size_t pending_bytes() const;
    const DecoderCounts& counts() const { return counts_; }

 private:
    void drop(std::size_t count);

    StreamBuffer stream_;
    DecoderCounts counts_;
};

// From a client to the dongle: for the simulator. As strict as a real one: a request with a wrong
// CRC is dropped in silence (§5), and so is what we know no such request of.
class RequestDecoder {
 public:
    void feed(std::span<const std::uint8_t> received);
    std::optional<Framed<Request>> next();

 private:
    StreamBuffer stream_;
};

}  // namespace giv
