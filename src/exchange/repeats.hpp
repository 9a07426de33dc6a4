// A fault that repeats is logged once, then as a counted summary each period, and once more when
// it is over. Owned by one room, used on its one thread; time is an argument.
//
//   faults_.report("connect", LogLevel::warning, "cannot connect to 10.0.0.7:8899: refused", now);
//   faults_.over("connect", "connected to 10.0.0.7:8899", now);
#pragma once

#include "exchange/log.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace giv {

class Repeats {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Duration = std::chrono::steady_clock::duration;

    // At most this many different faults are told apart; what comes after shares one place.
    static constexpr std::size_t most_faults = 64;

    explicit Repeats(Log log, Duration period = std::chrono::minutes{10});

    // The fault happened (again). `fault` names its kind and never holds what a peer sent.
    void report(std::string_view fault, LogLevel level, std::string_view text, TimePoint now);

    // The fault is over: one line at info if it had been reported, else nothing.
    void over(std::string_view fault, std::string_view text, TimePoint now);

 private:
    struct Fault {
        TimePoint began;
        TimePoint said;          // when the last line was written
        std::uint64_t held = 0;  // occurrences since that line
        std::uint64_t total = 0;
    };

    Log log_;
    Duration period_;
    std::map<std::string, Fault, std::less<>> faults_;
};

}  // namespace giv
