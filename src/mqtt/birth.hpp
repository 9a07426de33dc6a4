// When Home Assistant has started, all is said again: a little later, so that a house full of
// programs does not speak at once, and not for each message of one that starts over and over.
//
// Source: spec/clients.md §3.5. Pure: time and chance are arguments. Loop thread.
#pragma once

#include "givtcp/plant/snapshot.hpp"

#include <chrono>
#include <optional>

namespace giv::mqtt {

class Birth {
 public:
    static constexpr auto shortest_delay = std::chrono::seconds{1};
    static constexpr auto longest_delay = std::chrono::seconds{5};
    static constexpr auto at_most_every = std::chrono::seconds{30};

    // `chance` from 0 to 1: where between the shortest and the longest delay.
    void heard(Instant now, double chance);

    // True once for what was heard, when its time has come.
    bool is_due(Instant now);

    // A new connection: all is said anyway.
    void forget() { due_at_.reset(); }

 private:
    std::optional<Instant> due_at_;
    std::optional<Instant> last_;
};

}  // namespace giv::mqtt
