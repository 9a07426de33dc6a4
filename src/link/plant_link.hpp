// One plant on one wire, for ever: connect, detect, poll, lose the link, again.
//
// Says what state the plant is in, and tells the hub and the sinks of every change. What is asked
// is the Poller's business. Loop thread.
#pragma once

#include "exchange/command_gate.hpp"
#include "exchange/exit.hpp"
#include "exchange/log.hpp"
#include "exchange/sink.hpp"
#include "exchange/snapshot_hub.hpp"
#include "link/backoff.hpp"
#include "link/client.hpp"
#include "link/clock.hpp"
#include "link/control_memory.hpp"
#include "link/counter_memory.hpp"
#include "link/dongle_finder.hpp"
#include "link/doubt_report.hpp"
#include "link/executor.hpp"
#include "link/fault_log.hpp"
#include "link/link_settings.hpp"
#include "link/places.hpp"
#include "link/poller.hpp"
#include "link/tape.hpp"
#include "link/transport.hpp"
#include "link/whose_silence.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace giv {

// What a plant's link needs of the rest of the program. All of it outlives the link.
struct LinkWorld {
    asio::any_io_executor executor;
    Clock* clock = nullptr;
    Transport* transport = nullptr;
    SnapshotHub* hub = nullptr;
    std::vector<Sink*> sinks;
    Log log = no_log();
    // A part was found, or the plant is another: to be kept for the next start.
    std::function<void(const Endpoint&, const Topology&)> topology_changed = [](const Endpoint&,
                                                                                const Topology&) {};
    DongleFinder* finder = nullptr;  // null: where no address is set, nothing is tried
    // Where a plant without an address turned out to be: to be kept for the next start.
    std::function<void(const Place&)> place_found = [](const Place&) {};
    CommandGate* gate = nullptr;  // null: nobody commands this plant
    ControlMemory memory;
    CounterMemory counters;
    FlightRecorder* recorder = nullptr;  // null: nothing is recorded
    std::uint32_t seed = 1;              // of the jitter
    bool keeps_raw = true;               // PRINT_RAW: snapshots hold the group of raw values
};

class PlantLink {
 public:
    // `kept`: what the store knows of the plant; the next start is quicker with it. It is believed
    // only when the inverter says the same of itself, and its parts answer. `place`: where a plant
    // without an address was last.
    PlantLink(
        LinkSettings settings,
        std::optional<Topology> kept,
        LinkWorld world,
        std::optional<Place> place = std::nullopt
    );

    PlantLink(const PlantLink&) = delete;
    PlantLink& operator=(const PlantLink&) = delete;
    ~PlantLink() = default;

    // The whole life; ends only by cancellation, or by a bug.
    asio::awaitable<Exit> run();

    // A full cycle at once, at most one extra per 5 s: for /getData.
    void want_cycle();

    // Hands the latest snapshot to the sinks once more: for /runAll.
    void offer();

    // Something waits in the gate.
    void commands_wait();

    const LinkCounts& counts() const { return counts_; }
    const PollPace& pace() const { return poller_.pace(); }
    std::optional<Clock::Duration> last_cycle_took() const { return poller_.last_cycle_took(); }
    const Punctuality& punctuality() const { return poller_.punctuality(); }
    const std::optional<Topology>& topology() const { return image_.topology(); }
    Capabilities capabilities() const { return commands_.capabilities(); }

 private:
    asio::awaitable<void> keep_connected();
    asio::awaitable<void> watch_silence();
    asio::awaitable<Result<std::unique_ptr<Connection>>> connect();
    asio::awaitable<Result<void>> search();
    bool is_of_a_set_plant() const;
    void yield_to_set_plants();
    asio::awaitable<Error> session(Connection& connection);

    struct Told {
        std::string sentence;
        Instant at;
    };

    PollerEvents poller_events();
    PollerWorld poller_world();
    ExecutorWorld executor_world();
    Result<void> judge(const Identity& identity);
    void identified(PlantState state, std::string detail);
    bool is_searching() const { return state_ == PlantState::searching; }
    bool ends_silence();  // false: there was none
    void inverter_answered();
    void cycle_completed();
    void adopted(const Identity& identity);
    void keep_counters();
    void new_base(const guard::NewBase& base);
    void tell_drops();
    void lost(const std::string& why);
    void set_state(PlantState state, std::string detail);
    void publish();
    std::string new_bases() const;
    LinkFacts facts() const;
    std::string detail() const;
    std::string newcomer() const { return is_connected_ ? poller_.newcomer() : std::string{}; }
    bool is_left_alone() const;
    std::chrono::seconds silent_after() const;
    double chance();

    // set once
    const LinkSettings settings_;
    const LinkWorld world_;
    const Tape tape_;

    // loop thread
    Places places_;
    Endpoint endpoint_;  // tried last
    std::optional<Place> place_told_;
    bool is_judged_here_ = false;  // who answers on this connection
    std::string searched_in_;      // since our inverter last answered
    std::string why_not_found_;    // what the last search said
    LinkCounts counts_;
    Backoff backoff_;
    FaultLog faults_;
    std::minstd_rand random_;  // for jitter alone: 8 bytes in place of 5000
    PlantState state_ = PlantState::connecting;
    std::string detail_;
    std::string unexpected_packs_;  // LinkFacts
    WhoseSilence whose_silence_;
    std::string shared_told_;  // that another plant is the same inverter
    Instant answers_since_{};  // LinkFacts
    std::string last_loss_;    // why there is no link; empty since the inverter last answered
    Connection* connection_ = nullptr;  // the one that is being talked on
    bool is_connected_ = false;
    bool is_silent_ = false;
    Instant alive_since_;  // the last accepted bank, or the start
    Instant published_at_{};
    PlantImage image_;
    Executor commands_;
    Poller poller_;
    std::map<std::string, Told> new_bases_;  // by the name of the total
    std::optional<Instant> counters_kept_at_;
    std::uint64_t drops_told_ = 0;
    Instant drops_told_at_{};
    DoubtReport doubts_;
};

}  // namespace giv
