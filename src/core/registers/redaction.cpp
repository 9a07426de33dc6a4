#include "givtcp/registers/redaction.hpp"

#include "core/protocol/frame_content.hpp"
#include "core/protocol/frame_scan.hpp"
#include "core/protocol/layout.hpp"

#include "givtcp/protocol/crc16.hpp"
#include "givtcp/registers/field.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <variant>

namespace giv {
namespace {

using Span = std::span<std::uint8_t>;

constexpr std::size_t telling_run = 4;  // characters in a row that may be a part of a text

bool is_digit(std::uint8_t c) { return c >= '0' && c <= '9'; }
bool is_capital(std::uint8_t c) { return c >= 'A' && c <= 'Z'; }
bool is_small(std::uint8_t c) { return c >= 'a' && c <= 'z'; }

bool is_of_a_text(std::uint8_t c) {
    return is_digit(c) || is_capital(c) || is_small(c) || c == '.' || c == ',';
}

// The same kind of character, so that what was no serial does not become one. Y stays: frames begin
// with it, and none may begin or vanish.
std::uint8_t blank(std::uint8_t c) {
    if (is_digit(c)) return '0';
    if (is_capital(c)) return c == 'Y' ? c : 'X';
    return is_small(c) ? 'x' : c;
}

void blank_all(Span bytes) { std::ranges::transform(bytes, bytes.begin(), blank); }

Serial serial_in(Span ten) {
    Serial serial;
    std::ranges::transform(ten, serial.bytes.begin(), [](auto c) { return static_cast<char>(c); });
    return serial;
}

// Its letters, which say what kind of device it is, and a number.
std::string numbered(std::string_view serial, std::size_t number) {
    std::string other{serial};
    for (auto at = other.size(); at-- > 0;) {
        if (other[at] < '0' || other[at] > '9') continue;
        other[at] = static_cast<char>('0' + number % 10);
        number /= 10;
    }
    return other;
}

void put_crc(Span frame) {
    const auto inner = frame.subspan(wire::inner_at);
    const auto crc = crc16(inner.first(inner.size() - wire::crc_size));
    const auto check = inner.last(wire::crc_size);
    check[0] = static_cast<std::uint8_t>(crc & 0xFFU);
    check[1] = static_cast<std::uint8_t>(crc >> 8U);
}

// With which map the registers of a device are read, as far as that holds serials.
struct Owners {
    std::uint8_t first;
    std::uint8_t last;
    Map map;

