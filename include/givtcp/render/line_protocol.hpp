// A snapshot as InfluxDB lines: what GivTCP wrote, name for name, and more for those who want more.
//
// Source: spec/clients.md §4.1. Pure; whoever sends the lines gives them their time.
#pragma once

#include "givtcp/plant/snapshot.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace giv::render {

enum class InfluxSchema : std::uint8_t {
    givtcp,    // one line: the seed's measurement, tag, fields, order and types
    extended,  // that line, and others beside it: what v2 and v3 added, batteries, control, quality
};

// Each without its time and without a newline; InfluxSchema::givtcp gives one line, or none where
// nothing is known. Only values that are good are in them: an unknown, held or old one leaves out
// its field, and a line without fields is no line. Every number is a float (never "1i"), no NaN.
//
// What is measured every cycle and was not read after `read_after` (the end of the cycle before)
// is left out too: it has been written under its own time.
std::vector<std::string> influx_lines(
    const Snapshot& snapshot, InfluxSchema schema, Instant read_after = Instant::min()
);

// The same lines as they are stored and sent: each with a blank, the time of the reading in
// milliseconds (precision ms, in v3 millisecond) and "\n". Empty for no lines.
std::string stamped(
    const std::vector<std::string>& lines, std::chrono::sys_time<std::chrono::milliseconds> taken_at
);

}  // namespace giv::render
