#include "core/render/line_text.hpp"

#include <algorithm>

namespace giv::render {
namespace {

constexpr std::string_view special_in_measurement = ", ";
constexpr std::string_view special_in_key = ",= ";  // keys of tags and fields, values of tags

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

void append_escaped(std::string& line, std::string_view text, std::string_view special) {
    for (const char c : text) {
        if (special.find(c) != std::string_view::npos) line += '\\';
        line += is_control(c) || c == '\\' ? '_' : c;
    }
}

}  // namespace

std::string quoted_text(std::string_view text) {
    std::string shown{'"'};
    for (const char c : text) {
        if (c == '"' || c == '\\') shown += '\\';
        shown += is_control(c) ? '_' : c;
    }
    return shown += '"';
}

Line::Line(std::string_view measurement, Tags tags) {
    constexpr std::size_t usual_size = 1600;
    text_.reserve(usual_size);
    append_escaped(text_, measurement, special_in_measurement);
    std::ranges::sort(tags);
    for (const auto& [key, value] : tags) {
        text_ += ',';
        append_escaped(text_, key, special_in_key);
        text_ += '=';
        append_escaped(text_, value, special_in_key);
    }
}

void Line::add(std::string_view field, std::string_view value) {
    text_ += has_fields_ ? ',' : ' ';
    append_escaped(text_, field, special_in_key);
    text_ += '=';
    text_ += value;
    has_fields_ = true;
}

}  // namespace giv::render
