// The resynchronisation rules of spec/wire-protocol.md §6; the numbers in comments are theirs.
#include "givtcp/protocol/frame_decoder.hpp"

#include "core/protocol/functions.hpp"
#include "core/protocol/layout.hpp"

#include "givtcp/protocol/crc16.hpp"

#include <algorithm>
#include <array>

namespace giv {
namespace {

using Span = std::span<const std::uint8_t>;
using wire::word_at;

enum class Head : std::uint8_t { incomplete, false_marker, sound };

// The place of the next marker; where there is none, of the bytes that may be the start of one.
std::size_t find_marker(Span bytes) {
    const auto found =
        std::search(bytes.begin(), bytes.end(), wire::marker.begin(), wire::marker.end());
    if (found != bytes.end()) return static_cast<std::size_t>(found - bytes.begin());
    auto keep = std::min(bytes.size(), wire::marker.size() - 1);
    while (keep > 0 && !std::ranges::equal(bytes.last(keep), Span{wire::marker}.first(keep))) {
        --keep;
    }
    return bytes.size() - keep;
}

std::size_t frame_size(Span frame) {
    return word_at(frame, wire::length_at) + wire::size_over_length;
}

bool inner_length_fits(Span frame, std::uint16_t length) {
    const auto high = frame.subspan(wire::inner_length_at, 6);
    const bool small = std::ranges::all_of(high, [](auto byte) { return byte == 0; });
    return small && word_at(frame, wire::inner_at - 2) + wire::length_over_inner == length;
}

// Rules 2 to 4. `bytes` begins with a marker.
Head judge_head(Span bytes) {
    if (bytes.size() < wire::header_size) return Head::incomplete;
    const auto length = word_at(bytes, wire::length_at);
    const bool sane_length = length >= wire::least_length && length <= wire::most_length;
    if (!sane_length || bytes[wire::unit_at] > 1) return Head::false_marker;
    switch (bytes[wire::function_at]) {
        case wire::heartbeat_function:
            return length == wire::heartbeat_length ? Head::sound : Head::false_marker;
        case wire::transparent_function: break;
        default: return Head::false_marker;
    }
    if (bytes.size() < wire::inner_at) return Head::incomplete;
    // The rest of the smallest transparent frame: device, function and CRC.
    const bool holds_an_inner_frame = length >= wire::length_over_inner + 4;
    const bool sound = holds_an_inner_frame && inner_length_fits(bytes, length);
    return sound ? Head::sound : Head::false_marker;
}

Serial serial_at(Span frame, std::size_t at) {
    Serial serial;
    std::ranges::transform(frame.subspan(at, wire::serial_size), serial.bytes.begin(), [](auto b) {
        return static_cast<char>(b);
    });
    return serial;
}

bool has_good_crc(Span frame) {
    const auto end = frame.size() - wire::crc_size;
    const auto crc = static_cast<std::uint16_t>(frame[end] | frame[end + 1] << 8U);
    return crc16(frame.subspan(wire::inner_at, end - wire::inner_at)) == crc;
}

Heartbeat heartbeat_in(Span frame) {
    return {serial_at(frame, wire::adapter_at), frame[wire::heartbeat_type_at]};
}

// Text where other frames have a device address: two commas, digits and dots (§4.8).
std::optional<LanConfig> lan_config_in(Span frame) {
    constexpr std::array<std::uint8_t, 4> ending{'\r', '\n', '\r', '\n'};
    auto inner = frame.subspan(wire::inner_at);
    if (inner.size() < ending.size() + wire::crc_size) return std::nullopt;
    inner = inner.first(inner.size() - wire::crc_size);
    if (!std::ranges::equal(inner.last(ending.size()), ending)) return std::nullopt;
    const auto text = inner.first(inner.size() - ending.size());
    const auto is_part = [](auto c) { return (c >= '0' && c <= '9') || c == '.' || c == ','; };
    if (!std::ranges::all_of(text, is_part) || std::ranges::count(text, ',') != 2) {
        return std::nullopt;
    }
    return LanConfig{serial_at(frame, wire::adapter_at), {text.begin(), text.end()}};
}

bool is_null(Span frame) {
    const auto inner = frame.subspan(wire::inner_function_at);
    return frame.size() == wire::null_size &&
           std::ranges::all_of(inner, [](auto byte) { return byte == 0; });
}

UnknownFrame unknown(Span frame) {
    return {frame[wire::function_at], frame[wire::inner_function_at]};
}

Response read_response_in(Span frame, Bank bank) {
    const auto count = word_at(frame, wire::count_at);
    const auto size = wire::words_at + 2U * count + wire::crc_size;
    if (frame.size() != size || count > most_registers_per_read) return unknown(frame);
    ReadResponse response;
    response.adapter = serial_at(frame, wire::adapter_at);
    response.inverter = serial_at(frame, wire::inverter_at);
    response.device = {frame[wire::inner_at]};
    response.range = {bank, word_at(frame, wire::base_at), count};
    response.words.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        response.words.push_back(word_at(frame, wire::words_at + 2 * i));
    }
    return response;
}

Response error_in(Span frame, std::uint8_t function) {
    return ErrorResponse{
        serial_at(frame, wire::adapter_at),
        serial_at(frame, wire::inverter_at),
        {frame[wire::inner_at]},
        function,
        word_at(frame, wire::base_at),
        word_at(frame, wire::count_at)};
}

Response write_response_in(Span frame) {
    return WriteResponse{
        serial_at(frame, wire::adapter_at),
        serial_at(frame, wire::inverter_at),
        {frame[wire::inner_at]},
        word_at(frame, wire::base_at),
        word_at(frame, wire::count_at)};
}

// A transparent frame whose CRC is right.
Response message_in(Span frame) {
    const auto function = frame[wire::inner_function_at];
    const auto plain = static_cast<std::uint8_t>(function & ~wire::error_bit);
    const bool known = wire::bank_read_by(plain) || plain == wire::write_holding;
    if (!known || frame.size() < wire::short_answer_size) return unknown(frame);
    const bool is_short = frame.size() == wire::short_answer_size;
    if (function != plain) return is_short ? error_in(frame, plain) : Response{unknown(frame)};
    if (plain == wire::write_holding) {
        return is_short ? write_response_in(frame) : Response{unknown(frame)};
    }
    return read_response_in(frame, *wire::bank_read_by(plain));
}

// Nothing: the CRC is wrong.
std::optional<Response> response_in(Span frame) {
    if (frame[wire::function_at] == wire::heartbeat_function) return heartbeat_in(frame);
    if (auto config = lan_config_in(frame)) return *std::move(config);
    if (is_null(frame)) {
        return NullResponse{serial_at(frame, wire::adapter_at), {frame[wire::inner_at]}};
    }
    if (!has_good_crc(frame)) return std::nullopt;
    return message_in(frame);
}

// Nothing: no request that we know, or the CRC is wrong.
std::optional<Request> request_in(Span frame) {
    if (frame[wire::function_at] == wire::heartbeat_function) return heartbeat_in(frame);
    if (frame.size() != wire::request_size || !has_good_crc(frame)) return std::nullopt;
    const DeviceAddress device{frame[wire::inner_at]};
    const auto first = word_at(frame, wire::request_base_at);
    const auto second = word_at(frame, wire::request_base_at + 2);
    const auto function = frame[wire::inner_function_at];
    if (function == wire::write_holding) return WriteRequest{device, first, second};
    const auto bank = wire::bank_read_by(function);
    if (!bank) return std::nullopt;
    return ReadRequest{device, {*bank, first, second}};
}

// Forgets what has been judged, when it is worth moving the rest.
void compact(Bytes& buffer, std::size_t& start) {
    constexpr std::size_t worth_moving = 4096;
    if (start == buffer.size()) {
        buffer.clear();
        start = 0;
    } else if (start >= worth_moving) {
        buffer.erase(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(start));
        start = 0;
    }
}

}  // namespace

