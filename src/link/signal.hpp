// One coroutine waits, another tells it to go on. Loop thread.
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>

namespace giv {

class Signal {
 public:
    explicit Signal(const asio::any_io_executor& executor)
        : timer_(executor, asio::steady_timer::time_point::max()) {}

    // Wakes whoever waits; who waits later returns at once, until clear().
    void set() {
        is_set_ = true;
        timer_.cancel();
    }

    void clear() { is_set_ = false; }

    bool is_set() const { return is_set_; }

    // Throws operation_aborted when cancelled.
    asio::awaitable<void> wait();

 private:
    asio::steady_timer timer_;
    bool is_set_ = false;
};

}  // namespace giv
