// Any bytes from a dongle or to it: what could be read can be read after the redaction, and no
// serial is left as it was.
#include "givtcp/protocol/frame_decoder.hpp"
#include "givtcp/registers/redaction.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
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

std::set<std::string> serials_in(const giv::Bytes& stream) {
    std::set<std::string> serials;
    const std::string text{stream.begin(), stream.end()};
    for (std::size_t at = 0; at + 10 <= text.size(); ++at) {
        const auto ten = text.substr(at, 10);
        if (giv::is_plausible(giv::serial_of(ten))) serials.insert(ten);
    }
    return serials;
}

// Made of a number; or all that is left of one which the end of a frame cut in two: blanks, and a
// byte that is the frame's own (a heartbeat's type may be a digit).
bool tells_nothing(const std::string& serial) {
    const auto is_told = [](char c) { return c != '0' && c != 'X' && c != 'Y'; };
    return serial.find("0000") != std::string::npos || std::ranges::count_if(serial, is_told) <= 1;
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
    const auto owned = serials_in(stream);
    for (const auto& serial : serials_in(received))
        require(tells_nothing(serial) || redaction.serials() > 999 || !owned.contains(serial));
    return 0;
}
