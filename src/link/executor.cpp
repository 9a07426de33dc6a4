// The executor's outer part: what comes in, what was proved, whose turn it is. What is done on a
// turn is in executor_jobs.cpp, who is answered when in executor_answers.cpp.
#include "link/executor.hpp"

#include <algorithm>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto proved_for = 10s;  // ruling 16
constexpr auto overrides_seen_for = 15min;
constexpr RegisterRange clock_registers{Bank::holding, 35, 6};
constexpr std::uint16_t reserve_register = 110;

bool covers(const RegisterRange& range, const RegisterRange& part) {
    return range.bank == part.bank && range.base <= part.base &&
           part.base + part.count <= range.base + range.count;
}

}  // namespace

Executor::Executor(ExecutorWorld world)
    : world_(std::move(world)),
      clock_(*world_.clock),
      image_(*world_.image),
      keeper_(world_.memory, world_.settings, clock_, world_.log),
      io_(image_,
          clock_,
          {[this](const ReadTarget& target) {
               came_in(target);
               world_.inverter_answered();
           },
           [this](std::uint16_t index) { keeper_.wrote(index); }}),
      sync_(world_.settings.clock_sync),
      faults_(action_kinds, FaultLog{world_.log}),
      changed_(world_.executor) {}

// ---- what comes in ------------------------------------------------------------------------

void Executor::take_commands() {
    if (world_.gate == nullptr) return;
    queue_.take_from(*world_.gate, clock_.now());
    if (is_stopped_) stop();
    refuse_unsupported();
    changed_.set();
}

void Executor::refuse_unsupported() {
    const auto& topology = image_.topology();
    if (!topology || models::supported.contains(topology->identity.model())) return;
    for (const auto& asked : queue_.all()) {
        const std::string name{facts(topology->identity.model()).key};
        end(asked,
            refused({Reason::not_here, "model " + name + " can only be named, not controlled yet"})
        );
    }
}

// Who was asked is not who answers now: nothing that was meant for one is done to another.
void Executor::another_inverter() {
    for (const auto& asked : queue_.all())
        end(asked,
            refused({Reason::no_connection, "another inverter answers now; nothing was written"}));
    if (job_) {
        job_->action.reset();
        finish_given_up("another inverter answers now", Reason::not_proved);
    }
    troubles_ = {};
    proved_.clear();
    doubts_ = {};
    sync_.forget();
}

void Executor::belongs_to(const Identity& identity) {
    const bool is_another = !keeper_.serial().empty() && keeper_.serial() != identity.serial;
    if (is_another) another_inverter();
    keeper_.identified(identity.serial);
}

void Executor::identified(const Identity& identity) {
    belongs_to(identity);
    newcomer_.clear();
    has_inverter_ = true;
    link_is_down_ = false;
    refuse_unsupported();
    if (!job_) return;
    if (auto* restart = std::get_if<RestartSequence>(&job_->work)) {
        restart->link_back();
        if (!restart->is_done()) return;
        work_ended();
        finish();
    }
}

void Executor::link_is_down() {
    link_is_down_ = true;
    changed_.set();
}

void Executor::connection_lost() {
    io_.lend(nullptr);
    is_serving_ = false;
    newcomer_.clear();
    if (!std::exchange(has_inverter_, false)) link_is_down();
    if (!job_) return;
    if (auto* restart = std::get_if<RestartSequence>(&job_->work)) restart->link_lost();
}

void Executor::came_in(const ReadTarget& target) {
    if (target.range.bank != Bank::holding) return;
    if (covers(target.range, clock_registers)) {
        if (const auto shown = clock_in(io_)) {
            keeper_.saw_clock(*shown);
        } else {
            keeper_.saw_no_clock();
        }
    }
    const auto reserve = io_.word(reserve_register);
    if (reserve && target.range.contains(HR(reserve_register))) keeper_.saw_reserve(*reserve);
    look_for_overrides(target.range);
}

// ---- what was proved ----------------------------------------------------------------------

void Executor::remember_proved(const Outcome& outcome) {
    if (outcome.how != Outcome::How::verified) return;
    for (const auto& one : outcome.registers) {
        const bool runs_on = clock_registers.contains(HR(one.index));
        if (one.read_back && !runs_on) proved_[one.index] = {*one.read_back, clock_.now()};
    }
}

