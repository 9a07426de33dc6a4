#include "link/signal.hpp"

#include <asio/error.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <system_error>

namespace giv {

asio::awaitable<void> Signal::wait() {
    if (is_set_) co_return;
    std::error_code woken;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (!is_set_) throw std::system_error{asio::error::operation_aborted};
}

}  // namespace giv
