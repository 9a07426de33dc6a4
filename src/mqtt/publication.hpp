// One message for the broker, and what became of the offer to send it. Plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace giv::mqtt {

enum class Qos : std::uint8_t { at_most_once = 0, at_least_once = 1 };

// An empty payload with `retain` removes what the broker has kept for the topic.
struct Publication {
    std::string topic;
    std::string payload;
    bool retain = true;
    Qos qos = Qos::at_most_once;

    friend bool operator==(const Publication&, const Publication&) = default;
};

enum class Offer : std::uint8_t {
    accepted,  // the client will send it
    later,     // not connected, or its queue is full: offer it again
    refused,   // it can never be sent (an impossible topic); offering it again is useless
};

// Offers one message to the client. Loop thread; never blocks, never throws.
using Publish = std::function<Offer(const Publication&)>;

}  // namespace giv::mqtt
