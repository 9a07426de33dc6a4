// Frames worked out by hand in spec/wire-protocol.md §11, for the tests of the protocol room.
//
// Written as they are there: spaces and bars only part the fields.
#pragma once

#include "support/shared_data.hpp"

#include "givtcp/protocol/frame_decoder.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace giv::testing {

inline Bytes bytes_of(std::string_view hex_and_gaps) {
    std::string hex;
    for (const auto c : hex_and_gaps) {
        if (c != ' ' && c != '|') hex += c;
    }
    return bytes_from_hex(hex);
}

inline Bytes joined(const std::vector<Bytes>& parts) {
    Bytes whole;
    for (const auto& part : parts)
        whole.insert(whole.end(), part.begin(), part.end());
    return whole;
}

inline Bytes first_of(const Bytes& bytes, std::size_t count) {
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count)};
}

// Everything a decoder has to say of these bytes.
template <class Decoder>
auto drained(Decoder& decoder, const Bytes& bytes) {
    std::vector<typename decltype(decoder.next())::value_type> frames;
    decoder.feed(bytes);
    while (auto frame = decoder.next())
        frames.push_back(*std::move(frame));
    return frames;
}

// E4: HR0 = 0x8001 at 0x11, the smallest answer to a read.
inline const Bytes one_register = bytes_of(
    "59590001 | 0028 | 01 02 | 574a3234313447303030 | 0000000000000014 |"
    "11 03 43483234313447303030 0000 0001 8001 e3f7"
);

// E6: from a dongle of type 1.
inline const Bytes heartbeat = bytes_of("59590001 | 000d | 01 01 | 574a3234313447303030 | 01");

// E8: the echo of HR20 := 0.
inline const Bytes write_echo = bytes_of(
    "59590001 | 0026 | 01 02 | 57473233303347303030 | 0000000000000012 |"
    "11 06 45413233303347303030 0014 0000 3582"
);

// E10: IR180 at 0x31 refused, count 0.
inline const Bytes refusal = bytes_of(
    "59590001 | 0026 | 01 02 | 57463231323547303030 | 0000000000000012 |"
    "31 84 53413231313447303030 00b4 0000 4582"
);

// E11: IR236 at 0x32 refused, the count of 60 echoed.
inline const Bytes refusal_with_count = bytes_of(
    "59590001 | 0026 | 01 02 | 57463231323547303030 | 0000000000000012 |"
    "32 84 53413231313447303030 00ec 003c 84b1"
);

// E14, with the addresses zeroed as they are there.
inline const Bytes lan_config = bytes_of(
    "59590001 | 0040 | 01 02 | 574f3030303047303030 | 000000000000002c |"
    "3030302e3030302e302e30302c3030302e3030302e3030302e302c3030302e3030302e302e30"
    "0d0a0d0a b4f2"
);

// E15: IR60..64 at 0xA0.
inline const Bytes five_registers = bytes_of(
    "59590001 | 0030 | 01 02 | 57543233333747303030 | 000000000000001c |"
    "a0 04 54433233333747303030 003c 0005 0001 0001 0006 0090 0048 76ed"
);

// E13: a dongle that has nothing to say of device 0x33.
inline Bytes null_response() {
    auto bytes =
        bytes_of("59590001 | 009e | 01 02 | 57463231323547303030 | 000000000000008a | 33 00");
    bytes.resize(164);
    return bytes;
}

// E9: HR96 := 1 at 0x11.
inline const Bytes write_request =
    bytes_of("59590001 001c 0102 41423132333447353637 0000000000000008 1106 0060 0001 4a84");

// E18: IR180..239 at 0x31, as another client asks for it.
inline const Bytes read_request =
    bytes_of("59590001 001c 0102 2a2a2a2a2a2a2a2a2a2a 0000000000000008 31 04 00b4 003c b5cd");

}  // namespace giv::testing
