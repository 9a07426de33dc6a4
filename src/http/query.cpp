#include "http/query.hpp"

#include <algorithm>

namespace giv::http {
namespace {

// The first piece of a list with `separator` between; `list` is what remains.
std::string_view take(std::string_view& list, char separator) {
    const auto piece = list.substr(0, list.find(separator));
    list.remove_prefix(std::min(list.size(), piece.size() + 1));
    return piece;
}

}  // namespace

std::vector<QueryPair> pairs_of(std::string_view query) {
    std::vector<QueryPair> pairs;
    while (!query.empty()) {
        auto value = take(query, '&');
        const auto key = take(value, '=');
        pairs.push_back({key, value});
    }
    return pairs;
}

}  // namespace giv::http
