#include "link/clock.hpp"

#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include <system_error>

namespace giv {

asio::awaitable<void> Clock::sleep_until(TimePoint deadline) {
    asio::steady_timer bell{co_await asio::this_coro::executor};
    co_await sleep_until(deadline, bell);
    if (now() < deadline) throw std::system_error{asio::error::operation_aborted};
}

}  // namespace giv
