// InfluxDB as the app sees it: a sink that takes snapshots, a worker that sends what waits in the
// store, and how that goes.
//
// The loop makes lines and gives them to the store; the worker takes batches from the store, sends
// them and says what may go. An outage is the worker's alone. The app destroys this before the
// store.
#pragma once

#include "exchange/bounded_queue.hpp"
#include "exchange/log.hpp"
#include "influx/client.hpp"
#include "influx/influx_sink.hpp"
#include "influx/status.hpp"
#include "influx/writer.hpp"
#include "store/store.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace giv::influx {

struct ServiceOptions {
    InfluxSettings settings;
    Target target;  // of these settings
    std::function<Moment()> now;
    std::function<bool(WallTime)> is_set;  // see SinkOptions
    WriterLimits writer;
    ClientLimits client;
};

class Service {
 public:
    // Before the store is opened: it is told to ring when lines come.
    Service(ServiceOptions options, Store& store, Log log);

    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    // Waits for the worker without a limit: call stop() first.
    ~Service();

    // ---- loop thread ---------------------------------------------------------------------------

    void start();
    Sink& sink() { return sink_; }

    // About once a second.
    void tick();

    // Ends the worker and what it is sending, which stays in the store. False: it is still busy
    // after `limit`.
    bool stop(std::chrono::milliseconds limit);

    // ---- any thread ----------------------------------------------------------------------------

    Status status() const;

 private:
    // Where the store's thread leaves things for the worker; it may outlive this.
    struct Letterbox {
        BoundedQueue<bool> bell{1};  // lines have come; full: it rings already
        BoundedQueue<store::OutboxBatch> batches{1};
    };

    void work();
    void send_next();
    std::optional<store::OutboxBatch> read_next();
    void settle(store::OutboxBatch batch, const Answer& answer);
    void rest_until(Client::TimePoint when);

    const ServiceOptions options_;
    const Log log_;
    Store& store_;
    const std::shared_ptr<Letterbox> letterbox_;

    InfluxSink sink_;  // loop

    Client client_;  // worker
    Writer writer_;

    std::atomic<bool> is_failing_{false};  // any thread
    std::atomic<std::size_t> held_lines_{0};

    std::promise<void> worker_done_;
    std::future<void> worker_ended_{worker_done_.get_future()};
    std::thread worker_;
};

}  // namespace giv::influx
