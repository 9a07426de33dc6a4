// A server that takes points as InfluxDB does, in memory: every line is judged by the grammar, and
// what it was told is remembered. It answers as the test says.
#pragma once

#include "influx/answers.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace giv::testing {

class FakeInflux {
 public:
    // A whole body. 400 and nothing of it is stored where a line is wrong; 413 beyond most_lines.
    influx::Answer take(const std::string& body);

    std::size_t most_lines = 1000;

    // What it has: by measurement and tags, the times; each with the fields it was told first.
    std::map<std::string, std::map<std::int64_t, std::size_t>, std::less<>> series;

    std::size_t requests = 0;
    std::size_t lines = 0;      // that were stored, repeated ones included
    std::size_t repeated = 0;   // lines that it had already
    std::size_t conflicts = 0;  // lines of a series and time that it had with other fields
    std::string first_fault;    // of a line, in words; empty: all were right
};

}  // namespace giv::testing
