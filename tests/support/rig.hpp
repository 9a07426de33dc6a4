// The daemon's rooms and a simulated dongle in one process, on one clock that the test turns
// (architecture ruling 7). Deterministic: same test, same bytes, same times.
#pragma once

#include "exchange/command_gate.hpp"
#include "exchange/flight_recorder.hpp"
#include "exchange/snapshot_hub.hpp"
#include "link/plant_link.hpp"
#include "simulator/dongle.hpp"
#include "support/manual_clock.hpp"
#include "support/memory_transport.hpp"
#include "support/street.hpp"

#include <asio/cancellation_signal.hpp>
#include <asio/io_context.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace giv::testing {

// Keeps every snapshot it is told of.
class RecordingSink final : public Sink {
 public:
    std::string_view name() const override { return "recording"; }
    void accept(int plant, const SnapshotPtr& snapshot) override {
        snapshots.push_back(snapshot);
        plants.push_back(plant);
    }

    std::vector<SnapshotPtr> snapshots;
    std::vector<int> plants;
};

// A command that was given, and what became of it.
struct RigCommand {
    std::string id;
    Instant asked_at{};
    std::vector<Outcome> answers;  // never more than one
    std::optional<Outcome> end;    // of one that was answered as going on
    Instant answered_at{};

    bool is_answered() const { return !answers.empty(); }
    const Outcome& outcome() const { return answers.front(); }
};

// What a store would hold, and what it lacks.
struct RigStore {
    std::map<std::string, KeptControl> kept;
    std::map<std::string, SharedCounters> counters;
    std::vector<AuditEntry> audit;
    std::string fails_with;  // empty: it works
    std::size_t commits = 0;
};

// One plant: its dongle, its link, and what came out.
struct RigPlant {
    simulator::Dongle dongle;
    LinkSettings settings;
    bool is_commanded = true;  // false: no gate, as with READ_ONLY
    std::unique_ptr<MemoryTransport> transport;
    SnapshotHub hub;
    RecordingSink sink;
    std::vector<std::string> log;
    std::optional<Topology> kept;  // what the store would hold
    std::optional<Place> place;
    Transport* reached_by = nullptr;  // null: by its own
    bool is_searched_for = false;     // else without an address nothing is tried
    std::string home;                 // its address of the street, while it has not moved
    std::optional<simulator::Moved> moved;
    RigStore store;
    FlightRecorder recorder{8 * 1'048'576};  // as much as by default
    std::unique_ptr<CommandGate> gate;
    std::vector<std::unique_ptr<RigCommand>> commands;
    std::unique_ptr<PlantLink> link;
    asio::cancellation_signal stop;
    std::optional<Exit> exit;

    explicit RigPlant(simulator::Dongle simulated) : dongle(std::move(simulated)) {}
};

class Rig {
 public:
    Rig() = default;
    ~Rig();
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    // A plant and its link, not started. Settings as a user would have them, without spacing and
    // without a ceiling for the share of the line.
    RigPlant& add(
        simulator::Dongle dongle,
        LinkSettings settings = usual_settings(),
        std::optional<Topology> kept = std::nullopt
    );

    static LinkSettings usual_settings();

    void start(RigPlant& plant);

    // As ruling 19: the link is cancelled, and must end without more time passing.
    void stop(RigPlant& plant);

    // As kill -9 and a new start: link and gate are new, the dongle and the store are as they were.
    void restart(RigPlant& plant);

    // As a client's thread does; the answer comes while time passes.
    RigCommand& ask(RigPlant& plant, std::string control, std::string payload = "");
    RigCommand& ask(RigPlant& plant, Command command);

    // Asks, and lets time pass until it is answered: 10 s at most.
    const Outcome& command(RigPlant& plant, std::string control, std::string payload = "");

    void run_for(Clock::Duration duration);

    // Until this holds, at most so long; false if it never did.
    bool run_until(const std::function<bool()>& holds, Clock::Duration at_most);

    ManualClock& clock() { return clock_; }

    // Where the dongles of plants that are searched for may be.
    Street& street() { return street_; }
    SearchArea search_area = area_of(std::vector<std::string>{"10.0.0.0/24"});

    // The plant's dongle is at this address of the street and nowhere else, from now on; but
    // while a fault has it elsewhere (address_change), it is there.
    void put(RigPlant& plant, const std::string& host);

    // The plant is reached through the street, by the addresses that it has; without any its link
    // looks for it there. Before start() of any of them.
    void search_for(RigPlant& plant);
    void live_in_street(RigPlant& plant);

 private:
    void build(RigPlant& plant);
    void move_to(RigPlant& plant, const std::string& host);
    void follow_moves();
    void turn();
    std::optional<Instant> next_event() const;
    void go_to(Instant when);
    bool step(Instant not_beyond);

    ManualClock clock_;
    Street street_{clock_};
    std::vector<std::unique_ptr<RigPlant>> plants_;
    std::unique_ptr<DongleFinder> finder_;
    asio::io_context loop_{1};  // last: coroutines in it refer to the others
};

}  // namespace giv::testing
