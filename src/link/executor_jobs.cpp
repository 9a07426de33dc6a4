// The executor's inner half: one job from its plan to its end.
#include "link/executor.hpp"

#include <asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;
using Phase = ControlJob::Phase;
using Purpose = ControlJob::Purpose;

constexpr auto puts_back_after = 30s;    // putting back takes as long as writing did
constexpr auto last_write_within = 50s;  // it ends within 60 s, and what stands is to be read
constexpr auto kept_within = 5s;
constexpr std::size_t registers_of_the_clock = 6;
constexpr std::uint16_t first_clock_register = 35;
constexpr auto same_second = 1s;
constexpr std::string_view maximum_path = "{details}/Invertor_Max_Bat_Rate";
constexpr std::uint16_t capacity_register = 55;  // Ah
constexpr double nominal_volts = 51.2;           // of low-voltage packs (spec/commands.md 8)

asio::awaitable<Result<void>> nothing_to_run() { co_return Result<void>{}; }

std::string joined(const std::vector<std::string>& notes) {
    std::string text;
    for (const auto& note : notes) {
        if (!text.empty()) text += "; ";
        text += note;
    }
    return text;
}

Refusal no_answer() {
    return {Reason::no_connection, "the inverter does not answer; nothing was written"};
}

std::optional<double> number_at(const Snapshot& snapshot, std::string_view path) {
    const auto found = std::ranges::find_if(snapshot.values, [path](const Measured& measured) {
        return measured.point->path == path;
    });
    if (found == snapshot.values.end()) return std::nullopt;
    const auto* number = std::get_if<Number>(&found->value);
    return number == nullptr ? std::nullopt : std::optional{number->value};
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
    const bool is_kept = job_->purpose == Purpose::carry_out && job_->action;
    if (is_kept) {
        keeper_.set_actions(std::move(job_->actions_before));
        job_->action.reset();
    }
    decide({Outcome::How::no_op, Reason::none, "", {}});
    if (is_kept) job_->phase = Phase::closing;
}

// False: the inverter does not answer just now.
asio::awaitable<Result<bool>> Executor::read(std::vector<RegisterRange> blocks) {
    const auto came = co_await io_.read(std::move(blocks));
    if (!came && came.error().code == Errc::disconnected) co_return tl::unexpected(came.error());
    co_return came.has_value();
}

// ---- planning -----------------------------------------------------------------------------

Capabilities Executor::capabilities() const {
    Capabilities plant;
    const auto& topology = image_.topology();
    if (!topology) return plant;
    plant.model = topology->identity.model();
    plant.arm_firmware = topology->identity.arm_firmware;
    plant.charge_slot_2_legacy = world_.settings.charge_slot_2_legacy;
    constexpr auto pause_mode = HR(318);
    plant.has_pause_block = std::ranges::any_of(
        topology->answered, [&](const RegisterRange& range) { return range.contains(pause_mode); }
    );
    return plant;
}

ControlView Executor::view() const {
    ControlView view;
    view.plant = capabilities();
    view.settings = world_.settings;
    view.registers = io_.registers();
    const auto shown = image_.snapshot(clock_.moment(), PlantState::live, "");
    view.battery_maximum_w = number_at(*shown, maximum_path);
    if (const auto ampere_hours = io_.word(capacity_register)) {
        view.battery_capacity_wh = *ampere_hours * nominal_volts;
    }
    view.saved_reserve = keeper_.saved_reserve();
    view.actions = keeper_.actions();
    view.inverter_now = keeper_.inverter_now();
    view.host_now = keeper_.host_now();
    return view;
}

Planned Executor::make_plan() const { return plan(job_->asked->what.order, view()); }

// Settings that were never read, and the clock where the plan depends on it.
std::vector<RegisterRange> Executor::blocks_before_planning() const {
    std::vector<RegisterRange> blocks;
    const auto reads = configuration_reads(*image_.topology());
    for (const auto& target : reads) {
        const bool has_clock = target.range.contains(HR(first_clock_register));
        const bool is_wanted = has_clock && job_->asked->what.order.control->needs_clock;
        if (is_wanted || !image_.is_fresh(target, Instant{})) blocks.push_back(target.range);
    }
    return blocks;
}

std::vector<RegisterRange> Executor::unread_blocks(const WritePlan& plan) const {
    std::vector<std::uint16_t> old;
    // What will be put back is what is there now.
    const auto since = plan.begins ? job_->began : clock_.now() - world_.settings_period;
    for (const auto& write : plan.writes)
        if (!io_.word_since(write.index(), since)) old.push_back(write.index());
    const bool needs_clock = plan.proof == Proof::clock;
    if (needs_clock) old.push_back(first_clock_register);
    return io_.blocks_of(old);
}

asio::awaitable<Result<void>> Executor::prepare_command() {
    auto blocks = blocks_before_planning();
    auto came = co_await read(std::move(blocks));
    if (!came) co_return tl::unexpected(came.error());
    auto planned = job_->is_late ? Planned{tl::unexpected(no_answer())} : make_plan();
    if (*came && planned) {
        blocks = unread_blocks(*planned);
        const bool plans_again = !blocks.empty();
        came = co_await read(std::move(blocks));
        if (!came) co_return tl::unexpected(came.error());
        if (plans_again && !job_->is_late) planned = make_plan();
    }
    if (job_->is_late) {
        decide({Outcome::How::no_op, Reason::none, "", {}});
    } else if (!*came) {
        decide(refused(no_answer()));
    } else if (!planned) {
        decide(refused(planned.error()));
    } else {
        accept(*planned);
    }
    co_return Result<void>{};
}

