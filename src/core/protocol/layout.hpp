// Where things are in a frame: the byte offsets of spec/wire-protocol.md §2-4, in one place.
//
//   0       4      6    7        8                18               26     27
//   | marker|length|unit|function| adapter serial | inner length   |device|inner function|...|CRC|
//                                                                  '------ under the CRC ----'
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace giv::wire {

inline constexpr std::array<std::uint8_t, 4> marker{0x59, 0x59, 0x00, 0x01};

inline constexpr std::size_t length_at = 4;
inline constexpr std::size_t unit_at = 6;
inline constexpr std::size_t function_at = 7;
inline constexpr std::size_t header_size = 8;
inline constexpr std::size_t adapter_at = 8;
inline constexpr std::size_t serial_size = 10;
inline constexpr std::size_t heartbeat_type_at = 18;
inline constexpr std::size_t inner_length_at = 18;
inline constexpr std::size_t inner_at = 26;  // the device address
inline constexpr std::size_t inner_function_at = 27;
inline constexpr std::size_t crc_size = 2;

// Requests carry base and count (or register and value) right behind the inner function; answers
// have the inverter's serial in between.
inline constexpr std::size_t request_base_at = 28;
inline constexpr std::size_t request_size = 34;
inline constexpr std::size_t inverter_at = 28;
inline constexpr std::size_t base_at = 38;
inline constexpr std::size_t count_at = 40;
inline constexpr std::size_t words_at = 42;
inline constexpr std::size_t short_answer_size = 44;  // write and error responses
inline constexpr std::size_t null_size = 164;

inline constexpr std::uint8_t heartbeat_function = 1;
inline constexpr std::uint8_t transparent_function = 2;
inline constexpr std::uint16_t heartbeat_length = 13;
inline constexpr std::uint16_t least_length = 13;
inline constexpr std::uint16_t most_length = 300;  // nothing above 158 has been seen
inline constexpr std::uint16_t length_over_inner = 20;
inline constexpr std::size_t size_over_length = 6;

inline constexpr std::uint8_t read_holding = 0x03;
inline constexpr std::uint8_t read_input = 0x04;
inline constexpr std::uint8_t write_holding = 0x06;
inline constexpr std::uint8_t read_meter_product = 0x16;
inline constexpr std::uint8_t null_function = 0x00;
inline constexpr std::uint8_t error_bit = 0x80;

inline std::uint16_t word_at(std::span<const std::uint8_t> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

}  // namespace giv::wire
