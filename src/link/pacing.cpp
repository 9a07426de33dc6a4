#include "link/pacing.hpp"

#include <algorithm>

namespace giv {

void Pacing::foreign_frame(Instant at, double chance) {
    using namespace std::chrono_literals;
    constexpr auto least = 150ms;
    constexpr auto jitter = 100ms;
    quiet_until_ = at + least + std::chrono::duration_cast<Instant::duration>(jitter * chance);
}

Instant Pacing::earliest(Instant since) const {
    const auto quiet_at = quiet(since);
    return last_request_ ? std::max(quiet_at, *last_request_ + spacing_) : quiet_at;
}

Instant Pacing::quiet(Instant since) const {
    using namespace std::chrono_literals;
    constexpr auto longest_wait_for_quiet = 2s;
    if (!quiet_until_) return since;
    return std::max(since, std::min(*quiet_until_, since + longest_wait_for_quiet));
}

}  // namespace giv
