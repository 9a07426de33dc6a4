#include "support/manual_clock.hpp"

#include <asio/error.hpp>
#include <asio/redirect_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <system_error>

namespace giv::testing {

asio::awaitable<void> ManualClock::sleep_until(TimePoint deadline) {
    if (deadline <= now_) co_return;
    asio::steady_timer timer{co_await asio::this_coro::executor, TimePoint::max()};
    const Sleeper self{sleepers_, deadline, timer};
    std::error_code woken;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (now_ < deadline) throw std::system_error{asio::error::operation_aborted};
}

std::optional<Clock::TimePoint> ManualClock::next_deadline() const {
    if (sleepers_.empty()) return std::nullopt;
    const auto first = std::ranges::min_element(sleepers_, {}, &Sleeper::deadline);
    return (*first)->deadline;
}

void ManualClock::move_to(TimePoint when) {
    now_ = std::max(now_, when);
    for (const auto* sleeper : sleepers_) {
        if (sleeper->deadline <= now_) sleeper->timer->cancel();
    }
}

}  // namespace giv::testing
