// What outlives the process: one SQLite file in STATE_DIR, and the one thread that writes it.
//
// open() reads what is kept, on the calling thread, before the worker starts; from then on only
// the worker touches the file. The file is never deleted here. A store that could not be opened
// is empty and forgets: the daemon goes on without, but begins no timed action, and what waits for
// InfluxDB waits in memory.
#pragma once

#include "exchange/bounded_queue.hpp"
#include "exchange/latest.hpp"
#include "exchange/log.hpp"
#include "exchange/place.hpp"
#include "store/jobs.hpp"
#include "store/kept_controls.hpp"
#include "store/outbox.hpp"
#include "store/recorder.hpp"
#include "store/store_settings.hpp"

#include "givtcp/result.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace giv {

// How much may wait for the disk, and how often it is written.
struct StorePace {
    std::size_t queue = 1024;
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

    // It works, and can keep something. From open() on, until stop().
    bool is_open() const { return is_open_.load(std::memory_order_relaxed); }

    // What open() found; not what was saved since. The newest plant at "host:port".
    std::optional<Topology> topology_at(std::string_view endpoint) const;

    // Of every inverter that was ever found, sorted.
    const std::vector<std::string>& known_serials() const { return known_serials_; }

    // Of the inverter with this serial, as open() found it; nothing if nothing was kept.
    std::optional<KeptControl> control_of(std::string_view serial) const;

    // Of the plant of the inverter with this serial, as open() found them; empty if nothing was
    // kept.
    SharedCounters counters_of(std::string_view serial) const;

    // What the entities of the inverter with this serial are called, as open() found it.
    std::string_view identities_of(std::string_view serial) const;

    // Where this plant was found last, as open() found it; nothing if nothing was kept.
    std::optional<Place> place_of(int plant) const;

    // ---- any thread; all return at once --------------------------------------------------------

    // Written soon, if it differs from what is kept; dropped and counted when the queue is full.
    void save_topology(std::string endpoint, Topology topology);
    void keep_control_soon(std::string serial, KeptControl kept);
    void keep_identities(std::string serial, std::string identities);
    void keep_place(int plant, Place place);
    void audit(AuditEntry entry);  // what wrote nothing has half of the queue at most

    // Written with the next commit; then `done` is called on the store's thread, or with the reason
    // why it can't be: at once, where nothing can be kept or the queue is full.
    void keep_counters(std::string serial, SharedCounters kept, store::Done done);

    // Written now. `done` is called once: on the store's thread after the commit, when it is safe
    // from a power cut, or with the reason why it is not; or before this returns, when nothing can
    // be kept at all or the queue is full (Errc::busy). What could not be written is tried again
    // with the rest: whoever no longer wants it says so by another keep_control_soon().
    void keep_control(std::string serial, KeptControl kept, store::Done done);

    // The outbox. Lines that the queue does not take are counted as dropped.
    void append_lines(std::vector<std::string> lines, std::uint64_t lost);

    // Told later, on the store's thread; false: it is not taken, and nobody is told.
    bool read_lines(store::OutboxWanted wanted, store::BatchRead done);

    void remove_lines(store::OutboxBatch batch, std::uint64_t refused);

    // As of the last job of the outbox.
    store::OutboxState outbox() const { return *outbox_state_.get(); }

    std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

    // Called on the store's thread whenever lines have come. Before open(): who does not listen has
    // no outbox where there is no file.
    void when_lines_come(std::function<void()> tell) { lines_came_ = std::move(tell); }

    // Commits what was saved before, and ends the worker. False: it is still busy after `limit`.
    bool stop(std::chrono::milliseconds limit);

 private:
    Result<void> open_file(const std::string& file);
    Result<void> open_without_file();
    void start(store::Database database);
    Result<void> load(store::Database& database);
    bool push_or_drop(store::Job job);
    void drop();
    Error why_not_taken() const;
    struct Desk;
    void hand_over(store::Job job, Desk& desk);
    void hand_over_lines(store::OutboxJob job, store::Outbox& outbox);
    bool push_lines(store::OutboxJob job);
    void tell(const store::Outbox& outbox);
    void work(store::Database database, store::Kept kept);

    // set once
    const StoreSettings settings_;
    const Log log_;
    const StorePace pace_;
    store::Kept kept_at_start_;
    std::string why_closed_ = "it has not been opened";
    std::vector<std::string> known_serials_;
    std::function<void()> lines_came_;  // empty: nobody takes them
    std::uint64_t most_outbox_bytes_ = 0;

    // any thread
    BoundedQueue<store::Job> queue_;
    std::atomic<bool> is_open_{false};
    std::atomic<bool> takes_lines_{false};  // there is a worker
    std::atomic<std::uint64_t> dropped_{0};
    std::atomic<std::size_t> idle_audits_{0};  // in the queue
    std::atomic<std::uint64_t> lost_lines_{0};
    Latest<store::OutboxState> outbox_state_;

    // whoever opens and stops
    std::promise<void> worker_done_;
    std::future<void> worker_ended_{worker_done_.get_future()};
    std::thread worker_;
};

}  // namespace giv
