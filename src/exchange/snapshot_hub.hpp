// The newest snapshot of one plant, for every thread.
#pragma once

#include "givtcp/plant/snapshot.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace giv {

class SnapshotHub {
 public:
    // Loop thread.
    void publish(SnapshotPtr snapshot);

    // Any thread; never waits for anything but another pointer copy. Null before the first.
    SnapshotPtr latest() const;

    // Any thread but the loop: waits until more than `cycles` measurement cycles are complete;
    // null when `limit` passed first, or stop() was called.
    SnapshotPtr wait_for_cycle_after(std::uint64_t cycles, std::chrono::milliseconds limit) const;

    // Wakes all who wait, for good.
    void stop();

 private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    SnapshotPtr latest_;  // under mutex_
    bool stopped_ = false;
};

}  // namespace giv
