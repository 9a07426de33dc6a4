// The newest of something that one thread says and others read: an immutable value, never a
// reference to what changes.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace giv {

template <class Value>
class Latest {
 public:
    // The thread that owns it.
    void publish(Value value) {
        auto next = std::make_shared<const Value>(std::move(value));
        const std::lock_guard lock{mutex_};
        latest_.swap(next);
    }

    // Any thread; never waits for anything but another pointer copy. Before the first publish() a
    // value as it is made by default.
    std::shared_ptr<const Value> get() const {
        const std::lock_guard lock{mutex_};
        return latest_;
    }

 private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Value> latest_ = std::make_shared<const Value>();  // under mutex_
};

}  // namespace giv
