// What comes in by the one way in: some registers of one device, with a good checksum.
#pragma once

#include "givtcp/protocol/address.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <cstdint>
#include <span>

namespace giv {

enum class Origin : std::uint8_t {
    own,      // we asked
    foreign,  // mirrored: somebody else's answer
};

struct BankReading {
    DeviceAddress device;
    RegisterRange range;
    std::span<const std::uint16_t> words;
    Instant taken_at;
    Origin origin = Origin::own;
};

}  // namespace giv
