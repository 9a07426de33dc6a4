// The messages of the dialect as plain values, free of the bytes they travel in.
//
// Both directions are here, so that the simulator and tests share them with the daemon.
// Source: spec/wire-protocol.md §3 and §4.
#pragma once

#include "givtcp/protocol/address.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace giv {

// Ten bytes that are ASCII in a good frame and anything in a bad one.
struct Serial {
    std::array<char, 10> bytes{};

    // The text as it came, NULs and all.
    std::string_view text() const { return {bytes.data(), bytes.size()}; }

    friend bool operator==(const Serial&, const Serial&) = default;
};

// Shorter texts are padded with NUL, longer ones cut.
Serial serial_of(std::string_view text);

// Two letters, four digits, a letter, three digits; or three letters and seven digits (EMS).
bool is_plausible(const Serial& serial);

// ---- towards the dongle -------------------------------------------------------------------

struct ReadRequest {
    DeviceAddress device;
    RegisterRange range;

    friend bool operator==(const ReadRequest&, const ReadRequest&) = default;
};

// Writes one holding register (function 6).
struct WriteRequest {
    DeviceAddress device;
    std::uint16_t index = 0;
    std::uint16_t value = 0;

    friend bool operator==(const WriteRequest&, const WriteRequest&) = default;
};

// Sent by the dongle about every 180 s, and answered at once with the same type.
struct Heartbeat {
    Serial adapter;
    std::uint8_t type = 1;

    friend bool operator==(const Heartbeat&, const Heartbeat&) = default;
};

using Request = std::variant<ReadRequest, WriteRequest, Heartbeat>;

// ---- from the dongle ----------------------------------------------------------------------

struct ReadResponse {
    Serial adapter;
    Serial inverter;  // see wire-protocol §4.6: the plant's, hardly ever the device's own
    DeviceAddress device;
    RegisterRange range;               // range.count == words.size()
    std::vector<std::uint16_t> words;  // at most 60

    friend bool operator==(const ReadResponse&, const ReadResponse&) = default;
};

// An echo. It says that the frame arrived, not that the value was taken.
struct WriteResponse {
    Serial adapter;
    Serial inverter;
    DeviceAddress device;
    std::uint16_t index = 0;
    std::uint16_t value = 0;

    friend bool operator==(const WriteResponse&, const WriteResponse&) = default;
};

// The refusal of a read or a write. There is no exception code, and `count` is often 0.
struct ErrorResponse {
    Serial adapter;
    Serial inverter;
    DeviceAddress device;
    std::uint8_t function = 0;  // without the error bit: 3, 4, 6 or 0x16
    std::uint16_t base = 0;
    std::uint16_t count = 0;

    friend bool operator==(const ErrorResponse&, const ErrorResponse&) = default;
};

// "The dongle has nothing": completes no request.
struct NullResponse {
    Serial adapter;
    DeviceAddress device;

    friend bool operator==(const NullResponse&, const NullResponse&) = default;
};

// The dongle's own addresses, as text "ip,netmask,gateway". Private: redact in logs.
struct LanConfig {
    Serial adapter;
    std::string text;

    friend bool operator==(const LanConfig&, const LanConfig&) = default;
};

// A sound frame that we have no use for; skipped and counted.
struct UnknownFrame {
    std::uint8_t outer_function = 0;
    std::uint8_t inner_function = 0;

    friend bool operator==(const UnknownFrame&, const UnknownFrame&) = default;
};

using Response = std::variant<
    ReadResponse,
    WriteResponse,
    ErrorResponse,
    NullResponse,
    Heartbeat,
    LanConfig,
    UnknownFrame>;

}  // namespace giv
