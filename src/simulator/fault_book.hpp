// The faults that are set: those still to come, those in force, and what those that are over did.
//
// Deterministic: what happens by chance follows from the seed and the order of what is asked.
// Has no clock: it is told how late it is, and says when it wants to know again.
#pragma once

#include "simulator/chance.hpp"
#include "simulator/fault_plan.hpp"
#include "simulator/faults.hpp"
#include "simulator/write_log.hpp"

#include "givtcp/protocol/pdu.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace giv::simulator {

// What becomes of a request. Of a read, `acknowledged` means that it is answered.
struct Treatment {
    WriteAnswer answer = WriteAnswer::acknowledged;
    bool done = true;
    std::chrono::milliseconds longer{0};        // the line is busy with it
    std::chrono::milliseconds effect_after{0};  // the answer

    friend bool operator==(const Treatment&, const Treatment&) = default;
};

// One fault from when it was set, and what it did.
struct FaultRecord {
    std::uint64_t number = 0;  // of those that were set, from 1 on
    PlannedFault planned;
    Instant begins{};
    std::optional<Instant> ends{};  // will, or did; nothing: when it is cleared
    std::uint64_t struck = 0;       // requests, answers or connections that it changed
    int seen = 0;                   // requests that it concerns
    Chance chance{0};

    const Fault& fault() const { return planned.fault; }

    // Throws the dice for one more of what it concerns.
    bool comes_down();

    // It changed something; perhaps for the last time.
    void hit(Instant now);
};

// All faults of one kind that have begun.
struct FaultCount {
    std::uint64_t begun = 0;
    std::uint64_t struck = 0;

    friend bool operator==(const FaultCount&, const FaultCount&) = default;
};

class FaultBook {
 public:
    explicit FaultBook(std::uint32_t seed) : seed_{seed} {}

    // In force from `now` + planned.at on. Its number, or 0 if there are too many already.
    std::uint64_t add(const PlannedFault& planned, Instant now);

    // Ends those in force, and forgets those to come.
    void clear(Instant now);

    // When next one begins or ends.
    std::optional<Instant> next_change() const;

    struct Change {
        std::uint64_t number;
        Fault fault;
        bool begins;
        Instant at;
    };

    // The first thing that changes up to `now`, if anything does.
    std::optional<Change> change(Instant now);

    // Of several faults that say whether it is done and answered, the one that was set first
    // holds; times add up. Counts the request.
    Treatment treat(const Request& request, Instant now);

    // The foreign writes that come after a write of this register, each once.
    std::vector<Fault> followers_of(std::uint16_t index, Instant now);

    // The first of this kind in force, or null.
    const Fault* in_force(FaultKind kind) const;

    // Is one of this kind in force that spares nothing, and that no number of times ends?
    bool spares_nothing(FaultKind kind) const;

    // Is one of this kind in force, and does it strike this time? Counts it.
    bool strikes(FaultKind kind, Instant now);

    // The one of this number has changed so many things, if it is still in force.
    void hit(std::uint64_t number, std::size_t things, Instant now);

    // Those in force, in the order in which they began, for whoever strikes and counts.
    std::vector<FaultRecord>& strikers() { return active_; }

    const std::vector<FaultRecord>& active() const { return active_; }
    const std::multimap<Instant, FaultRecord>& to_come() const { return to_come_; }
    const std::deque<FaultRecord>& over() const { return over_; }  // the last 10 000

    // Of each kind that has begun.
    std::map<FaultKind, FaultCount> counts() const;

 private:
    struct Suffering {
        Treatment treatment;
        bool is_settled = false;
        bool is_request_lost = false;
        bool is_answer_lost = false;
    };

    static bool apply(FaultRecord& record, Suffering& all);
    void finish(const FaultRecord& record, Instant now);

    std::uint32_t seed_;
    std::uint64_t last_number_ = 0;
    std::multimap<Instant, FaultRecord> to_come_;
    std::vector<FaultRecord> active_;
    std::deque<FaultRecord> over_;
    std::map<FaultKind, FaultCount> over_counts_;
};

// Does an answer carry what this fault is about?
bool concerns(const Fault& fault, const Response& response);

}  // namespace giv::simulator
