// Where points go, made of the settings once: host, port, and what every request to it says.
//
// Pure, any thread. Source: spec/clients.md §4.3; what real servers take: research/peers.md.
#pragma once

#include "influx/influx_settings.hpp"

#include "givtcp/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace giv::influx {

struct Target {
    bool tls = false;
    std::string host;  // a name or a numeric address, IPv6 without brackets
    std::uint16_t port = 8086;
    std::string path;  // with its query: "/api/v2/write?org=home&bucket=solar&precision=ms"
    std::string authorization;  // the header's value; empty: none is sent

    // "https://influx.example.com:8086", for the log.
    std::string origin() const;
};

// The error is the end of a sentence that begins with "INFLUX_URL": "has no host".
Result<Target> target_of(const InfluxSettings& settings);

// As a query's value: all but letters, digits and -._~ as %XX.
std::string percent_encoded(std::string_view text);

std::string base64(std::string_view bytes);

}  // namespace giv::influx