std::vector<JudgedWrite> Executor::changes_of(const WritePlan& plan) const {
    std::vector<JudgedWrite> changes;
    for (const auto& write : plan.writes)
        if (plan.proof == Proof::restart || io_.word(write.index()) != write.value())
            changes.push_back(write);
    return changes;
}

void Executor::accept(const WritePlan& plan) {
    job_->notes = plan.notes;
    job_->writes = changes_of(plan);
    if (auto over = over_budget(plan)) {
        decide(refused({Reason::budget, *std::move(over)}));
    } else if (job_->asked->what.order.dry_run) {
        accept_dry(plan);
    } else if (plan.cancels) {
        accept_cancel(*plan.cancels);
    } else if (plan.begins) {
        accept_action(plan);
    } else {
        accept_writes(plan);
    }
}

void Executor::accept_dry(const WritePlan& plan) {
    job_->notes.insert(job_->notes.begin(), "dry run: nothing was written");
    auto writes = plan.writes;
    if (plan.set_clock_to)
        writes = clock_writes(*plan.set_clock_to, capabilities()).value_or(writes);
    const auto* running = plan.cancels ? find_action(keeper_.actions(), *plan.cancels) : nullptr;
    if (running != nullptr) writes = restoring_writes(*running, io_.registers(), capabilities());
    nothing_to_do(writes);
    for (auto& one : job_->outcome.registers)
        one.read_back.reset();
}

// Nothing is written: what each register was to become, and holds.
void Executor::nothing_to_do(std::span<const JudgedWrite> writes) {
    Outcome outcome{Outcome::How::no_op, Reason::none, "", {}};
    for (const auto& write : writes) {
        const auto holds = io_.word(write.index());
        outcome.registers.push_back({write.index(), write.value(), false, holds, holds});
    }
    decide(std::move(outcome));
}

// Why the writes of this plan are too many today; nothing if they are not.
std::optional<std::string> Executor::over_budget(const WritePlan& plan) {
    const std::size_t count = plan.set_clock_to ? registers_of_the_clock : job_->writes.size();
    const bool is_exempt = job_->asked->what.order.override_budget ||
                           (!plan.set_clock_to && is_always_allowed(job_->writes));
    if (count == 0 || is_exempt || plan.cancels) return std::nullopt;
    return keeper_.over_budget(count);
}

void Executor::accept_writes(const WritePlan& plan) {
    if (plan.set_clock_to) {
        // A time that was asked for was right then; the host's own is right now.
        const bool is_asked_for = !job_->asked->what.order.control->parameters.empty();
        const auto right_at = is_asked_for ? job_->asked->since : clock_.now();
        const auto shall_be = plus(
            *plan.set_clock_to, std::chrono::round<std::chrono::seconds>(clock_.now() - right_at)
        );
        const auto shown = keeper_.inverter_now();
        const auto off = shown && shall_be ? between(*shall_be, *shown) : std::nullopt;
        if (off && std::chrono::abs(*off) <= same_second) {
            decide({Outcome::How::no_op, Reason::none, "", {}});
        } else {
            start(ClockSequence{*plan.set_clock_to, right_at, capabilities()});
        }
    } else if (job_->writes.empty()) {
        nothing_to_do(plan.writes);
    } else if (plan.proof == Proof::restart) {
        start(RestartSequence{job_->writes.front()});
    } else {
        start(WriteSequence{plan.writes, rules(plan.proof, true), io_});
    }
}

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
        decide(refused(no_answer()));
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
    if (job_->is_at_work_end()) work_ended();
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
    co_await (saved->told.wait() || clock_.sleep_for(kept_within));
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
    if (job_->outcome.how != Outcome::How::verified) doubts_.add(job_->outcome, clock_.now());
    if (job_->action) {
        close_action();
        job_->phase = Phase::closing;
    } else {
        decide(job_->outcome);
    }
}

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
    keeper_.postpone(kind);
    job_->notes.emplace_back("it will be tried again");
}

// What has become of the action; what could not be done is tried again by itself.
void Executor::close_action() {
    const auto kind = *job_->action;
    const auto how = job_->outcome.how;
    const bool is_good = how == Outcome::How::verified;
    if (job_->purpose == Purpose::put_back) {
        is_good ? remove_action(kind) : could_not_end(kind);
        return;
    }
    if (!is_good && job_->purpose == Purpose::move_slot) keeper_.postpone(kind);
    if (job_->purpose == Purpose::carry_out && how == Outcome::How::refused) {
        // What may take effect yet is looked at once more, and put back if it did.
        if (job_->leaves_doubt()) {
            keeper_.ask_again_soon(kind);
        } else {
            keeper_.set_actions(job_->actions_before);
        }
        return;
    }
    if (!is_good) {
        if (job_->purpose == Purpose::carry_out)
            job_->notes.emplace_back("what was begun is undone as soon as it can be");
        return;
    }
    auto actions = keeper_.actions();
    for (auto& action : actions) {
        if (action.kind != kind) continue;
        action.stage = TimedAction::Stage::running;
        if (job_->purpose == Purpose::carry_out) keeper_.began(kind, job_->began + action.duration);
    }
    keeper_.set_actions(std::move(actions));
}

void Executor::decide(Outcome outcome) {
    job_->outcome = std::move(outcome);
    if (!job_->notes.empty()) {
        auto notes = joined(std::exchange(job_->notes, {}));
        auto& why = job_->outcome.why;
        why = why.empty() ? std::move(notes) : why + "; " + notes;
    }
    job_->phase = Phase::finished;
}

}  // namespace giv
