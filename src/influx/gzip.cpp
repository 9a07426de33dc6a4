#include "influx/gzip.hpp"

#include <limits>
#include <zlib.h>

namespace giv::influx {
namespace {

// So many bits of window, and 16 for a gzip head.
constexpr int window_bits = 15 + 16;
constexpr int memory_level = 8;

}  // namespace

Result<std::string> gzipped(std::string_view text) {
    if (text.size() > std::numeric_limits<uInt>::max()) {
        return fail(Errc::out_of_range, "too much to be gzipped at once");
    }
    z_stream stream{};
    const int begun = deflateInit2(
        &stream, Z_BEST_SPEED, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY
    );
    if (begun != Z_OK) return fail(Errc::busy, "no memory to gzip with");

    // zlib reads only, though its type does not say so.
    std::string input{text};
    std::string output(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): zlib's bytes are unsigned
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.next_out = reinterpret_cast<Bytef*>(output.data());
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast): zlib's bytes are unsigned
    stream.avail_in = static_cast<uInt>(input.size());
    stream.avail_out = static_cast<uInt>(output.size());
    const int done = deflate(&stream, Z_FINISH);
    output.resize(stream.total_out);
    deflateEnd(&stream);
    if (done != Z_STREAM_END) return fail(Errc::busy, "gzip did not come to an end");
    return output;
}

}  // namespace giv::influx
