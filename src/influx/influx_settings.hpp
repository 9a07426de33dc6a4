// What the InfluxDB room is told: the server, how to get in, and what to write.
//
// Plain values, filled by the config room. Source: spec/clients.md §4.
#pragma once

#include "givtcp/render/line_protocol.hpp"

#include <cstdint>
#include <string>

namespace giv {

// How the server is asked; spec/clients.md §4.3.
enum class InfluxApi : std::uint8_t { v1, v2, v3 };

struct InfluxSettings {
    bool enabled = false;  // INFLUX_OUTPUT
    std::string url;       // INFLUX_URL: http or https, and a path where the server has one
    std::string token;     // INFLUX_TOKEN; v1: user:password
    std::string bucket;    // INFLUX_BUCKET; v1: the database, or database/retention policy
    std::string org;       // INFLUX_ORG: v2 alone
    InfluxApi api = InfluxApi::v2;                               // INFLUX_API
    render::InfluxSchema schema = render::InfluxSchema::givtcp;  // INFLUX_SCHEMA
    std::string ca_file;  // INFLUX_TLS_CA: PEM; empty: the system's authorities
};

}  // namespace giv
