#include "givtcp/plant/guard/kept_counters.hpp"

#include <algorithm>

namespace giv {

bool holds_all(const KeptCounters& kept, const KeptCounters& these) {
    return std::ranges::all_of(these, [&](const KeptCounters::Entry& one) {
        const auto found = kept.find(one.first);
        return found != kept.end() && found->second == one.second;
    });
}

SharedCounters merged(const SharedCounters& known, const SharedCounters& newer) {
    const auto is_told = [&](const KeptCounters::Entry& one) {
        return counters_in(newer).find(one.first) != counters_in(newer).end();
    };
    if (std::ranges::all_of(counters_in(known), is_told)) return newer;
    auto all = counters_in(known);
    for (const auto& [name, counter] : counters_in(newer))
        all.insert_or_assign(name, counter);
    return std::make_shared<const KeptCounters>(std::move(all));
}

}  // namespace giv
