// How often one peer may ask for what costs something: commands, and guesses at the token. Time is
// an argument; any thread, one lock held for a look-up.
//
// A peer has so much at once, and gets so much back in a second. What it remembers is bounded: of
// more peers than that, the ones that asked longest ago begin anew.
#pragma once

#include "http/limits.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace giv::http {

class RequestRate {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit RequestRate(const Limits& limits = {}) : limits_{limits} {}

    // Takes one; false: the peer has none left, and nothing is taken.
    bool take(const std::string& peer, TimePoint now);

    // Whether it would get one; nothing is taken.
    bool has_some(const std::string& peer, TimePoint now);

 private:
    struct Bucket {
        double left;
        TimePoint at;
    };

    Bucket& filled(const std::string& peer, TimePoint now);  // the lock is held
    void make_room();

    const Limits limits_;
    std::mutex mutex_;
    std::map<std::string, Bucket> buckets_;
};

}  // namespace giv::http
