#include "exchange/snapshot_hub.hpp"

#include <utility>

namespace giv {

void SnapshotHub::publish(SnapshotPtr snapshot) {
    {
        const std::lock_guard lock{mutex_};
        latest_.swap(snapshot);
    }
    changed_.notify_all();
}

SnapshotPtr SnapshotHub::latest() const {
    const std::lock_guard lock{mutex_};
    return latest_;
}

SnapshotPtr SnapshotHub::wait_for_cycle_after(std::uint64_t cycles, std::chrono::milliseconds limit)
    const {
    std::unique_lock lock{mutex_};
    const auto newer = [&] { return latest_ && latest_->cycles > cycles; };
    const auto ready = [&] { return stopped_ || newer(); };
    changed_.wait_for(lock, limit, ready);
    return newer() ? latest_ : nullptr;
}

void SnapshotHub::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopped_ = true;
    }
    changed_.notify_all();
}

}  // namespace giv
