// InfluxDB's line protocol, read strictly: what a server would refuse or read in its own way, and
// what we never write (whole numbers "1i", booleans, exponents), is wrong, in words.
//
// For tests of what we write, and for the fake server. A line that passes has one spelling only.
#pragma once

#include "givtcp/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace giv::testing {

struct LineValue {
    bool is_text = false;
    std::string text;   // without quotes and escapes; a number as it is written
    double number = 0;  // of a number

    friend bool operator==(const LineValue&, const LineValue&) = default;
};

struct ParsedLine {
    std::string measurement;
    std::vector<std::pair<std::string, std::string>> tags;  // sorted, as in the line
    std::vector<std::pair<std::string, LineValue>> fields;  // in the order of the line
    std::optional<std::int64_t> timestamp;

    // Null: there is none of this name.
    const LineValue* field(std::string_view name) const;
    const std::string* tag(std::string_view name) const;
};

// One line without its newline; or what is wrong with it, and where.
Expected<ParsedLine, std::string> parse_line(std::string_view line);

// A body: each line ends with a newline and has a time. What is wrong names the line, from 1.
Expected<std::vector<ParsedLine>, std::string> parse_body(std::string_view body);

}  // namespace giv::testing
