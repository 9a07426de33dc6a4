// One coroutine waits, another tells it to go on. Loop thread. A second one that waits at the same
// time would throw the first one out.
#pragma once

#include "link/clock.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>

namespace giv {

class Signal {
 public:
    explicit Signal(const asio::any_io_executor& executor) : bell_(executor) {}

    // Wakes whoever waits; who waits later returns at once, until clear().
    void set() {
        is_set_ = true;
        bell_.cancel();
    }

    void clear() { is_set_ = false; }

    bool is_set() const { return is_set_; }

    // Throws operation_aborted when cancelled before it is set.
    asio::awaitable<void> wait();

    // The same, but not after the deadline.
    asio::awaitable<void> wait_until(Clock& clock, Clock::TimePoint deadline);

 private:
    asio::steady_timer bell_;
    bool is_set_ = false;
};

}  // namespace giv
