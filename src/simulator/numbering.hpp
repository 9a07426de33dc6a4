// Many dongles from one description: each with serials and a place of its own.
//
// Pure. The first of them is number 0, and is as it was described.
#pragma once

#include "simulator/register_image.hpp"

#include "givtcp/protocol/pdu.hpp"
#include "givtcp/result.hpp"

#include <cstdint>
#include <string>

namespace giv::simulator {

// Its digits, as one number, are larger by `number`: "SA2114G999" and 2 are "SA2115G001".
Serial numbered(Serial serial, int number);

// The inverter's serial, and those of the battery packs that have one.
void number_serials(RegisterImage& registers, int number);

struct Place {
    std::string host;
    std::uint16_t port;

    friend bool operator==(const Place&, const Place&) = default;
};

// On consecutive ports; 0 stays 0. An error where they end.
Result<Place> on_next_port(const Place& first, int number);

// On one port of consecutive addresses of IPv4. An error where the host is none, or they end.
Result<Place> on_next_address(const Place& first, int number);

}  // namespace giv::simulator