void ResponseDecoder::feed(std::span<const std::uint8_t> received) {
    compact(buffer_, start_);
    buffer_.insert(buffer_.end(), received.begin(), received.end());
}

std::optional<Framed<Response>> ResponseDecoder::next() {
    for (;;) {
        const auto garbage = find_marker(Span{buffer_}.subspan(start_));
        counts_.garbage_bytes += garbage;
        start_ += garbage;
        const auto rest = Span{buffer_}.subspan(start_);
        if (rest.size() < wire::marker.size()) break;

        const auto head = judge_head(rest);
        if (head == Head::incomplete) break;
        if (head == Head::false_marker) {
            ++counts_.false_markers;
            start_ += wire::marker.size();
            continue;
        }
        const auto size = frame_size(rest);
        if (rest.size() < size) break;

        const auto frame = rest.first(size);
        auto message = response_in(frame);
        if (!message) {
            // Rule 5: a good frame may have begun inside these bytes.
            ++counts_.crc_errors;
            start_ += wire::marker.size();
            continue;
        }
        ++counts_.frames;
        Framed<Response> framed{*std::move(message), {frame.begin(), frame.end()}};
        start_ += size;
        return framed;
    }
    compact(buffer_, start_);
    return std::nullopt;
}

void ResponseDecoder::abandon_partial() {
    if (pending_bytes() < wire::marker.size()) return;
    ++counts_.false_markers;
    start_ += wire::marker.size();
}

std::size_t ResponseDecoder::pending_bytes() const { return buffer_.size() - start_; }

void RequestDecoder::feed(std::span<const std::uint8_t> received) {
    compact(buffer_, start_);
    buffer_.insert(buffer_.end(), received.begin(), received.end());
}

std::optional<Framed<Request>> RequestDecoder::next() {
    for (;;) {
        start_ += find_marker(Span{buffer_}.subspan(start_));
        const auto rest = Span{buffer_}.subspan(start_);
        if (rest.size() < wire::marker.size()) break;

        const auto head = judge_head(rest);
        if (head == Head::incomplete) break;
        const auto size = head == Head::sound ? frame_size(rest) : wire::marker.size();
        if (rest.size() < size) break;

        const auto frame = rest.first(size);
        auto request = head == Head::sound ? request_in(frame) : std::nullopt;
        // What is no request is looked at again behind its marker.
        start_ += request ? size : wire::marker.size();
        if (request) return Framed<Request>{*std::move(request), {frame.begin(), frame.end()}};
    }
    compact(buffer_, start_);
    return std::nullopt;
}

}  // namespace giv
