// How deep a text is that somebody else wrote, before a parser sees it. Pure.
#pragma once

#include <string_view>

namespace giv::render {

// No discovery is deeper than this: a device's components have lists of objects.
inline constexpr int deepest = 8;

// The parser takes any depth, and what it makes is taken apart again level by level. Brackets in
// texts do not count.
bool is_flat(std::string_view text);

}  // namespace giv::render
