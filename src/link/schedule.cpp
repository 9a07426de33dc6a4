#include "link/schedule.hpp"

#include <algorithm>

namespace giv {

using namespace std::chrono_literals;

void Schedule::start(Instant now) {
    cycle_due_ = now;
    overrun_ = {};
    configuration_due_ = now;
}

void Schedule::want_cycle(Instant now) {
    constexpr auto between_extras = 5s;
    if (cycle_is_due(now)) return;
    const auto soonest = last_extra_ ? std::max(now, *last_extra_ + between_extras) : now;
    if (cycle_due_ <= soonest) return;
    last_extra_ = soonest;
    cycle_due_ = soonest;
    overrun_ = {};
}

void Schedule::cycle_done(Instant now, Instant not_before) {
    overrun_ = {};
    if (!periods_.cycles_by_itself) {
        cycle_due_ = Instant::max();
        return;
    }
    // A cycle that overran starts the next at once; at most one is owed, never a bunch.
    const auto planned = std::max(cycle_due_ + periods_.cycle, not_before);
    cycle_due_ = std::max(planned, now);
    overrun_ = cycle_due_ - planned;
}

void Schedule::want_configuration(Instant written) {
    written_ = written;
    configuration_due_ = Instant::min();
}

Instant Schedule::configuration_since() const {
    return written_ ? std::max(cycle_due_, *written_) : cycle_due_;
}

void Schedule::configuration_done(Instant began, Instant now) {
    if (written_ && *written_ >= began) return;
    written_.reset();
    configuration_due_ = now + periods_.configuration;
}

void Schedule::configuration_failed(Instant began, Instant now) {
    constexpr auto again_after = 30s;
    configuration_done(began, now);
    configuration_due_ = std::min(configuration_due_, now + again_after);
}

void Schedule::search_done(Instant now) {
    search_due_ = now + periods_.search;
    search_at_latest_ = search_due_ + periods_.search;
}

void Schedule::search_again(Instant now) {
    constexpr std::chrono::minutes before_long{2};
    search_due_ = std::min(search_due_, now + before_long);
    search_at_latest_ = search_due_;
}

}  // namespace giv
