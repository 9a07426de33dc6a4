#include "core/protocol/frame_content.hpp"

#include "core/protocol/functions.hpp"
#include "core/protocol/layout.hpp"

#include "givtcp/protocol/crc16.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace giv::wire {
namespace {

using Span = std::span<const std::uint8_t>;

Serial serial_at(Span frame, std::size_t at) {
    Serial serial;
    std::ranges::transform(frame.subspan(at, serial_size), serial.bytes.begin(), [](auto byte) {
        return static_cast<char>(byte);
    });
    return serial;
}

DeviceAddress device_in(Span frame) { return {frame[inner_at]}; }

bool has_good_crc(Span frame) {
    const auto end = frame.size() - crc_size;
    const auto crc = static_cast<std::uint16_t>(frame[end] | frame[end + 1] << 8U);
    return crc16(frame.subspan(inner_at, end - inner_at)) == crc;
}

bool is_heartbeat(Span frame) { return frame[function_at] == heartbeat_function; }

bool is_null(Span frame) {
    const auto inner = frame.subspan(inner_function_at);
    return frame.size() == null_size &&
           std::ranges::all_of(inner, [](auto byte) { return byte == 0; });
}

// Text where other frames have a device address: two commas, digits and dots (§4.8). Empty where
// it is something else; the two bytes at the end are of an unknown kind.
Span lan_text_in(Span frame) {
    constexpr std::array<std::uint8_t, 4> ending{'\r', '\n', '\r', '\n'};
    const auto inner = frame.subspan(inner_at, frame.size() - inner_at - crc_size);
    if (inner.size() < ending.size()) return {};
    if (!std::ranges::equal(inner.last(ending.size()), ending)) return {};
    const auto text = inner.first(inner.size() - ending.size());
    const auto is_part = [](auto c) { return (c >= '0' && c <= '9') || c == '.' || c == ','; };
    const bool is_config = std::ranges::all_of(text, is_part) && std::ranges::count(text, ',') == 2;
    return is_config ? text : Span{};
}

Heartbeat heartbeat_in(Span frame) {
    return {serial_at(frame, adapter_at), frame[heartbeat_type_at]};
}

Response unknown(Span frame) { return UnknownFrame{frame[function_at], frame[inner_function_at]}; }

// The count has to be that of the words that are there, and they have to be registers.
Response read_response_in(Span frame, Bank bank) {
    const auto base = word_at(frame, base_at);
    const auto count = word_at(frame, count_at);
    const bool is_whole = frame.size() == words_at + std::size_t{2} * count + crc_size;
    const bool is_possible =
        count > 0 && count <= most_registers_per_read && base + count <= 0x10000;
    if (!is_whole || !is_possible) return unknown(frame);

    ReadResponse response;
    response.adapter = serial_at(frame, adapter_at);
    response.inverter = serial_at(frame, inverter_at);
    response.device = device_in(frame);
    response.range = {bank, base, count};
    response.words.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        response.words[i] = word_at(frame, words_at + 2 * i);
    return response;
}

Response write_response_in(Span frame) {
    return WriteResponse{
        serial_at(frame, adapter_at),
        serial_at(frame, inverter_at),
        device_in(frame),
        word_at(frame, base_at),
        word_at(frame, count_at)};
}

Response error_in(Span frame, std::uint8_t function) {
    return ErrorResponse{
        serial_at(frame, adapter_at),
        serial_at(frame, inverter_at),
        device_in(frame),
        function,
        word_at(frame, base_at),
        word_at(frame, count_at)};
}

// A transparent frame whose CRC is right.
Response answer_in(Span frame) {
    const auto function = frame[inner_function_at];
    const auto plain = static_cast<std::uint8_t>(function & ~error_bit);
    const auto bank = bank_read_by(plain);
    const bool is_known = bank || plain == write_holding;
    if (!is_known || frame.size() < short_answer_size) return unknown(frame);

    const bool is_short = frame.size() == short_answer_size;
    if (function != plain) return is_short ? error_in(frame, plain) : unknown(frame);
    if (bank) return read_response_in(frame, *bank);
    return is_short ? write_response_in(frame) : unknown(frame);
}

}  // namespace

bool is_sound_response(Span frame) {
    return is_heartbeat(frame) || has_good_crc(frame) || is_null(frame) ||
           !lan_text_in(frame).empty();
}

bool is_sound_request(Span frame) { return is_heartbeat(frame) || has_good_crc(frame); }

Response response_in(Span frame) {
    if (is_heartbeat(frame)) return heartbeat_in(frame);
    // Before all else: an address looks like a device and a function (§4.8).
    if (const auto text = lan_text_in(frame); !text.empty()) {
        return LanConfig{serial_at(frame, adapter_at), {text.begin(), text.end()}};
    }
    if (is_null(frame)) return NullResponse{serial_at(frame, adapter_at), device_in(frame)};
    return answer_in(frame);
}

std::optional<Request> request_in(Span frame) {
    if (is_heartbeat(frame)) return heartbeat_in(frame);
    if (frame.size() != request_size) return std::nullopt;
    const auto first = word_at(frame, request_base_at);
    const auto second = word_at(frame, request_base_at + 2);
    const auto function = frame[inner_function_at];
    if (function == write_holding) return WriteRequest{device_in(frame), first, second};
    const auto bank = bank_read_by(function);
    if (!bank) return std::nullopt;
    return ReadRequest{device_in(frame), {*bank, first, second}};
}

}  // namespace giv::wire
