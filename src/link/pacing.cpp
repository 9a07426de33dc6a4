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
    using namespace std::chrono_literals;
    constexpr auto longest_wait_for_quiet = 2s;
    auto earliest = since;
    if (last_request_) earliest = std::max(earliest, *last_request_ + spacing_);
    if (quiet_until_) {
        earliest = std::max(earliest, std::min(*quiet_until_, since + longest_wait_for_quiet));
    }
    return earliest;
}

}  // namespace giv
