// Any bytes from a dongle or to it: what could be read can be read after the redaction, and no
// serial is left as it was.
#include "givtcp/protocol/frame_decoder.hpp"
#include "givtcp/registers/redaction.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

struct Read {
    std::vector<std::size_t> kinds;
    std::uint64_t crc_errors;
};

Read read(const giv::Bytes& stream) {
    giv::ResponseDecoder decoder;
    decoder.feed(stream);
    Read read{};
    while (const auto framed = decoder.next())
        read.kinds.push_back(framed->message.index());
    read.crc_errors = decoder.counts().crc_errors;
    return read;
}

// Made of a number; or what the end of a frame cut in two, both of which were blanked: the rest is
// the frame's own (a heartbeat's type may be a digit), and too short to be told from values.
bool tells_nothing(std::string_view serial) {
    const auto is_of_its_own = [](char c) { return c >= 'A' && c <= 'Z' && c != 'X' && c != 'Y'; };
    return serial.find("0000") != std::string_view::npos ||
           std::ranges::none_of(serial, is_of_its_own);
}

bool keeps_a_serial(const giv::Bytes& before, const giv::Bytes& after) {
    const std::string then{before.begin(), before.end()};
    const std::string now{after.begin(), after.end()};
    for (std::size_t at = 0; at + 10 <= then.size(); ++at) {
        const auto serial = std::string_view{then}.substr(at, 10);
        if (!giv::is_plausible(giv::serial_of(serial)) || tells_nothing(serial)) continue;
        if (std::string_view{now}.substr(at, 10) == serial) return true;
    }
    return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const giv::Bytes stream{data, data + size};

    auto received = stream;
    giv::Redaction redaction;
    redaction.redact_received(received);
    auto sent = stream;
    redaction.redact_sent(sent);

    require(received.size() == size && sent.size() == size);
    // A wrong checksum may come right by chance, in one of 65,536.
    const auto before = read(stream);
    require(before.crc_errors > 0 || read(received).kinds == before.kinds);
    require(!keeps_a_serial(stream, received));
    return 0;
}
