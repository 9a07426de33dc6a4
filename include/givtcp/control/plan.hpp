// From an order to the exact register writes, or the reason why not. Pure.
//
// Source: spec/commands.md 1a (the plans), 0.7 and 8 (bounds, clamps, rates), 5 (what is refused).
#pragma once

#include "givtcp/control/command.hpp"
#include "givtcp/control/judged_write.hpp"
#include "givtcp/control/payload.hpp"
#include "givtcp/control/timed_action.hpp"
#include "givtcp/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace giv {

enum class RateUnit : std::uint8_t { automatic, watts, percent };

// What the user set about commands.
struct ControlSettings {
    RateUnit rate_unit = RateUnit::automatic;  // RATE_UNIT
    bool seed_profile = false;                 // COMPAT_PROFILE=seed
    bool charge_slot_2_legacy = false;         // CHARGE_SLOT_2=legacy
    std::uint32_t writes_per_day = 300;        // WRITES_PER_DAY
    bool clock_sync = false;                   // CLOCK_SYNC

    friend bool operator==(const ControlSettings&, const ControlSettings&) = default;
};

// What a plan may look at. Registers are at most a configuration period old: the executor sees to
// that, reads what is missing, and plans again.
struct ControlView {
    Capabilities plant;
    ControlSettings settings;
    RegisterView registers;
    std::optional<double> battery_maximum_w;    // what Invertor_Max_Bat_Rate shows
    std::optional<double> battery_capacity_wh;  // HR55 x 51.2
    std::uint16_t saved_reserve = 4;            // the last HR110 other than 100
    TimedActions actions;                       // that run now
    std::optional<LocalTime> inverter_now;      // freshly read, where the control needs_clock
    std::optional<LocalTime> host_now;  // in the plant's zone; nothing if it can't be trusted
};

enum class Proof : std::uint8_t {
    equal,        // every register reads back as written
    clock,        // HR35-40 differ by 3 s at most from what they should be by then
    restart,      // acknowledged, then the link drops and returns
    calibration,  // off: 0; else anything but 0
};

struct WritePlan {
    std::vector<JudgedWrite> writes;  // in order, those included that would change nothing
    Proof proof = Proof::equal;
    std::vector<std::string> notes;  // what is done other than asked, and why; for people

    std::optional<LocalTime> set_clock_to;  // Proof::clock: the time that shall be now; the
                                            // executor makes `writes` itself (clock_writes)
    std::optional<ActionKind> begins;       // with `duration`
    std::chrono::minutes duration{0};
    std::optional<ActionKind> cancels;  // what it restores; `writes` is empty
};

using Planned = Expected<WritePlan, Refusal>;

Planned plan(const Order& order, const ControlView& view);

// What puts back the registers that were written, last first: those whose value before is known,
// and that can be put back (not the clock, the restart and the calibration).
std::vector<JudgedWrite> undo_writes(
    std::span<const RegisterOutcome> registers, const Capabilities& plant
);

// HR35..HR40 for this time, in order.
Result<std::vector<JudgedWrite>> clock_writes(const LocalTime& time, const Capabilities& plant);

}  // namespace giv
