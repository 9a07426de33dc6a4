// Follows the inverter's clock: one that did not just run on waits until three readings say so, as
// any setting does. Whose day a counter counts hangs on it. Pure state.
//
// Source: spec/quirks.md Q19; the drift and what is said of a jump are ClockWatch's.
#pragma once

#include "core/plant/guard/sight.hpp"

#include <chrono>
#include <optional>

namespace giv::guard {

inline constexpr RegisterRange clock_registers{Bank::holding, 35, 6};

class ClockStep {
 public:
    // Is the clock in this reading not to be believed yet? `is_ours`: we have just set it.
    bool is_doubted(const Sight& sight, bool is_ours);

 private:
    struct Shown {
        std::optional<std::chrono::local_seconds> time;  // nothing: no date
        Instant at;
    };

    static bool runs_on(const Shown& from, const Shown& to);

    std::optional<Shown> candidate_;
    int reads_ = 0;  // of the candidate
};

}  // namespace giv::guard
