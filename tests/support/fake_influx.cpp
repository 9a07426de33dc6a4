#include "support/fake_influx.hpp"

#include "support/line_grammar.hpp"

#include <algorithm>

namespace giv::testing {
namespace {

// Blanks in names are escaped, so that the first bare one ends the series; no text field is longer
// than the rest.
std::size_t end_of_series(std::string_view line) {
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '\\') {
            ++at;
        } else if (line[at] == ' ') {
            return at;
        }
    }
    return line.size();
}

}  // namespace

influx::Answer FakeInflux::take(const std::string& body) {
    ++requests;
    if (std::count(body.begin(), body.end(), '\n') > static_cast<std::ptrdiff_t>(most_lines)) {
        return {413, "too large"};
    }
    const auto parsed = parse_body(body);
    if (!parsed) {
        if (first_fault.empty()) first_fault = parsed.error();
        return {400, parsed.error()};
    }
    std::string_view rest = body;
    for (const auto& point : *parsed) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + 1);
        const auto name = end_of_series(line);
        const auto fields = line.substr(name, line.rfind(' ') - name);
        const auto hash = std::hash<std::string_view>{}(fields);
        auto& times = series[std::string{line.substr(0, name)}];
        const auto [place, is_new] = times.try_emplace(point.timestamp.value_or(0), hash);
        ++lines;
        if (!is_new) ++repeated;
        if (!is_new && place->second != hash) ++conflicts;
    }
    return {204, ""};
}

}  // namespace giv::testing
