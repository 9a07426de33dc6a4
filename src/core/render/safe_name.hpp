// Any text as a name of A-Z, a-z, 0-9, _ and -, as Home Assistant takes in topics, and back: two
// texts never have the same name. "GivTCP BG2134G001" is "GivTCP-20BG2134G001". Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace giv::render {

// Stands in no name, and so between two.
inline constexpr std::string_view between_names = "--";

std::string safe_name(std::string_view text);

// Nothing for what safe_name() never makes.
std::optional<std::string> text_of_safe_name(std::string_view name);

}  // namespace giv::render
