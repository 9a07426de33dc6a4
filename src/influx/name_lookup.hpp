// A name's addresses, without waiting for the C library longer than wanted: its look-up can't be
// cancelled and may take many seconds, so it has a thread that may outlive everything else.
//
// One thread uses it: the influx worker.
#pragma once

#include "givtcp/result.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace giv::influx {

// Numeric, in the order in which to try them; never empty.
using Addresses = std::vector<std::string>;

// Blocks for as long as it takes; called on a thread of its own.
using LookUp = std::function<Result<Addresses>(const std::string& host)>;

Result<Addresses> system_look_up(const std::string& host);

class NameLookup {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::milliseconds patience{3'000};  // where earlier ones are known

    explicit NameLookup(std::string host, LookUp look_up = system_look_up);

    // A numeric host at once. Else the name's addresses: looked up now, or the last good ones where
    // that fails or takes too long. `is_over` is asked every 50 ms: true ends the wait.
    Result<Addresses> addresses(TimePoint deadline, const std::function<bool()>& is_over);

 private:
    struct Job;

    const std::string host_;
    const LookUp look_up_;
    std::shared_ptr<Job> running_;
    Addresses last_good_;
};

}  // namespace giv::influx
