#include "app/stop_signals.hpp"

#include <asio/use_awaitable.hpp>

#include <csignal>
#include <cstdlib>

namespace giv {
namespace {

extern "C" void end_at_once(int number) { std::_Exit(128 + number); }

}  // namespace

StopSignals::StopSignals(const asio::any_io_executor& executor)
    : signals_(executor, SIGTERM, SIGINT) {}

asio::awaitable<int> StopSignals::wait() {
    const int number = co_await signals_.async_wait(asio::use_awaitable);
    signals_.clear();
    std::signal(SIGTERM, end_at_once);
    std::signal(SIGINT, end_at_once);
    co_return number;
}

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace giv
