// Any bytes from a dongle, in any pieces: the first byte says how long the pieces are. Every
// message comes out as if the stream had come whole, and every byte is accounted for.
#include "givtcp/protocol/frame.hpp"
#include "givtcp/protocol/frame_decoder.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using Input = std::span<const std::uint8_t>;

void require(bool holds) {
    if (!holds) std::abort();
}

void drain(giv::ResponseDecoder& decoder, std::vector<giv::Framed<giv::Response>>& messages) {
    while (auto framed = decoder.next())
        messages.push_back(*std::move(framed));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t piece = 1U + data[0];
    const auto stream = Input{data, size}.subspan(1);

    giv::ResponseDecoder whole;
    std::vector<giv::Framed<giv::Response>> expected;
    whole.feed(stream);
    drain(whole, expected);

    giv::ResponseDecoder pieces;
    std::vector<giv::Framed<giv::Response>> messages;
    for (auto rest = stream; !rest.empty();) {
        const auto next = std::min(piece, rest.size());
        pieces.feed(rest.first(next));
        drain(pieces, messages);
        require(pieces.pending_bytes() < 306);
        rest = rest.subspan(next);
    }

    require(messages.size() == expected.size());
    std::size_t in_frames = 0;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        require(messages[i].bytes == expected[i].bytes);
        require(messages[i].message == expected[i].message);
        in_frames += messages[i].bytes.size();
        giv::encode(messages[i].message);
    }
    require(in_frames + pieces.counts().garbage_bytes + pieces.pending_bytes() == stream.size());

    pieces.abandon_partial();
    drain(pieces, messages);
    return 0;
}
