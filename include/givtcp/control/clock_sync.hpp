// Whether the inverter's clock may be set right by itself just now (CLOCK_SYNC), or why not. Pure.
//
// A clock that is set makes slots begin and end at other moments and may bring midnight, so it is
// done away from all of these, by the clock as it is and as it will be. Source: issue 5, Clock.
#pragma once

#include "givtcp/control/judged_write.hpp"
#include "givtcp/control/timed_action.hpp"
#include "givtcp/registers/value.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace giv {

// What the decision looks at.
struct SyncView {
    Capabilities plant;
    RegisterView registers;                 // as read within a configuration period
    bool settings_are_fresh = false;        // they were
    std::optional<LocalTime> inverter_now;  // nothing: its clock shows no date that exists
    std::optional<LocalTime> host_now;      // in the plant's zone; nothing: it can't be trusted
    bool action_runs = false;               // a timed action, whichever
    std::size_t writes_left = 0;            // of today's budget
};

enum class SyncHindrance : std::uint8_t {
    host_clock,   // the host's clock can't be trusted
    settings,     // slots were not read lately
    no_time,      // what its clock shows is no time: what is near is not known
    small_drift,  // it is right enough
    timed_action,
    midnight,   // is near, before or after, or lies between
    slot_edge,  // is near, before or after
    write_budget,
};

std::string_view words(SyncHindrance hindrance);

// The first that applies; nothing: set it.
std::optional<SyncHindrance> why_not_sync(const SyncView& view);

}  // namespace giv
