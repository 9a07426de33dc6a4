// The restore list of a timed action: what enters it, what passes from one action to another, what
// is put back. Plain numbers; timed_action.cpp has the writes judged. Pure.
//
// A worked example, HR112 (40 at first):
//   tempPauseDischarge   {112: before 50, wrote 0}                in the pause's list
//   forceExport          {112: before 50, wrote 40, replaced 0}   now in the export's; the pause is
//   gone its end              HR112 holds 40, or still 0: it becomes 50. Anything else: somebody
//   else's.
#pragma once

#include "core/control/draft.hpp"

#include "givtcp/control/timed_action.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace giv::ledger {

// As with_begun().
Result<TimedActions> begun(
    TimedActions running,
    const ActionStart& start,
    std::span<const RegisterWrite> writes,
    const RegisterView& registers
);

// As restoring_writes().
std::vector<RegisterWrite> restoring(const TimedAction& action, const RegisterView& registers);

// As slot_writes().
std::vector<RegisterWrite> slots(const TimedAction& action, const RegisterView& registers);

// Which register says when the slot of such an action ends; nothing for pauses.
std::optional<std::uint16_t> end_register(ActionKind kind);

// As with_written().
TimedAction written(TimedAction action, std::span<const RegisterWrite> writes);

}  // namespace giv::ledger
