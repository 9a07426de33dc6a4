// CRC-16/MODBUS: initial 0xFFFF, reflected polynomial 0xA001, no final xor.
#pragma once

#include <cstdint>
#include <span>

namespace giv {

// Over the device address and everything behind it, the CRC excepted (spec/wire-protocol.md §5).
std::uint16_t crc16(std::span<const std::uint8_t> bytes);

}  // namespace giv
