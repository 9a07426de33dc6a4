// What stands behind the question mark, as it came: nothing is decoded. Pure; any thread.
#pragma once

#include <string_view>
#include <vector>

namespace giv::http {

struct QueryPair {
    std::string_view key;
    std::string_view
        value;  // empty without an equals sign; what follows a second one belongs to it
};

// In order; empty pairs too, as in "a=1&&b=2". They are parts of `query`.
std::vector<QueryPair> pairs_of(std::string_view query);

}  // namespace giv::http
