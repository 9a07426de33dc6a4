// Any bytes as InfluxDB lines: refused in words, or lines that have one spelling only, which the
// daemon's own writer gives back.
#include "core/render/line_text.hpp"
#include "support/line_grammar.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using giv::testing::ParsedLine;

void require(bool holds) {
    if (!holds) __builtin_trap();
}

std::string written(const ParsedLine& parsed) {
    giv::render::Tags tags;
    for (const auto& [key, value] : parsed.tags)
        tags.emplace_back(key, value);
    giv::render::Line line{parsed.measurement, tags};
    for (const auto& [name, value] : parsed.fields)
        line.add(name, value.is_text ? giv::render::quoted_text(value.text) : value.text);
    auto text = line.text();
    if (parsed.timestamp) text += ' ' + std::to_string(*parsed.timestamp);
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};

    const auto line = giv::testing::parse_line(text);
    if (line) {
        require(!line->fields.empty());
        require(written(*line) == text);
    } else {
        require(!line.error().empty());
    }

    const auto body = giv::testing::parse_body(text);
    if (!body) return 0;
    std::string all;
    for (const auto& one : *body)
        all += written(one) + '\n';
    require(all == text);
    return 0;
}
