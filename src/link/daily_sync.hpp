// When the inverter's clock is looked at for setting it right by itself (CLOCK_SYNC). Pure: the
// time is an argument. Whether it is set then is why_not_sync()'s business.
//
//   00:00 off by 40 s, set    00:01 ... 23:59 it is left alone    24:00 looked at, each minute
#pragma once

#include "givtcp/control/command.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <chrono>

namespace giv {

class DailySync {
 public:
    explicit DailySync(bool is_wanted) : is_wanted_(is_wanted) {}

    bool is_due(Instant now) const { return is_wanted_ && next_ <= now; }

    // It was looked at, and is not set for now.
    void looked(Instant now) { next_ = now + std::chrono::minutes{1}; }

    // It is being set: not again today, whatever comes of it, unless nothing was written.
    void began(Instant now) { next_ = now + std::chrono::hours{24}; }
    void ended(const Outcome& outcome, Instant now) {
        const bool goes_on = outcome.reason == Reason::continuing;
        if (!goes_on && !wrote_something(outcome)) next_ = now + std::chrono::hours{1};
    }

    // Another inverter has another clock.
    void forget() { next_ = {}; }

 private:
    bool is_wanted_;
    Instant next_{};
};

}  // namespace giv
