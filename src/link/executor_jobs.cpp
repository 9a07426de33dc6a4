// One job of the executor from phase to phase: reading, writing, keeping, deciding. What is planned
// is in executor_plans.cpp, what becomes of timed actions in executor_actions.cpp. Loop thread.
#include "link/executor.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;
using Phase = ControlJob::Phase;
using Purpose = ControlJob::Purpose;

constexpr auto puts_back_after = 30s;    // putting back takes as long as writing did
constexpr auto last_write_within = 50s;  // it ends within 60 s, and what stands is to be read
constexpr auto kept_within = 5s;

asio::awaitable<Result<void>> nothing_to_run() { co_return Result<void>{}; }

std::string joined(const std::vector<std::string>& notes) {
    std::string text;
    for (const auto& note : notes) {
        if (!text.empty()) text += "; ";
        text += note;
    }
    return text;
}

}  // namespace

asio::awaitable<Result<void>> Executor::advance() {
    if (job_->is_late && !job_->has_begun()) {
        abandon();
        return nothing_to_run();
    }
    switch (job_->phase) {
        case Phase::preparing:
            return job_->purpose == Purpose::carry_out ? prepare_command() : prepare_action();
        case Phase::saving:
        case Phase::closing: return keep();
        case Phase::working: return work();
        case Phase::finished: break;
    }
    return nothing_to_run();
}

// Who asked has been told that nothing was written: nothing is.
void Executor::abandon() {
    job_->is_late = false;
    if (std::holds_alternative<ClockSequence>(job_->work)) keeper_.has_set_clock(true);
    const bool is_kept = job_->purpose == Purpose::carry_out && job_->action;
    if (is_kept) {
        keeper_.set_actions(std::move(job_->actions_before));
        job_->action.reset();
    }
    decide({Outcome::How::no_op, Reason::none, "", {}});
    if (is_kept) job_->phase = Phase::closing;
}

// False: the inverter does not answer just now, or what cannot be believed.
asio::awaitable<Result<bool>> Executor::read(std::vector<RegisterRange> blocks) {
    const auto came = co_await io_.read(std::move(blocks));
    if (!came && came.error().code == Errc::disconnected) co_return tl::unexpected(came.error());
    const bool is_believed = came || came.error().code != Errc::malformed;
    not_believed_ = is_believed ? "" : came.error().detail;
    co_return came.has_value();
}

SequenceRules Executor::rules(Proof proof, bool puts_back) const {
    const auto ends_by = job_->began + last_write_within;
    const auto writes_until = puts_back ? job_->began + puts_back_after : ends_by;
    return {capabilities(), proof, puts_back, writes_until, ends_by};
}

// What was proved of these registers holds no longer.
void Executor::start(ControlJob::Work work) {
    for (const auto& write : job_->writes) {
        proved_.erase(write.index());
        doubts_.forget(write.index());
    }
    job_->work = std::move(work);
    job_->phase = Phase::working;
}

// ---- writing, keeping, closing --------------------------------------------------------------

asio::awaitable<Result<void>> Executor::work() {
    if (auto* writes = std::get_if<WriteSequence>(&job_->work)) {
        const auto done = co_await writes->run(io_);
        if (!done) co_return done;
    } else if (auto* clock = std::get_if<ClockSequence>(&job_->work)) {
        const auto done = co_await clock->run(io_);
        if (!done) co_return done;
    } else if (auto* restart = std::get_if<RestartSequence>(&job_->work)) {
        const auto done = co_await restart->run(io_);
        if (!done) co_return done;
    }
    if (job_->is_late && !job_->has_begun()) {
        abandon();
    } else if (job_->is_at_work_end()) {
        work_ended();
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Executor::keep() {
    struct Saved {
        explicit Saved(const asio::any_io_executor& executor) : told(executor) {}
        Signal told;
        Result<void> result;
    };
    const auto saved = std::make_shared<Saved>(world_.executor);
    keeper_.keep_now([saved](Result<void> result) {
        saved->result = std::move(result);
        saved->told.set();
    });
    // A disk that hangs holds up neither readings nor other commands.
    co_await saved->told.wait_until(clock_, clock_.now() + kept_within);
    if (!saved->told.is_set()) saved->result = fail(Errc::busy, "the disk does not answer");
    kept(saved->result);
    co_return Result<void>{};
}

void Executor::kept(const Result<void>& result) {
    if (job_->phase == Phase::closing) {
        if (!result)
            world_.log(LogLevel::error, "a timed action is not kept: " + result.error().detail);
        decide(std::move(job_->outcome));
    } else if (result || job_->purpose != Purpose::carry_out) {
        job_->phase = Phase::working;
    } else {
        keeper_.set_actions(std::move(job_->actions_before));
        keeper_.keep_soon();  // in place of what a store that recovers would still write
        decide(refused(
            {Reason::no_store,
             "a timed action has to outlive a restart, and it cannot be kept: " +
                 result.error().detail + "; nothing was written"}
        ));
    }
}

void Executor::work_ended() {
    job_->outcome = job_->outcome_of_work();
    remember_proved(job_->outcome);
    const bool is_proved = job_->outcome.how == Outcome::How::verified;
    if (!is_proved) doubts_.add(job_->outcome, clock_.now());
    if (std::holds_alternative<ClockSequence>(job_->work)) keeper_.has_set_clock(is_proved);
    if (job_->action) {
        close_action();
        job_->phase = Phase::closing;
    } else {
        decide(job_->outcome);
    }
}

void Executor::decide(Outcome outcome) {
    job_->outcome = std::move(outcome);
    auto said = std::exchange(job_->notes, {});
    auto how_done = std::exchange(job_->plan_notes, {});
    if (job_->outcome.how != Outcome::How::refused)
        said.insert(said.begin(), how_done.begin(), how_done.end());
    if (!said.empty()) {
        auto notes = joined(said);
        auto& why = job_->outcome.why;
        why = why.empty() ? std::move(notes) : why + "; " + notes;
    }
    job_->phase = Phase::finished;
}

}  // namespace giv
