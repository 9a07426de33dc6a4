// The depth of JSON without parsing it.
#include "core/render/flat_json.hpp"

#include <cstddef>

namespace giv::render {

bool is_flat(std::string_view text) {
    int depth = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < text.size() && depth <= deepest; ++i) {
        const char c = text[i];
        if (in_text && c == '\\') ++i;
        if (c == '"') in_text = !in_text;
        if (in_text) continue;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
    }
    return depth <= deepest;
}

}  // namespace giv::render
