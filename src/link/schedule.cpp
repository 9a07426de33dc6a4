#include "link/schedule.hpp"

#include <algorithm>

namespace giv {

using namespace std::chrono_literals;

void Schedule::start(Instant now) {
    cycle_due_ = now;
    configuration_due_ = now;
}

void Schedule::want_cycle(Instant now) {
    constexpr auto between_extras = 5s;
    if (last_extra_ && now - *last_extra_ < between_extras) return;
    last_extra_ = now;
    cycle_due_ = std::min(cycle_due_, now);
}

void Schedule::cycle_done(Instant now) {
    if (!periods_.cycles_by_itself) {
        cycle_due_ = Instant::max();
        return;
    }
    // A cycle that overran starts the next at once; at most one is owed, never a bunch.
    cycle_due_ = std::max(cycle_due_ + periods_.cycle, now);
}

void Schedule::configuration_done(Instant now) {
    configuration_due_ = now + periods_.configuration;
}

void Schedule::search_done(Instant now) { search_due_ = now + periods_.search; }

}  // namespace giv
