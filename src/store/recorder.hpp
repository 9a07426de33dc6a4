// Decides when what was taken in reaches the disk, and puts it there. Time is an argument; the
// store's worker is its only user.
//
// SD cards wear out: there is at most one commit per period, and none for what the file says
// already. A commit that fails is tried again a period later; the log hears of the first failure
// and of the recovery.
#pragma once

#include "exchange/log.hpp"
#include "store/topologies.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace giv::store {

class Recorder {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // `kept` is what the file says.
    Recorder(Database database, Topologies kept, std::chrono::milliseconds period, Log log);

    void take_in(std::string endpoint, Topology topology);

    // When there is something to commit: the earliest moment to do so.
    std::optional<TimePoint> due() const;

    // Writes what was taken in since the last commit, if anything.
    void commit(TimePoint now);

 private:
    Result<void> write();

    Database database_;
    Topologies kept_;
    Topologies pending_;
    const std::chrono::milliseconds period_;
    const Log log_;
    TimePoint not_before_;
    bool failing_ = false;
};

}  // namespace giv::store
