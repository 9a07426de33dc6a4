#include "broker/broker_words.hpp"

#include <algorithm>

namespace giv::broker {

LogLevel level_of(std::string_view line) {
    if (line.starts_with("Error")) return LogLevel::error;
    return line.starts_with("Warning") ? LogLevel::warning : LogLevel::debug;
}

bool says_it_runs(std::string_view line) {
    return line.starts_with("mosquitto version ") && line.ends_with(" running");
}

std::optional<std::string> take_line(std::string& text) {
    constexpr std::size_t longest = 1000;
    const auto end = text.find('\n');
    if (end == std::string::npos && text.size() < longest) return std::nullopt;
    const auto size = std::min(end, longest);
    auto line = text.substr(0, size);
    text.erase(0, size == end ? end + 1 : size);
    std::ranges::replace_if(
        line, [](char c) { return c >= '\0' && c < ' '; }, ' '
    );
    return line;
}

}  // namespace giv::broker
