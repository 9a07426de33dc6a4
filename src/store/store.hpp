// What outlives the process: one SQLite file in STATE_DIR, and the one thread that writes it.
//
// open() reads what is kept, on the calling thread, before the worker starts; from then on only
// the worker touches the file. The file is never deleted here. A store that could not be opened
// is empty and forgets: the daemon goes on without.
#pragma once

#include "exchange/bounded_queue.hpp"
#include "exchange/log.hpp"
#include "store/store_settings.hpp"
#include "store/topologies.hpp"

#include "givtcp/result.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace giv {

// How much may wait for the disk, and how often it is written.
struct StorePace {
    std::size_t queue = 64;
    std::chrono::milliseconds commit_period = std::chrono::minutes{1};
};

class Store {
 public:
    Store(StoreSettings settings, Log log, StorePace pace = {});

    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    // Stops without a limit: call stop() first.
    ~Store();

    // Makes the folder and the file where they are missing, loads, starts the worker. The error is
    // one sentence that says what to do. Once only.
    Result<void> open();

    // What open() found; not what was saved since. The newest plant at "host:port".
    std::optional<Topology> topology_at(std::string_view endpoint) const;

    // Of every inverter that was ever found, sorted.
    const std::vector<std::string>& known_serials() const { return known_serials_; }

    // Any thread; returns at once. Written soon, if it differs from what is kept; dropped and
    // counted when the queue is full.
    void save_topology(std::string endpoint, Topology topology);

    std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

    // Commits what was saved before, and ends the worker. False: it is still busy after `limit`.
    bool stop(std::chrono::milliseconds limit);

 private:
    struct SaveTopology {
        std::string endpoint;
        Topology topology;
    };

    Result<void> open_file(const std::string& file);
    void work(store::Database database, store::Topologies kept);

    // set once
    const StoreSettings settings_;
    const Log log_;
    const StorePace pace_;
    store::Topologies kept_at_start_;
    std::vector<std::string> known_serials_;

    // any thread
    BoundedQueue<SaveTopology> queue_;
    std::atomic<std::uint64_t> dropped_{0};

    // whoever opens and stops
    std::promise<void> worker_done_;
    std::future<void> worker_ended_{worker_done_.get_future()};
    std::thread worker_;
};

}  // namespace giv
