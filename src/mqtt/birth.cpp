#include "mqtt/birth.hpp"

#include <algorithm>

namespace giv::mqtt {

void Birth::heard(Instant now, double chance) {
    if (due_at_) return;
    using Seconds = std::chrono::duration<double>;
    const auto spread = Seconds{longest_delay - shortest_delay} * std::clamp(chance, 0.0, 1.0);
    const auto soon = now + shortest_delay + std::chrono::duration_cast<Instant::duration>(spread);
    due_at_ = last_ ? std::max(soon, *last_ + at_most_every) : soon;
}

bool Birth::is_due(Instant now) {
    if (!due_at_ || now < *due_at_) return false;
    due_at_.reset();
    last_ = now;
    return true;
}

}  // namespace giv::mqtt
