#include "app/dump_policy.hpp"

#include <algorithm>

namespace giv {

std::optional<std::string_view> DumpPolicy::wants(int plant, const Snapshot& snapshot) {
    const auto now = snapshot.made_at.steady;
    auto& open = open_[plant];
    std::optional<std::string_view> wanted;
    std::vector<std::string_view> keys;
    for (const auto& problem : snapshot.problems) {
        keys.push_back(problem.key);
        if (std::ranges::find(open, problem.key) != open.end()) continue;
        const auto last = dumped_at_.find({plant, problem.key});
        if (last != dumped_at_.end() && now - last->second < at_most_every) continue;
        dumped_at_.insert_or_assign({plant, problem.key}, now);
        if (!wanted) wanted = problem.key;
    }
    open = std::move(keys);
    return wanted;
}

}  // namespace giv
