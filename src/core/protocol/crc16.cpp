#include "givtcp/protocol/crc16.hpp"

#include <array>
#include <cstddef>

namespace giv {
namespace {

constexpr std::uint16_t polynomial = 0xA001;
constexpr std::size_t slices = 8;

using Tables = std::array<std::array<std::uint16_t, 256>, slices>;

constexpr std::uint16_t shifted(std::uint16_t crc) {
    for (int bit = 0; bit < 8; ++bit) {
        const bool carry = (crc & 1U) != 0;
        crc = static_cast<std::uint16_t>(crc >> 1U);
        if (carry) crc ^= polynomial;
    }
    return crc;
}

// tables[k][b]: what byte b contributes when k more bytes follow it, so that eight bytes are taken
// in at once.
constexpr Tables make_tables() {
    Tables tables{};
    for (std::size_t byte = 0; byte < 256; ++byte) {
        tables[0][byte] = shifted(static_cast<std::uint16_t>(byte));
    }
    for (std::size_t slice = 1; slice < slices; ++slice) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const auto crc = tables[slice - 1][byte];
            tables[slice][byte] = static_cast<std::uint16_t>((crc >> 8U) ^ tables[0][crc & 0xFFU]);
        }
    }
    return tables;
}

constexpr Tables tables = make_tables();

}  // namespace

std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
    std::uint16_t crc = 0xFFFF;
    while (bytes.size() >= slices) {
        crc = static_cast<std::uint16_t>(
            tables[7][(bytes[0] ^ crc) & 0xFFU] ^ tables[6][(bytes[1] ^ (crc >> 8U)) & 0xFFU] ^
            tables[5][bytes[2]] ^ tables[4][bytes[3]] ^ tables[3][bytes[4]] ^ tables[2][bytes[5]] ^
            tables[1][bytes[6]] ^ tables[0][bytes[7]]
        );
        bytes = bytes.subspan(slices);
    }
    for (const auto byte : bytes) {
        crc = static_cast<std::uint16_t>((crc >> 8U) ^ tables[0][(crc ^ byte) & 0xFFU]);
    }
    return crc;
}

}  // namespace giv
