// Paths of routes with "{...}" in them. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace giv::http {

// What stands for each "{name}" of `pattern`, in order: any one segment that is not empty. For
// "{...}" at its end: all that is left. Nothing if `path` is another one. The pieces are parts of
// `path`.
std::optional<std::vector<std::string_view>> match(std::string_view pattern, std::string_view path);

}  // namespace giv::http
