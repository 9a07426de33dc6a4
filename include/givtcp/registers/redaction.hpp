// What of a conversation with a dongle names its owner, and what stands in its place: so that a
// recording can be shown to others, and still be played.
//
// Serials (of inverter, dongle, packs, whatever has one) become others of the same shape, the same
// one for the same one; addresses of the network become zeros; no byte moves. A sound frame stays
// sound, and one that is not stays as it was but for what looks like a serial or a text. Source:
// spec/wire-protocol.md §2-5 and 4.8; which registers hold serials, the tables of this room.
#pragma once

#include "givtcp/protocol/pdu.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace giv {

// One for all that is shown together. Not thread-safe.
class Redaction {
 public:
    // In place. All that one connection carried, as one stream: a frame may have come in pieces.
    void redact_received(std::span<std::uint8_t> stream);
    void redact_sent(std::span<std::uint8_t> stream);

    // How many serials have another in their place by now.
    std::size_t serials() const { return others_.size(); }

 private:
    using Bytes = std::span<std::uint8_t>;

    void redact_serial(Bytes ten);
    void redact_serials_in(Bytes bytes);
    void redact_rubble(Bytes bytes);
    void redact_answer(Bytes frame);
    void redact_read(Bytes frame, const ReadResponse& read);
    void redact_stream(Bytes stream, bool is_received);

    std::map<std::string, std::string, std::less<>> others_;
};

}  // namespace giv
