#include "link/pacing.hpp"

#include <algorithm>

namespace giv {

void Pacing::foreign_frame(Instant at, double chance) {
    using namespace std::chrono_literals;
    constexpr auto least = 150ms;
    constexpr auto jitter = 100ms;
    quiet_until_ = at + least + std::chrono::duration_cast<Instant::duration>(jitter * chance);
}

Instant Pacing::earliest(Instant now) const {
    auto earliest = now;
    if (last_request_) earliest = std::max(earliest, *last_request_ + spacing_);
    if (quiet_until_) earliest = std::max(earliest, *quiet_until_);
    return earliest;
}

}  // namespace giv
