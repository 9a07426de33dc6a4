#include "http/path_pattern.hpp"

namespace giv::http {
namespace {

// "/a/b/c" is "/a", and "/b/c" remains.
std::string_view take_segment(std::string_view& path) {
    const auto segment = path.substr(0, path.find('/', 1));
    path.remove_prefix(segment.size());
    return segment;
}

}  // namespace

std::optional<std::vector<std::string_view>> match(
    std::string_view pattern, std::string_view path
) {
    std::vector<std::string_view> arguments;
    while (!pattern.empty() && !path.empty()) {
        if (pattern == "/{...}") {
            if (path.size() < 2) return std::nullopt;
            arguments.push_back(path.substr(1));
            return arguments;
        }
        const auto expected = take_segment(pattern);
        const auto segment = take_segment(path);
        if (expected.starts_with("/{")) {
            if (segment.size() < 2) return std::nullopt;
            arguments.push_back(segment.substr(1));
        } else if (segment != expected) {
            return std::nullopt;
        }
    }
    if (!pattern.empty() || !path.empty()) return std::nullopt;
    return arguments;
}

}  // namespace giv::http
