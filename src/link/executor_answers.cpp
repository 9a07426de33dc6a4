// When the executor answers, and what is said and logged of a job at its end. Loop thread.
#include "link/executor.hpp"

#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto ends_within = 60s;  // spec/commands.md 0.5

bool is_success(const Outcome& outcome) {
    return outcome.how == Outcome::How::verified || outcome.how == Outcome::How::no_op;
}

}  // namespace

// ---- who is answered when -----------------------------------------------------------------

asio::awaitable<void> Executor::watch() {
    for (;;) {
        expire();
        changed_.clear();
        if (const auto deadline = next_deadline()) {
            co_await changed_.wait_until(clock_, *deadline);
        } else {
            co_await changed_.wait();
        }
    }
}

std::optional<Instant> Executor::next_deadline() const {
    auto next = queue_.first_deadline();
    const auto consider = [&next](Instant at) {
        if (!next || at < *next) next = at;
    };
    if (job_ && job_->asked && !job_->asked->is_answered)
        consider(job_->asked->since + answer_within);
    if (job_ && job_->has_begun() && !job_->is_at_work_end()) consider(job_->began + ends_within);
    return next;
}

Refusal Executor::why_not_begun() const {
    if (!newcomer_.empty()) return {Reason::no_connection, newcomer_ + "; nothing was written"};
    if (!has_inverter_) {
        return {
            Reason::no_connection, "there is no connection to the inverter; nothing was written"};
    }
    return {Reason::busy, "the inverter did not answer in time; nothing was written"};
}

void Executor::expire() {
    for (const auto& asked : link_is_down_ ? queue_.all() : queue_.expired(clock_.now()))
        end(asked, refused(why_not_begun()));
    if (job_) expire_job();
}

void Executor::expire_job() {
    const auto now = clock_.now();
    auto& asked = job_->asked;
    const bool is_hopeless = link_is_down_ && !job_->has_begun();
    const bool waits = asked && !asked->is_answered;
    if (waits && (is_hopeless || asked->since + answer_within <= now)) {
        if (job_->has_begun()) {
            asked->is_answered = true;
            asked->what.answer(
                {Outcome::How::unknown,
                 Reason::continuing,
                 "it goes on; its end will be at /api/v1/commands/" + asked->what.id,
                 job_->outcome_of_work().registers}
            );
        } else {
            job_->is_late = true;
            job_->give_up("it was not its turn in time");
            const auto late = *std::exchange(asked, std::nullopt);
            end(late, refused(why_not_begun()));
        }
    }
    if (job_->has_begun() && !job_->is_at_work_end() && job_->began + ends_within <= now) {
        finish_given_up("it did not end within 60 s", Reason::not_proved);
    }
}

// Where a coroutine works on the job, it comes to the same end by itself.
void Executor::finish_given_up(const std::string& why, Reason reason) {
    job_->give_up(why);
    if (is_serving_) return;
    work_ended();
    if (job_->action) keeper_.keep_soon();
    if (job_->outcome.how == Outcome::How::unknown) job_->outcome.reason = reason;
    finish();
}

void Executor::stop() {
    is_stopped_ = true;
    is_serving_ = false;
    if (world_.gate != nullptr) queue_.take_from(*world_.gate, clock_.now());
    for (const auto& asked : queue_.all())
        end(asked, refused({Reason::stopping, "givtcp is being stopped; nothing was written"}));
    if (!job_) return;
    if (job_->has_begun()) {
        finish_given_up("givtcp is being stopped", Reason::stopping);
    } else {
        job_->outcome = refused({Reason::stopping, "givtcp is being stopped; nothing was written"});
        finish();
    }
}

// ---- the end of a job ---------------------------------------------------------------------

void Executor::end(const Asked& asked, const Outcome& outcome) {
    keeper_.audit(audit_of(asked.what.command, outcome, keeper_.serial(), clock_.wall()));
    world_.gate->ended(asked.what, outcome);
    asked.what.answer(outcome);
}

void Executor::finish() {
    const auto job = std::move(*job_);
    job_.reset();
    changed_.set();
    const bool is_silent = !job.asked && job.outcome.how == Outcome::How::no_op;
    if (is_silent) return;
    tell(job);
    world_.news();
    if (job.asked) {
        end(*job.asked, job.outcome);
    } else {
        keeper_.audit(audit_entry(job));
    }
}

AuditEntry Executor::audit_entry(const ControlJob& job) const {
    Command command;
    command.control = job.action ? words(*job.action) : "";
    command.payload = job.purpose == ControlJob::Purpose::put_back ? "ended" : "slot moved";
    command.source = "timer";
    return audit_of(command, job.outcome, keeper_.serial(), clock_.wall());
}

std::string Executor::trouble() const {
    std::string text;
    for (std::size_t i = 0; i < troubles_.size(); ++i) {
        if (troubles_.at(i).empty()) continue;
        if (!text.empty()) text += "; ";
        text += std::string{words(static_cast<ActionKind>(i))} + " is not ended yet: ";
        text += troubles_.at(i);
    }
    return text;
}

// What does not work out for days is not a line for each try. What somebody asks for is.
void Executor::tell_end_of_action(const ControlJob& job, const std::string& text) {
    const auto place = static_cast<std::size_t>(*job.action);
    auto& faults = faults_.at(place);
    const bool is_good = is_success(job.outcome);
    if (is_good || job.asked) world_.log(is_good ? LogLevel::info : LogLevel::warning, text);
    if (is_good) {
        faults.cleared(clock_.now());
        troubles_.at(place).clear();
    } else if (!job.asked) {
        faults.fault(clock_.now(), text);
        troubles_.at(place) = job.outcome.why;
    }
}

void Executor::tell(const ControlJob& job) {
    auto entry =
        job.asked ? audit_of(job.asked->what.command, job.outcome, keeper_.serial(), clock_.wall())
                  : audit_entry(job);
    auto text = std::move(entry.command) + " from " + entry.source + ": " + entry.outcome;
    if (!entry.detail.empty()) text += " (" + entry.detail + ')';
    if (job.purpose == ControlJob::Purpose::put_back && job.action) {
        tell_end_of_action(job, text);
        return;
    }
    world_.log(is_success(job.outcome) ? LogLevel::info : LogLevel::warning, text);
}

}  // namespace giv
