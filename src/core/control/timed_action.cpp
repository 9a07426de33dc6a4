#include "givtcp/control/timed_action.hpp"

#include "core/control/action_ledger.hpp"
#include "core/control/writable_rows.hpp"

#include "givtcp/registers/local_time.hpp"

#include <algorithm>
#include <array>

namespace giv {
namespace {

// What may not begin while something else runs (spec/commands.md 1a, "Refused as contradictory").
struct Contradiction {
    ActionKind asked;
    ActionKind runs;
};

constexpr auto contradictions = std::to_array<Contradiction>({
    {ActionKind::force_charge, ActionKind::force_export},
    {ActionKind::force_export, ActionKind::force_charge},
    {ActionKind::pause_charge, ActionKind::force_charge},
    {ActionKind::pause_discharge, ActionKind::force_export},
});

std::vector<RegisterWrite> plain(std::span<const JudgedWrite> judged) {
    std::vector<RegisterWrite> writes;
    writes.reserve(judged.size());
    for (const auto& write : judged)
        writes.push_back({write.index(), write.value()});
    return writes;
}

using Judge = Result<JudgedWrite> (*)(std::uint16_t, std::uint16_t, const Capabilities&);

std::vector<JudgedWrite> judged(
    const std::vector<RegisterWrite>& writes, Judge judge, const Capabilities& plant
) {
    std::vector<JudgedWrite> allowed;
    for (const auto& write : writes) {
        if (const auto one = judge(write.index, write.value, plant)) allowed.push_back(*one);
    }
    return allowed;
}

}  // namespace

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

std::optional<std::string> contradiction(ActionKind kind, const TimedActions& running) {
    for (const auto& row : contradictions) {
        if (row.asked != kind) continue;
        const auto* other = find_action(running, row.runs);
        if (other == nullptr) continue;
        const std::string name{words(row.runs)};
        return std::string{words(kind)} + " contradicts " + name + ", which runs until " +
               text_of(other->ends) + "; cancel " + name + " first";
    }
    return std::nullopt;
}

Result<TimedActions> with_begun(
    TimedActions running,
    const ActionStart& start,
    std::span<const JudgedWrite> writes,
    const RegisterView& registers
) {
    for (const auto& write : writes) {
        const auto held = registers(write.index());
        auto complaint = held ? never_held(write.index(), *held) : std::nullopt;
        if (complaint) return fail(Errc::out_of_range, *std::move(complaint));
    }
    return ledger::begun(std::move(running), start, plain(writes), registers);
}

TimedAction while_extended(TimedAction running, const TimedAction& begun) {
    running.restore = begun.restore;
    return running;
}

bool shows_end(const TimedAction& action, std::span<const RegisterOutcome> registers) {
    const auto index = ledger::end_register(action.kind);
    return std::ranges::any_of(registers, [&](const RegisterOutcome& one) {
        return one.index == index && one.read_back == hhmm_of(action.ends);
    });
}

std::vector<JudgedWrite> restoring_writes(
    const TimedAction& action, const RegisterView& registers, const Capabilities& plant
) {
    return judged(ledger::restoring(action, registers), JudgedWrite::restoring, plant);
}

bool is_over(const TimedAction& action, const LocalTime& inverter_now) {
    const auto left = between(inverter_now, action.ends);
    return left && *left <= std::chrono::seconds{0};
}

std::chrono::minutes minutes_left(const TimedAction& action, const LocalTime& inverter_now) {
    const auto left = between(inverter_now, action.ends);
    if (!left) return action.duration;
    return std::max(std::chrono::ceil<std::chrono::minutes>(*left), std::chrono::minutes{0});
}

TimedAction shifted(TimedAction action, std::chrono::seconds step) {
    const auto began = plus(action.began, step);
    const auto ends = plus(action.ends, step);
    if (!began || !ends) return action;
    action.began = *began;
    action.ends = *ends;
    return action;
}

std::vector<JudgedWrite> slot_writes(
    const TimedAction& action, const RegisterView& registers, const Capabilities& plant
) {
    return judged(ledger::slots(action, registers), JudgedWrite::judge, plant);
}

TimedAction with_written(TimedAction action, std::span<const JudgedWrite> writes) {
    return ledger::written(std::move(action), plain(writes));
}

}  // namespace giv
