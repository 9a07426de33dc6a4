#include "givtcp/control/timed_action.hpp"

#include <algorithm>

namespace giv {

std::string_view words(ActionKind kind) {
    switch (kind) {
        case ActionKind::force_charge: return "forceCharge";
        case ActionKind::force_export: return "forceExport";
        case ActionKind::pause_charge: return "tempPauseCharge";
        case ActionKind::pause_discharge: return "tempPauseDischarge";
    }
    return "";
}

const TimedAction* find_action(const TimedActions& actions, ActionKind kind) {
    const auto found = std::ranges::find(actions, kind, &TimedAction::kind);
    return found == actions.end() ? nullptr : &*found;
}

std::optional<std::string> contradiction(ActionKind, const TimedActions&) { return std::nullopt; }

Result<TimedActions>
with_begun(TimedActions running, const ActionStart&, std::span<const JudgedWrite>, const RegisterView&) {
    return running;
}

std::vector<JudgedWrite>
restoring_writes(const TimedAction&, const RegisterView&, const Capabilities&) {
    return {};
}

bool is_over(const TimedAction&, const LocalTime&) { return false; }

std::chrono::minutes minutes_left(const TimedAction&, const LocalTime&) {
    return std::chrono::minutes{0};
}

TimedAction shifted(TimedAction action, std::chrono::seconds) { return action; }

std::vector<JudgedWrite> slot_writes(const TimedAction&, const RegisterView&, const Capabilities&) {
    return {};
}

TimedAction with_written(TimedAction action, std::span<const JudgedWrite>) { return action; }

std::string to_text(const TimedAction&) { return {}; }

std::optional<TimedAction> action_from(std::string_view) { return std::nullopt; }

}  // namespace giv
