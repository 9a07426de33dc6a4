#include "http/message.hpp"

#include <algorithm>

namespace giv::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view Request::field(std::string_view name) const {
    for (const auto& candidate : fields) {
        if (std::ranges::equal(candidate.name, name, {}, lower, lower)) return candidate.value;
    }
    return {};
}

}  // namespace giv::http
