// What the executor makes of a command: it reads what the plan depends on, plans, and accepts the
// plan or not. Loop thread.
#include "link/executor.hpp"
#include "link/reads.hpp"

#include <algorithm>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto before_is_new = 10s;  // somebody else may have written since
constexpr std::size_t registers_of_the_clock = 6;
constexpr std::uint16_t first_clock_register = 35;
constexpr auto same_second = 1s;
constexpr std::string_view maximum_path = "{details}/Invertor_Max_Bat_Rate";
constexpr std::uint16_t capacity_register = 55;  // Ah
constexpr double nominal_volts = 51.2;           // of low-voltage packs (spec/commands.md 8)

std::optional<double> number_at(const Snapshot& snapshot, std::string_view path) {
    const auto found = std::ranges::find_if(snapshot.values, [path](const Measured& measured) {
        return measured.point->path == path;
    });
    if (found == snapshot.values.end()) return std::nullopt;
    const auto* number = std::get_if<Number>(&found->value);
    return number == nullptr ? std::nullopt : std::optional{number->value};
}

}  // namespace

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
    const auto reads = setting_reads(*image_.topology());
    for (const auto& target : reads) {
        const bool has_clock = target.range.contains(HR(first_clock_register));
        const bool is_wanted = has_clock && job_->asked->what.order.control->needs_clock;
        if (is_wanted || !image_.is_fresh(target, Instant{})) blocks.push_back(target.range);
    }
    return blocks;
}

// What will be put back, in the end or when a write fails, is what is there now. One register alone
// is put back by nobody.
Instant Executor::fresh_since(const WritePlan& plan) const {
    if (plan.begins) return job_->began;
    const bool may_undo = plan.writes.size() > 1 && !changes_of(plan).empty();
    const Clock::Duration at_most = world_.settings_period;
    return clock_.now() - (may_undo ? std::min<Clock::Duration>(at_most, before_is_new) : at_most);
}

std::vector<RegisterRange> Executor::unread_blocks(const WritePlan& plan) const {
    std::vector<std::uint16_t> old;
    const auto since = fresh_since(plan);
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
    auto planned = job_->is_late ? Planned{tl::unexpected(no_answer(not_believed_))} : make_plan();
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
        decide(refused(no_answer(not_believed_)));
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
    job_->plan_notes = plan.notes;
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
    auto writes = plan.writes;
    auto changes = job_->writes;
    if (plan.set_clock_to) {
        writes = clock_writes(*plan.set_clock_to, capabilities()).value_or(writes);
        if (!shows_already(*plan.set_clock_to, right_at())) changes = writes;
    }
    const auto* running = plan.cancels ? find_action(keeper_.actions(), *plan.cancels) : nullptr;
    if (running != nullptr) {
        writes = restoring_writes(*running, io_.registers(), capabilities());
        changes = writes;
    }
    Outcome outcome{Outcome::How::no_op, Reason::none, "", {}};
    outcome.dry_run = true;
    outcome.why = "dry run: nothing was written; " + std::to_string(changes.size()) + " of " +
                  std::to_string(writes.size()) + " registers would be";
    for (const auto& write : writes) {
        RegisterOutcome one{write.index(), write.value(), false, io_.word(write.index()), {}};
        one.would_write = std::ranges::find(changes, write) != changes.end();
        outcome.registers.push_back(one);
    }
    decide(std::move(outcome));
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

// A time that was asked for was right then; the host's own is right now.
Instant Executor::right_at() const {
    const bool is_asked_for = !job_->asked->what.order.control->parameters.empty();
    return is_asked_for ? job_->asked->since : clock_.now();
}

bool Executor::shows_already(const LocalTime& wanted, Instant right_at) const {
    const auto since = std::chrono::round<std::chrono::seconds>(clock_.now() - right_at);
    const auto shall_be = plus(wanted, since);
    const auto shown = keeper_.inverter_now();
    const auto off = shown && shall_be ? between(*shall_be, *shown) : std::nullopt;
    return off && std::chrono::abs(*off) <= same_second;
}

void Executor::accept_writes(const WritePlan& plan) {
    if (plan.set_clock_to) {
        const auto right = right_at();
        if (shows_already(*plan.set_clock_to, right)) {
            decide({Outcome::How::no_op, Reason::none, "", {}});
        } else {
            keeper_.sets_clock();
            start(ClockSequence{*plan.set_clock_to, right, capabilities()});
        }
    } else if (job_->writes.empty()) {
        nothing_to_do(plan.writes);
    } else if (plan.proof == Proof::restart) {
        start(RestartSequence{job_->writes.front()});
    } else {
        start(WriteSequence{plan.writes, rules(plan.proof, true), io_});
    }
}

}  // namespace giv
