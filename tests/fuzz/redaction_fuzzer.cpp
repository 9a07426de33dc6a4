// Any bytes from a dongle or to it: what could be read can be read after the redaction, and no
// serial is left as it was.
#include "givtcp/protocol/frame_decoder.hpp"
#include "givtcp/registers/redaction.hpp"

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
    for (const auto& serial : serials_in(received)) {
        // What stands there was made of a number.
        require(serial.find("0000") != std::string::npos || redaction.serials() > 999);
    }
    return 0;
}
