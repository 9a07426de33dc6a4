#include "core/protocol/frame_scan.hpp"

#include "core/protocol/layout.hpp"

#include <algorithm>

namespace giv::wire {
namespace {

using Span = std::span<const std::uint8_t>;

// Stronger than the marker: eight bytes that follow from the length.
bool inner_length_fits(Span frame, std::uint16_t length) {
    const auto high = frame.subspan(inner_length_at, 6);
    const bool small = std::ranges::all_of(high, [](auto byte) { return byte == 0; });
    return small && word_at(frame, inner_at - 2) + length_over_inner == length;
}

// A heartbeat has no CRC; the next frame's marker in it tells that its end was lost. Of a marker
// that is itself cut, two bytes are needed: one alone may be the type.
bool swallows_a_marker(Span heartbeat) {
    const auto body = heartbeat.subspan(header_size);
    for (std::size_t at = 0; at + 2 <= body.size(); ++at) {
        const auto size = std::min(marker.size(), body.size() - at);
        if (std::ranges::equal(body.subspan(at, size), Span{marker}.first(size))) return true;
    }
    return false;
}

Look look_at_heartbeat(Span bytes, std::uint16_t length) {
    if (length != heartbeat_length) return {Found::false_marker};
    const auto size = size_over_length + length;
    if (bytes.size() < size) return {Found::incomplete};
    if (swallows_a_marker(bytes.first(size))) return {Found::false_marker};
    return {Found::frame, size};
}

Look look_at_transparent(Span bytes, std::uint16_t length) {
    if (bytes.size() < inner_at) return {Found::incomplete};
    // The least that is in it: device, function and CRC.
    const bool holds_an_inner_frame = length >= length_over_inner + 4;
    if (!holds_an_inner_frame || !inner_length_fits(bytes, length)) return {Found::false_marker};
    const auto size = size_over_length + length;
    return {bytes.size() < size ? Found::incomplete : Found::frame, size};
}

}  // namespace

std::size_t find_marker(Span bytes) {
    const auto found = std::search(bytes.begin(), bytes.end(), marker.begin(), marker.end());
    if (found != bytes.end()) return static_cast<std::size_t>(found - bytes.begin());
    return bytes.size() - std::min(bytes.size(), marker.size() - 1);
}

Look look_at(Span bytes) {
    if (bytes.size() < header_size) return {Found::incomplete};
    const auto length = word_at(bytes, length_at);
    const bool sane = length >= least_length && length <= most_length && bytes[unit_at] <= 1;
    if (!sane) return {Found::false_marker};
    switch (bytes[function_at]) {
        case heartbeat_function: return look_at_heartbeat(bytes, length);
        case transparent_function: return look_at_transparent(bytes, length);
        default: return {Found::false_marker};
    }
}

}  // namespace giv::wire
