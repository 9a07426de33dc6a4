#include "app/stop_signals.hpp"

#include <asio/use_awaitable.hpp>

#include <csignal>
#include <cstdlib>

namespace giv {
namespace {

extern "C" void end_at_once(int number) { std::_Exit(128 + number); }

// Fails only for signals that do not exist.
void handle(int number, void (*handler)(int)) { static_cast<void>(std::signal(number, handler)); }

}  // namespace

StopSignals::StopSignals(const asio::any_io_executor& executor)
    : signals_(executor, SIGTERM, SIGINT) {}

asio::awaitable<int> StopSignals::wait() {
    const int number = co_await signals_.async_wait(asio::use_awaitable);
    signals_.clear();
    handle(SIGTERM, end_at_once);
    handle(SIGINT, end_at_once);
    co_return number;
}

void ignore_broken_pipes() { handle(SIGPIPE, SIG_IGN); }

void ignore_requests_for_recordings() { handle(SIGUSR1, SIG_IGN); }

}  // namespace giv
