// What one visitor, and all visitors together, may cost us. Every number is a bound that holds
// before a byte has been understood. Plain values, read by every thread, set once.
#pragma once

#include <chrono>
#include <cstddef>

namespace giv::http {

constexpr std::size_t kilobyte = 1024;
constexpr std::size_t megabyte = 1024 * kilobyte;

struct Limits {
    // One request
    std::size_t request_line = 2 * kilobyte;
    std::size_t head = 16 * kilobyte;
    std::size_t fields = 64;
    std::size_t body = 64 * kilobyte;

    // One answer, and all answers that are made but not yet taken
    std::size_t answer = 4 * megabyte;
    std::size_t unsent = 16 * megabyte;

    // Connections, and requests that a worker has or will have; no single peer can fill either.
    // For all ports together. One home automation may send fifty commands at once, a connection
    // for each, and go on reading.
    std::size_t connections = 128;
    std::size_t connections_per_peer = 64;
    std::size_t requests = 96;
    std::size_t workers = 16;

    // What costs something, of one peer: commands, and requests without the token that they need.
    // A home automation sends fifty commands at once, never many in every second.
    double costly_at_once = 200;
    double costly_per_second = 50;
    std::size_t peers_counted = 256;

    // Strangers who are told over TLS that they are refused, which costs a handshake each, of all
    // of them together; the others are cut off without a word. A person who tries is told.
    double strangers_told_at_once = 8;
    double strangers_told_per_second = 2;

    // Totals, not pauses between bytes: a client that dribbles gains nothing.
    std::chrono::milliseconds to_ask{5'000};
    std::chrono::milliseconds to_take_the_answer{10'000};
    std::chrono::milliseconds to_ask_again{1'000};
    std::chrono::milliseconds to_leave{1'000};
    std::chrono::milliseconds to_leave_when_we_close{500};  // of the 2 s that stopping may take
};

}  // namespace giv::http
