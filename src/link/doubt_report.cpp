#include "link/doubt_report.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace giv {
namespace {

using guard::Rule;
using guard::RuleCounts;

// First readings wait at every start, and after every gap: no news by themselves.
bool has_news(const RuleCounts& now, const RuleCounts& told) {
    return std::ranges::any_of(guard::rules(), [&](const guard::RuleFacts& one) {
        return one.rule != Rule::first_reading && now.of(one.rule) != told.of(one.rule);
    });
}

// "dead_temperatures 12 (rejected), pack_splice 3 (held)"
std::string listed(const RuleCounts& counts) {
    std::string text;
    for (const auto& one : guard::rules()) {
        if (counts.of(one.rule) == 0) continue;
        text += (text.empty() ? "" : ", ") + std::string{one.key} + ' ' +
                std::to_string(counts.of(one.rule));
        if (one.verdict != Verdict::good) text += " (" + std::string{words(one.verdict)} + ')';
    }
    return text;
}

}  // namespace

void DoubtReport::look(Instant now, const RuleCounts& counts) {
    constexpr auto at_most_every = std::chrono::hours{1};
    if (now - told_at_ < at_most_every || !has_news(counts, told_)) return;
    told_ = counts;
    told_at_ = now;
    log_(LogLevel::info, "readings in doubt since the start, by rule: " + listed(counts));
}

}  // namespace giv
