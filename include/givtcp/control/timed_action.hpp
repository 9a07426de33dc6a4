// Force charge, force export, pause charge, pause discharge: what runs until when, and what is to
// be put back then. Pure; the executor carries it out, the store keeps it.
//
// Source: spec/commands.md 1a and its notes on T.
#pragma once

#include "givtcp/control/command.hpp"
#include "givtcp/control/judged_write.hpp"
#include "givtcp/registers/value.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

enum class ActionKind : std::uint8_t { force_charge, force_export, pause_charge, pause_discharge };

inline constexpr std::size_t action_kinds = 4;

// The control that begins and cancels it: "forceCharge".
std::string_view words(ActionKind kind);

// The raw value of a holding register as last read; nothing if it never was.
using RegisterView = std::function<std::optional<std::uint16_t>(std::uint16_t index)>;

struct RestoreEntry {
    std::uint16_t index = 0;
    std::uint16_t before = 0;  // raw, as it was read before the first action that changed it
    std::uint16_t wrote = 0;   // raw, what the action wrote last
    // What actions wrote before that, newest last. The list is kept before a write is sent, so the
    // register may still hold one of them.
    std::vector<std::uint16_t> earlier{};

    friend bool operator==(const RestoreEntry&, const RestoreEntry&) = default;
};

struct TimedAction {
    enum class Stage : std::uint8_t {
        starting,  // its writes are under way: after a restart they are undone at once
        running,
    };

    ActionKind kind = ActionKind::force_charge;
    Stage stage = Stage::starting;
    std::chrono::minutes duration{0};                               // as asked for last
    LocalTime began;                                                // the inverter's clock
    LocalTime ends;                                                 // the inverter's clock
    std::optional<std::chrono::system_clock::time_point> ends_utc;  // where the host's was trusted
    std::vector<RestoreEntry> restore;                              // in the order of writing

    friend bool operator==(const TimedAction&, const TimedAction&) = default;
};

// All that run on one plant, at most one of a kind.
using TimedActions = std::vector<TimedAction>;

const TimedAction* find_action(const TimedActions& actions, ActionKind kind);

// Why this may not begin while those run; nothing if it may.
std::optional<std::string> contradiction(ActionKind kind, const TimedActions& running);

// When it begins, by both clocks.
struct ActionStart {
    ActionKind kind;
    std::chrono::minutes duration;
    LocalTime inverter_now;
    std::optional<std::chrono::system_clock::time_point> utc_now;  // nothing: not to be trusted
};

// All actions once this one has begun or been extended: its restore list holds each register of
// `writes` that does not hold its value already. What another action had changed before passes to
// this one with its first value; another action that has nothing to restore is gone. A register
// that somebody else has changed since counts as new: what they set is what will be put back.
// Errc::malformed if a register of `writes` has never been read, or the clock shows no date.
// Errc::out_of_range if one holds what could not be put back.
Result<TimedActions> with_begun(
    TimedActions running,
    const ActionStart& start,
    std::span<const JudgedWrite> writes,
    const RegisterView& registers
);

// An action that runs and is asked for again, for as long as nobody knows whether that works out:
// as it ran, but with the restore list of `begun`, which knows what is written on the way.
TimedAction while_extended(TimedAction running, const TimedAction& begun);

// The slot's end was read back as the end of this action. Never for pauses: they have no slot.
bool shows_end(const TimedAction& action, std::span<const RegisterOutcome> registers);

// What ending it writes: in reverse order of writing, the registers that still hold what it wrote.
// A register that this plant has no write for is left out.
std::vector<JudgedWrite> restoring_writes(
    const TimedAction& action, const RegisterView& registers, const Capabilities& plant
);

// Has its time come? Minutes left are rounded up, never below 0. A clock that shows no date says
// neither: false, and the whole duration.
bool is_over(const TimedAction& action, const LocalTime& inverter_now);
std::chrono::minutes minutes_left(const TimedAction& action, const LocalTime& inverter_now);

// The inverter's clock was set: began and ends move by the same step, so that what is left stays.
TimedAction shifted(TimedAction action, std::chrono::seconds step);

// The slot registers of a force action that no longer say when it begins and ends (after
// shifted()), as writes; empty for pauses. Only registers that still hold what it wrote.
std::vector<JudgedWrite> slot_writes(
    const TimedAction& action, const RegisterView& registers, const Capabilities& plant
);

// `action` with these values as what it wrote last, in the registers of its list.
TimedAction with_written(TimedAction action, std::span<const JudgedWrite> writes);

// As text for the store, and back. The failure is why not, in words: it is not one of ours, or a
// register of it can't have held what it says, and then nothing of it is believed.
std::string to_text(const TimedAction& action);
Expected<TimedAction, std::string> action_from(std::string_view text);

}  // namespace giv
