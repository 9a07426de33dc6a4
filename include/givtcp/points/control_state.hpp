// What is shown of control: what runs and for how much longer, how often was written, how the
// inverter's clock goes. The link sets it, as of the moment of the snapshot; points know nothing
// else of control.
#pragma once

#include "givtcp/points/clock_state.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace giv {

struct ControlState {
    // Of each timed action the minutes left, rounded up; nothing: it does not run.
    std::optional<std::chrono::minutes> force_charge;
    std::optional<std::chrono::minutes> force_export;
    std::optional<std::chrono::minutes> pause_charge;
    std::optional<std::chrono::minutes> pause_discharge;

    std::uint32_t writes_today = 0;  // by the inverter's day
    std::uint64_t writes_lifetime = 0;

    ClockState clock;

    friend bool operator==(const ControlState&, const ControlState&) = default;
};

}  // namespace giv
