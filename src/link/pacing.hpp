// When the next request may be sent. Pure: times and chance are arguments.
//
// Requests of two parties that come too close on the serial line both vanish
// (spec/wire-protocol.md §8 "Collisions", numbers in §9 "Ours").
#pragma once

#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <optional>

namespace giv {

class Pacing {
 public:
    explicit Pacing(std::chrono::milliseconds spacing) : spacing_(spacing) {}

    void request_sent(Instant at) { last_request_ = at; }

    // Somebody else's frame; `chance` lies in [0, 1).
    void foreign_frame(Instant at, double chance);

    // Not before this, for a request that has waited since `since`; `since` if nothing hinders.
    // Others who never stop talking are waited for 2 s, not for ever.
    Instant earliest(Instant since) const;

    // The same without our own spacing: for what may follow an answer at once.
    Instant quiet(Instant since) const;

 private:
    std::chrono::milliseconds spacing_;
    std::optional<Instant> last_request_;
    std::optional<Instant> quiet_until_;
};

}  // namespace giv