    bool has(const ReadResponse& read) const {
        const auto device = read.device.value;
        return device >= first && device <= last && bank_of(map) == read.range.bank;
    }
};

constexpr auto owners = std::to_array<Owners>({
    {0x11, 0x11, Map::inverter_holding},
    {0x31, 0x31, Map::inverter_holding},
    {0x32, 0x37, Map::lv_pack},
    {0x01, 0x08, Map::meter_product},
    {0x50, 0x6F, Map::hv_bmu},
    {0x70, 0x7F, Map::hv_bcu},
});

bool holds_a_serial(const Field& field) {
    return field.name.find("serial_number") != std::string_view::npos;
}

// A part of a serial, or one of another shape, in the registers of this field. A whole one has got
// another in its place by now.
void blank_what_is_none(const Field& field, const RegisterRange& range, Span words) {
    const auto begin = std::max<unsigned>(field.first, range.base);
    const auto end =
        std::min(field.first + unsigned{field.count}, range.base + unsigned{range.count});
    if (begin >= end) return;
    const auto part =
        words.subspan(std::size_t{2} * (begin - range.base), std::size_t{2} * (end - begin));
    const bool is_whole = part.size() == wire::serial_size && is_plausible(serial_in(part));
    if (!is_whole) blank_all(part);
}

}  // namespace

// One that is no serial (cut, damaged, empty) keeps its shape and nothing else.
void Redaction::redact_serial(Bytes ten) {
    const auto serial = serial_in(ten);
    if (!is_plausible(serial)) {
        blank_all(ten);
        return;
    }
    const auto next = others_.size() + 1;
    const auto known = others_.try_emplace(std::string{serial.text()}, "").first;
    if (known->second.empty()) known->second = numbered(known->first, next);
    std::ranges::copy(known->second, ten.begin());
}

void Redaction::redact_serials_in(Bytes bytes) {
    for (std::size_t at = 0; at + wire::serial_size <= bytes.size();) {
        const auto ten = bytes.subspan(at, wire::serial_size);
        const bool is_one = is_capital(ten[0]) && is_plausible(serial_in(ten));
        if (is_one) redact_serial(ten);
        at += is_one ? wire::serial_size : 1;
    }
}

// What is in no frame that we know: it may hold a part of anything.
void Redaction::redact_rubble(Bytes bytes) {
    redact_serials_in(bytes);
    for (std::size_t at = 0; at < bytes.size();) {
        const auto rest = bytes.subspan(at);
        const auto end = std::ranges::find_if_not(rest, is_of_a_text);
        const auto length = static_cast<std::size_t>(end - rest.begin());
        const bool may_be_known =
            length == wire::serial_size && std::ranges::any_of(others_, [&](const auto& other) {
                return other.second == serial_in(rest.first(length)).text();
            });
        if (length >= telling_run && !may_be_known) blank_all(rest.first(length));
        at += length + 1;
    }
}

// Serials by their registers, whole or in part, and wherever else one stands.
void Redaction::redact_read(Bytes frame, const ReadResponse& read) {
    const auto words = frame.subspan(wire::words_at, 2 * read.words.size());
    redact_serials_in(words);
    for (const auto& owner : owners) {
        if (!owner.has(read)) continue;
        for (const auto& field : fields(owner.map))
            if (holds_a_serial(field)) blank_what_is_none(field, read.range, words);
    }
}

void Redaction::redact_answer(Bytes frame) {
    redact_serial(frame.subspan(wire::adapter_at, wire::serial_size));
    const auto message = wire::response_in(frame);
    if (std::holds_alternative<Heartbeat>(message)) return;
    if (std::holds_alternative<NullResponse>(message)) return;
    const auto inner = frame.subspan(wire::inner_at);
    if (std::holds_alternative<LanConfig>(message)) {
        blank_all(inner.first(inner.size() - wire::crc_size));
        std::ranges::fill(inner.last(wire::crc_size), std::uint8_t{0});  // they tell of the text
        return;
    }
    if (std::holds_alternative<UnknownFrame>(message)) {
        redact_rubble(inner.first(inner.size() - wire::crc_size));
    } else {
        redact_serial(frame.subspan(wire::inverter_at, wire::serial_size));
    }
    if (const auto* read = std::get_if<ReadResponse>(&message)) redact_read(frame, *read);
    put_crc(frame);
}

// Finds frames as the decoders do.
void Redaction::redact_stream(Bytes stream, bool is_received) {
    std::size_t rubble = 0;  // begins here
    std::size_t at = 0;
    while (at < stream.size()) {
        at += wire::find_marker(stream.subspan(at));  // of a frame whose rest did not come, too
        const auto look = wire::look_at(stream.subspan(at));
        const auto frame = stream.subspan(at, look.size);
        const bool is_sound =
            look.found == wire::Found::frame &&
            (is_received ? wire::is_sound_response(frame) : wire::is_sound_request(frame));
        if (!is_sound) {
            at += wire::marker.size();
            continue;
        }
        redact_rubble(stream.subspan(rubble, at - rubble));
        if (is_received) {
            redact_answer(frame);
        } else {
            redact_serial(frame.subspan(wire::adapter_at, wire::serial_size));
        }
        at += look.size;
        rubble = at;
    }
    redact_rubble(stream.subspan(rubble));
}

void Redaction::redact_received(std::span<std::uint8_t> stream) { redact_stream(stream, true); }

void Redaction::redact_sent(std::span<std::uint8_t> stream) { redact_stream(stream, false); }

}  // namespace giv
