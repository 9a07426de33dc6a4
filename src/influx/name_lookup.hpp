// A name's address, without waiting for the C library longer than wanted: its look-up can't be
// cancelled and may take many seconds, so it has a thread that may outlive everything else.
//
// One thread uses it: the influx worker.
#pragma once

#include "givtcp/result.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace giv::influx {

// Blocks for as long as it takes; called on a thread of its own. A numeric address as text.
using LookUp = std::function<Result<std::string>(const std::string& host)>;

Result<std::string> system_look_up(const std::string& host);

class NameLookup {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit NameLookup(std::string host, LookUp look_up = system_look_up);

    // Numeric addresses at once. Else the name's address: looked up now, or the last good one where
    // that fails or takes too long. `is_over` is asked every 50 ms: true ends the wait.
    Result<std::string> address(TimePoint deadline, const std::function<bool()>& is_over);

 private:
    struct Job;

    const std::string host_;
    const LookUp look_up_;
    std::shared_ptr<Job> running_;
    std::string last_good_;
};

}  // namespace giv::influx
