// Any bytes from a client, in any pieces: the first byte says how long the pieces are. What comes
// out is encoded and read again as the same request.
#include "givtcp/protocol/frame.hpp"
#include "givtcp/protocol/frame_decoder.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

// The adapter of reads and writes is not kept, all else is.
void require_same_again(const giv::Request& request) {
    giv::RequestDecoder decoder;
    decoder.feed(giv::encode(request));
    const auto again = decoder.next();
    require(again && again->message == request);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t piece = 1U + data[0];

    giv::RequestDecoder decoder;
    for (auto rest = std::span{data, size}.subspan(1); !rest.empty();) {
        const auto next = std::min(piece, rest.size());
        decoder.feed(rest.first(next));
        while (const auto framed = decoder.next())
            require_same_again(framed->message);
        rest = rest.subspan(next);
    }
    return 0;
}
