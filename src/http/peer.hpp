// Who is at the other end of a connection, and at which of our ports. A plain value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace giv::http {

struct Peer {
    std::string address;  // IPv4 in dots, even where it came in through an IPv6 socket
    std::uint16_t port = 0;
    std::size_t door = 0;  // which of the entrance's ports it came in by, counted from 0
};

}  // namespace giv::http
