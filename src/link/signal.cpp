#include "link/signal.hpp"

#include <asio/error.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <system_error>

namespace giv {

asio::awaitable<void> Signal::wait() {
    if (is_set_) co_return;
    std::error_code woken;
    bell_.expires_at(asio::steady_timer::time_point::max());
    co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (!is_set_) throw std::system_error{asio::error::operation_aborted};
}

asio::awaitable<void> Signal::wait_until(Clock& clock, Clock::TimePoint deadline) {
    if (is_set_) co_return;
    co_await clock.sleep_until(deadline, bell_);
    if (!is_set_ && clock.now() < deadline) throw std::system_error{asio::error::operation_aborted};
}

}  // namespace giv
