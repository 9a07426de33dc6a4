// Times as our own document writes them, as numbers. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace giv::render {

// Of "2026-06-05T12:19:53+01:00", also with a blank for the T, and without an offset, which is then
// taken for UTC. Nothing for any other text.
std::optional<std::int64_t> seconds_since_1970(std::string_view text);

}  // namespace giv::render
