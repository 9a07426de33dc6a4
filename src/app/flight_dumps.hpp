// Recordings on the disk: of a plant when something begins to be wrong with it, of all when
// somebody sends SIGUSR1. They are written to STATE_DIR/recordings, and only so many of each kind
// are kept.
//
// Loop thread. What blocks is done by a thread of its own, which gets values and gives a line for
// the log.
#pragma once

#include "app/dump_policy.hpp"
#include "exchange/bounded_queue.hpp"
#include "exchange/exit.hpp"
#include "exchange/flight_recorder.hpp"
#include "exchange/log.hpp"
#include "exchange/sink.hpp"
#include "store/recording_files.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/signal_set.hpp>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace giv {

struct DumpOptions {
    std::string state_directory;
    std::string maker;         // "givtcp 0.1.0"
    std::vector<int> plants;   // the instances
    std::uint64_t ring_bytes;  // how much the recorder may hold: bounds the files as well
    std::function<Moment()> now;
};

class FlightDumps final : public Sink {
 public:
    // From here on SIGUSR1 is taken, whether anything is recorded or not. The recorder outlives it.
    FlightDumps(
        const asio::any_io_executor& executor,
        const FlightRecorder& recorder,
        DumpOptions options,
        Log log
    );
    FlightDumps(const FlightDumps&) = delete;
    FlightDumps& operator=(const FlightDumps&) = delete;
    ~FlightDumps() override;  // stop()

    // Writes all plants' recordings at each signal, for ever; ends by cancellation.
    asio::awaitable<Exit> run();

    std::string_view name() const override { return "recordings"; }
    void accept(int plant, const SnapshotPtr& snapshot) override;

    // Gives up what is being written, and waits for the thread: as long as one write to the disk,
    // or the making of one text, takes.
    void stop();

 private:
    struct Dump {
        Recording recording;
        std::vector<int> plants;
        std::string reason;
    };

    void order(Dump dump);
    void work();
    bool write(const Dump& dump, int plant);

    const FlightRecorder& recorder_;
    const DumpOptions options_;
    const Log log_;
    asio::signal_set signals_;
    DumpPolicy policy_;
    bool is_behind_ = false;  // the last order was not taken

    BoundedQueue<Dump> orders_;            // any thread
    std::atomic<bool> is_stopped_{false};  // any thread
    // The thread's. Each kind has room of its own: neither drives out the other.
    store::RecordingFiles by_signal_;
    store::RecordingFiles of_problems_;
    std::thread thread_;
};

}  // namespace giv
