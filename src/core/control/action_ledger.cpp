#include "core/control/action_ledger.hpp"

#include "givtcp/registers/local_time.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace giv::ledger {
namespace {

using RestoreList = std::vector<RestoreEntry>;

// So many writes in a row that did not get through, and whose traces are still known.
constexpr std::size_t most_earlier = 8;

// The register holds what an action wrote.
bool holds_ours(const RestoreEntry& entry, std::uint16_t held) {
    return held == entry.wrote || std::ranges::count(entry.earlier, held) > 0;
}

// Nobody else has changed it: it holds what an action wrote, or still what was there before.
bool is_alive(const RestoreEntry& entry, std::uint16_t held) {
    return holds_ours(entry, held) || held == entry.before;
}

// Removes the entry of this register, if there is one.
std::optional<RestoreEntry> taken(RestoreList& list, std::uint16_t index) {
    const auto found = std::ranges::find(list, index, &RestoreEntry::index);
    if (found == list.end()) return std::nullopt;
    auto entry = std::move(*found);
    list.erase(found);
    return entry;
}

std::optional<RestoreEntry> taken_from_any(TimedActions& actions, std::uint16_t index) {
    for (auto& action : actions) {
        if (auto entry = taken(action.restore, index)) return entry;
    }
    return std::nullopt;
}

void rewrite(RestoreEntry& entry, std::uint16_t value, std::uint16_t held) {
    // Where the register still shows what was before, an earlier write of ours may be on its way.
    const auto last = held == entry.before ? entry.wrote : held;
    entry.wrote = value;
    entry.earlier.clear();
    if (last != value) entry.earlier.push_back(last);
}

// One write of `action` enters its list; `others` are the other actions.
void enter(TimedAction& action, TimedActions& others, RegisterWrite write, std::uint16_t held) {
    const auto own = std::ranges::find(action.restore, write.index, &RestoreEntry::index);
    if (own != action.restore.end() && is_alive(*own, held)) {
        rewrite(*own, write.value, held);
        return;
    }
    if (own != action.restore.end()) action.restore.erase(own);
    auto inherited = taken_from_any(others, write.index);
    if (inherited && is_alive(*inherited, held)) {
        rewrite(*inherited, write.value, held);
        action.restore.push_back(*std::move(inherited));
    } else if (held != write.value) {
        action.restore.push_back({write.index, held, write.value, {}});
    }
}

// The action of this kind that runs, taken out of the list; else a new one.
TimedAction taken(TimedActions& running, ActionKind kind) {
    TimedAction action;
    action.kind = kind;
    const auto found = std::ranges::find(running, kind, &TimedAction::kind);
    if (found == running.end()) return action;
    action = std::move(*found);
    running.erase(found);
    return action;
}

// Which registers say when a force action begins and ends (spec/commands.md 1a).
struct SlotRegisters {
    ActionKind kind;
    std::uint16_t start;
    std::uint16_t end;
};

constexpr auto slot_registers = std::to_array<SlotRegisters>({
    {ActionKind::force_charge, 94, 95},
    {ActionKind::force_export, 56, 57},
});

void correct_slot(
    std::vector<RegisterWrite>& writes,
    RegisterWrite wanted,
    const TimedAction& action,
    const RegisterView& registers
) {
    const auto entry = std::ranges::find(action.restore, wanted.index, &RestoreEntry::index);
    const auto held = registers(wanted.index);
    if (entry == action.restore.end() || !held || *held == wanted.value) return;
    if (holds_ours(*entry, *held)) writes.push_back(wanted);
}

}  // namespace

Result<TimedActions> begun(
    TimedActions running,
    const ActionStart& start,
    std::span<const RegisterWrite> writes,
    const RegisterView& registers
) {
    const auto ends = plus(start.inverter_now, start.duration);
    if (!ends) return fail(Errc::malformed, "the inverter's clock shows no valid date");

    auto action = taken(running, start.kind);
    action.stage = TimedAction::Stage::starting;
    action.duration = start.duration;
    action.began = start.inverter_now;
    action.ends = *ends;
    action.ends_utc.reset();
    if (start.utc_now) {
        action.ends_utc = std::chrono::floor<std::chrono::seconds>(*start.utc_now) + start.duration;
    }
    for (const auto& write : writes) {
        const auto held = registers(write.index);
        if (!held) {
            const auto name = "HR" + std::to_string(write.index);
            return fail(Errc::malformed, name + " has not been read, so it could not be restored");
        }
        enter(action, running, write, *held);
    }
    std::erase_if(running, [](const TimedAction& other) { return other.restore.empty(); });
    running.push_back(std::move(action));
    return running;
}

std::vector<RegisterWrite> restoring(const TimedAction& action, const RegisterView& registers) {
    std::vector<RegisterWrite> writes;
    for (const auto& entry : action.restore) {
        const auto held = registers(entry.index);
        if (!held || !holds_ours(entry, *held) || *held == entry.before) continue;
        writes.push_back({entry.index, entry.before});
    }
    std::ranges::reverse(writes);
    return writes;
}

std::vector<RegisterWrite> slots(const TimedAction& action, const RegisterView& registers) {
    std::vector<RegisterWrite> writes;
    for (const auto& row : slot_registers) {
        if (row.kind != action.kind) continue;
        correct_slot(writes, {row.start, hhmm_of(action.began)}, action, registers);
        correct_slot(writes, {row.end, hhmm_of(action.ends)}, action, registers);
    }
    return writes;
}

std::optional<std::uint16_t> end_register(ActionKind kind) {
    const auto* const row = std::ranges::find(slot_registers, kind, &SlotRegisters::kind);
    return row == slot_registers.end() ? std::nullopt : std::optional{row->end};
}

TimedAction written(TimedAction action, std::span<const RegisterWrite> writes) {
    for (const auto& write : writes) {
        const auto entry = std::ranges::find(action.restore, write.index, &RestoreEntry::index);
        if (entry == action.restore.end() || entry->wrote == write.value) continue;
        if (entry->earlier.size() == most_earlier) entry->earlier.erase(entry->earlier.begin());
        entry->earlier.push_back(std::exchange(entry->wrote, write.value));
    }
    return action;
}

}  // namespace giv::ledger