bool Executor::contradicts_proved(const RegisterRange& range, std::span<const std::uint16_t> words)
    const {
    return std::ranges::any_of(proved_, [&](const auto& entry) {
        const auto& [index, proved] = entry;
        if (!range.contains(HR(index)) || clock_.now() - proved.at > proved_for) return false;
        const auto place = static_cast<std::size_t>(index - range.base);
        return place < words.size() && words[place] != proved.value;
    });
}

// Acknowledged, proved, and changed again by somebody else (spec/quirks.md Q37).
void Executor::look_for_overrides(const RegisterRange& range) {
    std::erase_if(proved_, [&](const auto& entry) {
        const auto& [index, proved] = entry;
        const auto holds = io_.word(index);
        const bool is_overridden = range.contains(HR(index)) && holds && *holds != proved.value;
        if (is_overridden) {
            world_.log(
                LogLevel::warning,
                "HR" + std::to_string(index) + " was set to " + std::to_string(proved.value) +
                    " and has become " + std::to_string(*holds) +
                    " since: the portal, an EMS or another program sets it"
            );
        }
        return is_overridden || clock_.now() - proved.at > overrides_seen_for;
    });
}

// A read that does not come is tried again when the next look is due.
asio::awaitable<Result<void>> Executor::look_at_doubts() {
    auto blocks = io_.blocks_of(doubts_.due(clock_.now()));
    const auto came = co_await read(std::move(blocks));
    if (!came) co_return tl::unexpected(came.error());
    const auto registers = *came ? io_.registers() : [](std::uint16_t) { return std::nullopt; };
    for (const auto& late : doubts_.looked(registers, clock_.now())) {
        world_.log(
            LogLevel::warning,
            "HR" + std::to_string(late.index) + '=' + std::to_string(late.value) +
                " took effect after all, later than it was waited for"
        );
    }
    world_.news();
    co_return Result<void>{};
}

// ---- whose turn it is ---------------------------------------------------------------------

std::optional<Executor::DueAction> Executor::due_action() const {
    const auto now = clock_.now();
    for (const auto& action : keeper_.actions()) {
        if (keeper_.due_at(action) <= now) {
            return DueAction{action.kind, ControlJob::Purpose::put_back};
        }
        const bool has_moved = action.stage == TimedAction::Stage::running &&
                               !slot_writes(action, io_.registers(), capabilities()).empty();
        if (has_moved && keeper_.may_try(action.kind)) {
            return DueAction{action.kind, ControlJob::Purpose::move_slot};
        }
    }
    return std::nullopt;
}

bool Executor::has_work() const {
    if (job_) return !job_->is_restarting();
    return !queue_.is_empty() || due_action() || doubts_.is_due(clock_.now());
}

// While something is being done, nothing else is due.
std::optional<Instant> Executor::next_due() const {
    if (job_) return std::nullopt;
    const auto action = keeper_.next_due();
    const auto doubt = doubts_.next_due();
    if (!action || !doubt) return action ? action : doubt;
    return std::min(*action, *doubt);
}

bool Executor::begin_next() {
    if (const auto due = due_action()) {
        job_ = std::make_unique<ControlJob>();
        job_->purpose = due->purpose;
        job_->action = due->kind;
        job_->began = clock_.now();
        changed_.set();
        return true;
    }
    auto next = queue_.next();
    if (!next) next = own_command();
    if (!next) return false;
    world_.gate->log().running(next->what.id);
    job_ = std::make_unique<ControlJob>();
    job_->asked = std::move(next);
    job_->began = clock_.now();
    changed_.set();
    return true;
}

asio::awaitable<Result<void>> Executor::serve(Client& client) {
    io_.lend(&client);
    is_serving_ = true;
    const auto done = co_await serve_all();
    is_serving_ = false;
    co_return done;
}

asio::awaitable<Result<void>> Executor::serve_all() {
    while (job_ ? !job_->is_restarting() : begin_next()) {
        auto step = advance();
        const auto done = co_await std::move(step);
        if (!done) co_return done;
        if (job_->phase == ControlJob::Phase::finished) finish();
    }
    if (!job_ && doubts_.is_due(clock_.now())) co_return co_await look_at_doubts();
    co_return Result<void>{};
}

}  // namespace giv
