// How the writing to InfluxDB goes, as plain values: for /metrics, for /readyz, for people.
#pragma once

#include <cstdint>

namespace giv::influx {

struct Status {
    std::uint64_t queue_lines = 0;  // that wait: for the server, or for the host's clock to be set
    std::uint64_t queue_bytes = 0;
    std::uint64_t dropped_lines = 0;  // no place; since the state file was made
    std::uint64_t refused_lines = 0;  // the server did not want them; likewise
    bool is_failing = false;          // nothing is taken just now
};

}  // namespace giv::influx
