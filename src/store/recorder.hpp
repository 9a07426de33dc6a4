// Decides when what was taken in reaches the disk, and puts it there. Time is an argument; the
// store's worker is its only user.
//
// SD cards wear out: there is at most one commit per period, and none for what the file says
// already. What somebody waits for is committed at once, with all the rest; so is where an inverter
// was found, which is seldom, and which people ask to be forgotten as soon as they see it. A commit
// that fails is tried again a period later; who waits hears of it at once, the log of the first
// failure and of the recovery.
#pragma once

#include "exchange/log.hpp"
#include "store/jobs.hpp"
#include "store/kept_controls.hpp"
#include "store/kept_counters.hpp"
#include "store/kept_identities.hpp"
#include "store/kept_places.hpp"
#include "store/topologies.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace giv::store {

// What the file says.
struct Kept {
    Topologies topologies;
    KeptControls controls;
    CountersOfPlants counters;
    IdentityTexts identities;
    KeptPlaces places;
};

class Recorder {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // So many lines of the audit are committed before their time; as many more are held while the
    // disk fails, then the oldest go. Lines of commands that wrote nothing take their time, and of
    // them no more are held than the file would keep.
    static constexpr std::size_t many_audits = 500;

    Recorder(Database database, Kept kept, std::chrono::milliseconds period, Log log);

    void take_in(SaveTopology job);
    void take_in(KeepControl job);
    void take_in(KeepCounters job);
    void take_in(KeepIdentities job);
    void take_in(KeepPlace job);
    void take_in(AuditEntry entry);

    // When there is something to commit: the earliest moment to do so.
    std::optional<TimePoint> due() const;

    // Writes what was taken in since the last commit, if anything, and tells who waits.
    void commit(TimePoint now);

    // How many lines of the audit that wrote something went, because the disk fails, since this was
    // asked last.
    std::uint64_t dropped() { return std::exchange(dropped_, 0); }

    // For what has commits of its own: the outbox.
    Database& database() { return database_; }

 private:
    bool is_empty() const;
    Result<void> write();
    Result<void> write_all();
    void is_written();
    void answer(const Result<void>& result);

    Database database_;
    Kept kept_;

    // taken in since the last commit that succeeded
    Topologies topologies_;
    KeptControls controls_;
    CountersOfPlants counters_;
    IdentityTexts identities_;
    KeptPlaces places_;
    std::deque<AuditEntry> audits_;  // that wrote something
    std::deque<AuditEntry> idle_audits_;

    std::vector<Done> waiting_;
    std::vector<Done> patient_;  // for whom no commit is made before its time
    const std::chrono::milliseconds period_;
    const Log log_;
    TimePoint not_before_;
    bool failing_ = false;
    bool is_urgent_ = false;  // there is what is worth a commit of its own
    std::uint64_t dropped_ = 0;
};

}  // namespace giv::store
