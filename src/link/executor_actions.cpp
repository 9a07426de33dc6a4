// What the executor does about timed actions: how they begin, are extended, end, and follow a clock
// that was set. Loop thread. Source: spec/commands.md 1a "T"; issue 4 Deliver 8.
#include "link/executor.hpp"

#include "givtcp/registers/local_time.hpp"

#include <algorithm>
#include <utility>

namespace giv {
namespace {

using Phase = ControlJob::Phase;
using Purpose = ControlJob::Purpose;

constexpr std::uint16_t first_clock_register = 35;

ControlKeeper::Failure failure_of(const ControlJob& job) {
    using Failure = ControlKeeper::Failure;
    return job.was_turned_down() ? Failure::turned_down : Failure::no_answer;
}

}  // namespace

// ---- its beginning --------------------------------------------------------------------------

void Executor::accept_action(const WritePlan& plan) {
    const ActionStart start_of_it{
        *plan.begins, plan.duration, *keeper_.inverter_now(), keeper_.trusted_wall()};
    auto actions = with_begun(keeper_.actions(), start_of_it, plan.writes, io_.registers());
    if (!actions) {
        decide(refused({Reason::inverter, actions.error().detail}));
        return;
    }
    job_->action = plan.begins;
    job_->actions_before = keeper_.actions();
    job_->begun = *find_action(*actions, *plan.begins);
    // One that runs goes on as it does until the new end is proved, whatever happens on the way.
    const auto* running = find_action(job_->actions_before, *plan.begins);
    const bool extends = running != nullptr && running->stage == TimedAction::Stage::running;
    if (extends) {
        std::ranges::replace_if(
            *actions,
            [&plan](const TimedAction& action) { return action.kind == *plan.begins; },
            while_extended(*running, *job_->begun)
        );
    }
    keeper_.set_actions(*std::move(actions));
    start(WriteSequence{plan.writes, rules(plan.proof, true), io_});
    job_->phase = Phase::saving;
}

void Executor::accept_cancel(ActionKind kind) {
    if (find_action(keeper_.actions(), kind) == nullptr) {
        job_->notes.emplace_back("it does not run");
        decide({Outcome::How::no_op, Reason::none, "", {}});
        return;
    }
    job_->action = kind;
    job_->purpose = Purpose::put_back;
}

// ---- the end of a timed action, and slots that move with the clock ---------------------------

asio::awaitable<Result<void>> Executor::prepare_action() {
    const auto kind = *job_->action;
    std::vector<std::uint16_t> indexes{first_clock_register};
    if (const auto* action = find_action(keeper_.actions(), kind)) {
        for (const auto& entry : action->restore)
            indexes.push_back(entry.index);
    }
    auto blocks = io_.blocks_of(indexes);
    const auto came = co_await read(std::move(blocks));
    if (!came) co_return tl::unexpected(came.error());
    const auto* action = find_action(keeper_.actions(), kind);
    if (!*came) {
        keeper_.ask_again_soon(kind);
        decide(refused(no_answer(not_believed_)));
    } else if (action == nullptr || job_->is_late) {
        decide({Outcome::How::no_op, Reason::none, "", {}});
    } else {
        act(*action);
    }
    co_return Result<void>{};
}

void Executor::act(const TimedAction& action) {
    const bool puts_back = job_->purpose == Purpose::put_back;
    const bool is_asked = job_->asked.has_value();
    const bool is_running = action.stage == TimedAction::Stage::running;
    if (puts_back && !is_asked && is_running && !keeper_.is_over(action)) {
        decide({Outcome::How::no_op, Reason::none, "", {}});
        return;
    }
    job_->writes = puts_back ? restoring_writes(action, io_.registers(), capabilities())
                             : slot_writes(action, io_.registers(), capabilities());
    start(WriteSequence{job_->writes, rules(Proof::equal, false), io_});
    if (!puts_back) remember_moved_slot();
}

// Before it is written: whatever the register holds after a crash is known as ours.
void Executor::remember_moved_slot() {
    auto actions = keeper_.actions();
    for (auto& action : actions) {
        if (action.kind == *job_->action) action = with_written(std::move(action), job_->writes);
    }
    keeper_.set_actions(std::move(actions));
    job_->phase = Phase::saving;
}

// ---- what has become of it ------------------------------------------------------------------

void Executor::remove_action(ActionKind kind) {
    auto actions = keeper_.actions();
    std::erase_if(actions, [kind](const TimedAction& action) { return action.kind == kind; });
    keeper_.set_actions(std::move(actions));
    keeper_.forget_timing(kind);
}

// Half cancelled is not running any more; what nobody could begin to cancel runs on.
void Executor::could_not_end(ActionKind kind) {
    const bool runs_on = job_->asked && job_->outcome.how == Outcome::How::refused;
    if (runs_on) return;
    auto actions = keeper_.actions();
    for (auto& action : actions) {
        if (action.kind == kind && job_->asked) action.stage = TimedAction::Stage::starting;
    }
    keeper_.set_actions(std::move(actions));
    keeper_.postpone(kind, failure_of(*job_));
    job_->notes.emplace_back("it will be tried again");
}

void Executor::set_running(const TimedAction& begun) {
    auto actions = keeper_.actions();
    for (auto& action : actions) {
        if (action.kind != begun.kind) continue;
        action = begun;
        action.stage = TimedAction::Stage::running;
    }
    keeper_.set_actions(std::move(actions));
    keeper_.began(begun.kind, job_->began + begun.duration);
    troubles_.at(static_cast<std::size_t>(begun.kind)).clear();
}

// It runs already, to its old end, which stands in the list: unless the slot shows the new one.
void Executor::close_extension(ActionKind kind) {
    if (shows_end(*job_->begun, job_->outcome.registers)) {
        set_running(*job_->begun);
        job_->notes.emplace_back("its new end stands");
    } else {
        const auto* running = find_action(keeper_.actions(), kind);
        job_->notes.emplace_back("it runs on until " + text_of(running->ends));
    }
}

void Executor::close_begun(ActionKind kind) {
    const auto* action = find_action(keeper_.actions(), kind);
    const bool is_refused = job_->outcome.how == Outcome::How::refused;
    if (job_->outcome.how == Outcome::How::verified) {
        set_running(*job_->begun);
    } else if (action != nullptr && action->stage == TimedAction::Stage::running) {
        close_extension(kind);
    } else if (!is_refused) {
        job_->notes.emplace_back("what was begun is undone as soon as it can be");
    } else if (job_->leaves_doubt()) {
        // What may take effect yet is looked at once more, and put back if it did.
        keeper_.ask_again_soon(kind);
    } else {
        keeper_.set_actions(job_->actions_before);
    }
}

// While what it wrote may take effect yet, it is not forgotten: the inverter may have shown what it
// held before out of a cache (spec/quirks.md Q11).
void Executor::put_back(ActionKind kind) {
    const auto* action = find_action(keeper_.actions(), kind);
    const bool may_come_yet =
        action != nullptr &&
        std::ranges::any_of(action->restore, [this](const RestoreEntry& entry) {
            return doubts_.is_open(entry.index);
        });
    if (may_come_yet) {
        keeper_.ask_again_soon(kind);
    } else {
        remove_action(kind);
    }
}

// What has become of the action; what could not be done is tried again by itself.
void Executor::close_action() {
    const auto kind = *job_->action;
    const bool is_good = job_->outcome.how == Outcome::How::verified;
    switch (job_->purpose) {
        case Purpose::carry_out: close_begun(kind); break;
        case Purpose::put_back: is_good ? put_back(kind) : could_not_end(kind); break;
        case Purpose::move_slot:
            if (!is_good) keeper_.postpone(kind, failure_of(*job_));
            break;
    }
}

}  // namespace giv
