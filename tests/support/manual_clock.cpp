#include "support/manual_clock.hpp"

#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <system_error>

namespace giv::testing {

asio::awaitable<void> ManualClock::sleep_until(TimePoint deadline, asio::steady_timer& bell) {
    if (deadline <= now_) co_return;
    bell.expires_at(TimePoint::max());
    const Sleeper self{sleepers_, deadline, bell};
    std::error_code woken;
    co_await bell.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

std::optional<Clock::TimePoint> ManualClock::next_deadline() const {
    if (sleepers_.empty()) return std::nullopt;
    const auto first = std::ranges::min_element(sleepers_, {}, &Sleeper::deadline);
    return (*first)->deadline;
}

void ManualClock::move_to(TimePoint when) {
    set(when);
    wake();
}

void ManualClock::set(TimePoint when) { now_ = std::max(now_, when); }

void ManualClock::wake() {
    for (const auto* sleeper : sleepers_) {
        if (sleeper->deadline <= now_) sleeper->timer->cancel();
    }
}

}  // namespace giv::testing
