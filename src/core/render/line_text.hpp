// One line of InfluxDB's line protocol, put together and escaped. Pure.
//
// A line is one line: what would break it (control characters), and a backslash outside of a
// text, which servers read in different ways, become "_".
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace giv::render {

using Tags = std::vector<std::pair<std::string_view, std::string_view>>;

// A text as the value of a field: in quotes.
std::string quoted_text(std::string_view text);

class Line {
 public:
    // The tags are written by name: servers are quicker then.
    Line(std::string_view measurement, Tags tags);

    // `value` as it stands in the line: a number, or quoted_text().
    void add(std::string_view field, std::string_view value);

    bool has_fields() const { return has_fields_; }
    const std::string& text() const { return text_; }

 private:
    std::string text_;
    bool has_fields_ = false;
};

}  // namespace giv::render
