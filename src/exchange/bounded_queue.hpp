// A queue between threads that never grows beyond its bound: whoever pushes is told "full" and
// decides what that means; whoever pops may sleep.
//
// Any thread. close() lets what is inside out, and nothing more in.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace giv {

template <class Item>
class BoundedQueue {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

    // False, and the item is gone, when the queue is full or closed. Never waits.
    [[nodiscard]] bool try_push(Item item) {
        {
            const std::lock_guard lock{mutex_};
            if (closed_ || items_.size() >= capacity_) return false;
            items_.push_back(std::move(item));
        }
        changed_.notify_one();
        return true;
    }

    // Waits for an item; nothing once the queue is closed and empty.
    std::optional<Item> pop() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return closed_ || !items_.empty(); });
        return take();
    }

    // The same, but nothing when the deadline has passed, too.
    std::optional<Item> pop_until(TimePoint deadline) {
        std::unique_lock lock{mutex_};
        changed_.wait_until(lock, deadline, [this] { return closed_ || !items_.empty(); });
        return take();
    }

    // Wakes all who wait, for good.
    void close() {
        {
            const std::lock_guard lock{mutex_};
            closed_ = true;
        }
        changed_.notify_all();
    }

    bool is_closed() const {
        const std::lock_guard lock{mutex_};
        return closed_;
    }

 private:
    std::optional<Item> take() {
        if (items_.empty()) return std::nullopt;
        std::optional<Item> item{std::move(items_.front())};
        items_.pop_front();
        return item;
    }

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Item> items_;  // under mutex_
    bool closed_ = false;     // under mutex_
};

}  // namespace giv
