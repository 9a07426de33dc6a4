// Does a pack's page still follow the battery, or does the inverter repeat its last one because it
// has lost the battery's controller (spec/quirks.md Q11)?
//
// The same 60 words for more than 15 minutes in which power flowed are the latter: current, voltage
// and charge cannot stand still then. What counts as such a time:
// - Between two pages that are believed and the same, at both of which the inverter itself says
// that
//   the battery gives or takes more than 200 W. A moment of power at one end proves nothing of the
//   time before it.
// - Not a gap of more than five minutes: nobody looked.
// - Where power comes and goes, the pieces add up. A rest in between adds nothing, and takes
// nothing
//   away: a battery that comes to rest shows another current than before, so a page that outlasts
//   that is no less suspect. A night at rest has no pieces, however long it is.
// - The first page that differs in any word ends all of it, at rest or not. Pages that are rejected
//   or wait say nothing, either way.
// Pure state; the guard keeps one per pack.
#pragma once

#include "core/plant/guard/pack_watch.hpp"

#include <chrono>
#include <optional>

namespace giv::guard {

class FreezeWatch {
 public:
    // A page that was believed. `battery_watts`: nothing where the inverter did not say lately.
    void believed(const PackPage& page, Instant at, std::optional<double> battery_watts);

    // When the page that is repeated came first; nothing: it is alive, as far as is known.
    std::optional<Instant> frozen_since() const;

 private:
    struct Run {  // of pages that are the same
        PackPage page;
        Instant first;
        Instant last;
        bool flows;  // at the last of them
        Instant::duration flowed;
    };
    std::optional<Run> run_;
};

}  // namespace giv::guard
