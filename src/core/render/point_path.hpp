// What stands in the path of a point for the plant's own names.
#pragma once

#include <string>
#include <string_view>

namespace giv::render {

inline constexpr std::string_view details_place = "{details}";
inline constexpr std::string_view details_name = "Invertor_Details";
inline constexpr std::string_view id_place = "{id}";

// `path` with `name` instead of the place, if it has one.
inline std::string filled(std::string_view path, std::string_view place, std::string_view name) {
    const auto at = path.find(place);
    if (at == std::string_view::npos) return std::string{path};
    std::string text;
    text.reserve(path.size() - place.size() + name.size());
    text += path.substr(0, at);
    text += name;
    text += path.substr(at + place.size());
    return text;
}

}  // namespace giv::render
