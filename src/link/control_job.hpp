// What the executor is doing just now: a command, the end of a timed action, or a slot that moves
// with the clock. A plain record: it outlives the connection, the coroutines that work on it don't.
#pragma once

#include "link/clock_sequence.hpp"
#include "link/command_queue.hpp"
#include "link/restart_sequence.hpp"
#include "link/write_sequence.hpp"

#include "givtcp/control/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace giv {

// Why a job ends that could not even begin. Empty: nothing came.
Refusal no_answer(const std::string& why_not_believed);

struct ControlJob {
    enum class Purpose : std::uint8_t {
        carry_out,  // a command
        put_back,   // what a timed action changed: its time is up, or it is cancelled
        move_slot,  // the inverter's clock was set while an action runs
    };

    enum class Phase : std::uint8_t {
        preparing,  // reads what the plan depends on
        saving,     // what will be put back is on its way to the disk
        working,    // writes and proves
        closing,    // what has changed is on its way to the disk
        finished,
    };

    using Work = std::variant<std::monostate, WriteSequence, ClockSequence, RestartSequence>;

    Purpose purpose = Purpose::carry_out;
    Phase phase = Phase::preparing;
    std::optional<Asked> asked;           // nothing: nobody did, it was due
    std::optional<ActionKind> action;     // that begins, ends or moves
    TimedActions actions_before;          // as they were before it began
    std::optional<TimedAction> begun;     // what shall run once its writes are proved
    std::vector<std::string> plan_notes;  // how it is done; not said where it is not done
    std::vector<std::string> notes;
    Work work;
    std::vector<JudgedWrite> writes;
    Outcome outcome;
    Instant began{};
    bool is_late = false;  // answered before it began: it must not begin any more

    bool has_begun() const;      // a write was sent
    bool is_remembered() const;  // an action is in the list, or on its way to the disk
    bool is_at_work_end() const;
    bool is_restarting() const;  // the reboot is written, the link has to drop and return
    Outcome outcome_of_work() const;
    bool leaves_doubt() const;     // WriteSequence::leaves_doubt()
    bool was_turned_down() const;  // WriteSequence::was_turned_down()
    void give_up(const std::string& why);
};

}  // namespace giv
