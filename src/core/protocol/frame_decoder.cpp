#include "givtcp/protocol/frame_decoder.hpp"

#include "core/protocol/frame_content.hpp"
#include "core/protocol/frame_scan.hpp"
#include "core/protocol/layout.hpp"

namespace giv {
namespace {

using wire::Found;

constexpr auto marker_size = wire::marker.size();

}  // namespace

void ResponseDecoder::feed(std::span<const std::uint8_t> received) { stream_.append(received); }

std::optional<Framed<Response>> ResponseDecoder::next() {
    for (;;) {
        const auto garbage = wire::find_marker(stream_.rest());
        drop(garbage);
        const auto rest = stream_.rest();
        const auto look = wire::look_at(rest);
        if (look.found == Found::incomplete) return std::nullopt;
        if (look.found == Found::false_marker) {
            ++counts_.false_markers;
            drop(marker_size);
            continue;
        }
        const auto frame = rest.first(look.size);
        if (!wire::is_sound_response(frame)) {
            // Not the whole of it: a good frame may have begun where this one was cut (rule 5).
            ++counts_.crc_errors;
            drop(marker_size);
            continue;
        }
        ++counts_.frames;
        Framed<Response> framed{wire::response_in(frame), {frame.begin(), frame.end()}};
        stream_.drop(look.size);
        return framed;
    }
}

void ResponseDecoder::abandon_partial() {
    const auto rest = stream_.rest();
    const bool has_begun = rest.size() >= marker_size && wire::find_marker(rest) == 0;
    if (!has_begun || wire::look_at(rest).found != Found::incomplete) return;
    ++counts_.false_markers;
    drop(marker_size);
}

void ResponseDecoder::drop(std::size_t count) {
    counts_.garbage_bytes += count;
    stream_.drop(count);
}

std::size_t ResponseDecoder::pending_bytes() const { return stream_.rest().size(); }

void RequestDecoder::feed(std::span<const std::uint8_t> received) { stream_.append(received); }

std::optional<Framed<Request>> RequestDecoder::next() {
    for (;;) {
        stream_.drop(wire::find_marker(stream_.rest()));
        const auto rest = stream_.rest();
        const auto look = wire::look_at(rest);
        if (look.found == Found::incomplete) return std::nullopt;
        const bool is_whole = look.found == Found::frame;
        if (!is_whole || !wire::is_sound_request(rest.first(look.size))) {
            stream_.drop(marker_size);
            continue;
        }
        const auto frame = rest.first(look.size);
        const auto request = wire::request_in(frame);
        Bytes bytes{frame.begin(), frame.end()};
        stream_.drop(look.size);
        if (request) return Framed<Request>{*request, std::move(bytes)};
    }
}

}  // namespace giv
