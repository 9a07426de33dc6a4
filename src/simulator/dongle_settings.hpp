// How a simulated dongle is, and what it counts.
//
// By default it is a well-behaved one, which tests can foresee; lifelike() is one as they are in
// the field. Source: spec/wire-protocol.md §3, §7-9.
#pragma once

#include "givtcp/protocol/pdu.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace giv::simulator {

// The vendor's cloud, which asks on the same serial line, and whose answers all clients see (§8).
struct CloudSettings {
    std::chrono::milliseconds period{0};        // from one request to the next; 0: there is none
    std::chrono::milliseconds patience{3'000};  // an answer that comes later is none to it

    friend bool operator==(const CloudSettings&, const CloudSettings&) = default;
};

struct DongleSettings {
    Serial adapter = serial_of("WF2142G731");
    std::chrono::milliseconds heartbeat_period{180'000};  // 0: never
    std::chrono::milliseconds latency{250};               // of each request, on the serial line
    std::chrono::milliseconds latency_spread{0};          // evenly spread on top, repeatably
    bool has_measured_latency = false;  // instead of both: as many were measured to take (§9)
    std::chrono::milliseconds reboot_time{5'000};   // nobody is let in after HR163 = 100
    std::uint32_t seed = 1;                         // of all that happens by chance
    std::size_t most_connections = 32;              // more are turned away
    std::chrono::milliseconds idle_limit{0};        // a client silent for that long; 0: never
    std::chrono::milliseconds collision_window{0};  // requests of two so close are both lost
    std::chrono::milliseconds silence_period{0};    // of silent windows, on average; 0: none
    CloudSettings cloud{};
};

// As a dongle on a Gen1 hybrid was measured: its latencies; collisions of 40 and 67 ms, none of 94
// (§8); every second or third answer somebody else's (§8); silent windows (quirk Q30), few sockets
// (quirk Q27). How often the windows come is not known: ten minutes are a guess.
DongleSettings lifelike(DongleSettings settings = {});

struct CloudCounts {
    std::uint64_t asked = 0;
    std::uint64_t answered = 0;  // in time
    std::uint64_t late = 0;
    std::uint64_t lost = 0;  // to a collision, a fault, or a queue that is full
};

struct DongleCounts {
    std::uint64_t reads = 0;   // requests that reached the line
    std::uint64_t writes = 0;  // requests that reached the line
    std::uint64_t answers = 0;
    std::uint64_t errors = 0;      // error frames
    std::uint64_t silences = 0;    // requests that got no answer
    std::uint64_t dropped = 0;     // requests that found the line's queue full
    std::uint64_t collisions = 0;  // requests that were lost because another came too close
    std::uint64_t heartbeats = 0;
    std::uint64_t heartbeat_replies = 0;
    std::uint64_t heartbeats_missed = 0;  // no reply before the next one was due
    std::uint64_t connections_made = 0;
    std::uint64_t connections_refused = 0;
    std::uint64_t reaped = 0;     // connections that were idle for too long
    std::size_t connections = 0;  // now
    std::size_t leaked = 0;       // now: those whose client has gone unnoticed
    std::size_t most_connections_at_once = 0;
    CloudCounts cloud;
};

}  // namespace giv::simulator
