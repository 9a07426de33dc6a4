#include "link/control_keeper.hpp"

#include "givtcp/protocol/short_serial.hpp"

#include <algorithm>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t reserve_register = 110;
constexpr std::uint16_t lowest_reserve = 4;
constexpr std::uint16_t paused_reserve = 100;

// Less is drift and the way of the answer.
constexpr auto least_step = 60s;

constexpr auto first_postponement = 30s;
constexpr auto longest_without_answer = 10min;
constexpr auto longest_postponement = 24h;
constexpr int most_doublings = 12;  // of 30 s: more than a day

// Setting a clock right, summer time included, may bring midnight on; more is another date.
constexpr auto longest_correction = 1h;

}  // namespace

ControlKeeper::ControlKeeper(ControlMemory memory, ControlSettings settings, Clock& clock, Log log)
    : memory_(std::move(memory)), settings_(settings), clock_(clock), log_(std::move(log)) {}

void ControlKeeper::identified(const std::string& serial) {
    if (serial == serial_) return;
    if (!kept_.actions.empty()) {
        log_(
            LogLevel::warning,
            std::to_string(kept_.actions.size()) + " timed action(s) of " + short_serial(serial_) +
                " run on there: they are ended here when it answers again"
        );
    }
    serial_ = serial;
    kept_ = memory_.recall(serial);
    time_.forget();
    watch_ = {};
    timings_ = {};
    if (kept_.actions.empty()) return;
    log_(
        LogLevel::info,
        std::to_string(kept_.actions.size()) + " timed action(s) of an earlier run are remembered"
    );
}

std::uint16_t ControlKeeper::saved_reserve() const {
    return kept_.saved_reserve.value_or(lowest_reserve);
}

// ---- time ---------------------------------------------------------------------------------

// Its day may end while it shows none: the host's is next best.
void ControlKeeper::saw_no_clock() {
    time_.forget();
    watch_.saw_no_time();
    if (const auto host = host_now()) kept_.writes.roll(*host);
}

// A clock that stands still jumps with each reading: that is one line.
void ControlKeeper::watch_clock(const LocalTime& shown) {
    const bool is_told = watch_.state(clock_.now(), host_time(clock_)).jump.has_value();
    const bool is_ours = clock_setting_ != ClockSetting::none;
    const auto set_by = is_ours ? ClockWatch::SetBy::us : ClockWatch::SetBy::others;
    const auto jump = watch_.saw(shown, clock_.now(), host_time(clock_), set_by);
    if (!jump || is_told) return;
    log_(
        LogLevel::warning,
        "the inverter's clock jumped by " + std::to_string(jump->count()) +
            " s, and not by a command of ours"
    );
}

void ControlKeeper::saw_clock(const LocalTime& shown) {
    watch_clock(shown);
    const auto expected = time_.now(clock_.now());
    const auto step = time_.take(shown, clock_.now());
    count_day(shown, expected);
    if (!expected) {
        follow_clock_that_was_gone();
    } else if (step && std::chrono::abs(*step) >= least_step) {
        shift_actions(*step);
    }
}

// The budget is for the inverter's day; that a command sets its clock begins no other.
void ControlKeeper::count_day(const LocalTime& shown, const std::optional<LocalTime>& expected) {
    const auto step = expected ? between(*expected, shown) : std::nullopt;
    const bool is_small = step && std::chrono::abs(*step) <= longest_correction;
    if (clock_setting_ == ClockSetting::none || is_small) {
        kept_.writes.roll(shown);
    } else {
        if (expected) kept_.writes.roll(*expected);
        kept_.writes.call_today(shown);
        keep_soon();
    }
    if (clock_setting_ == ClockSetting::not_seen) clock_setting_ = ClockSetting::none;
}

// What is left of an action is what counts: its end moves with the clock.
void ControlKeeper::shift_actions(std::chrono::seconds step) {
    if (kept_.actions.empty()) return;
    for (auto& action : kept_.actions)
        action = shifted(std::move(action), step);
    log_(
        LogLevel::info,
        "the inverter's clock moved by " + std::to_string(step.count()) +
            " s: the ends of timed actions move with it"
    );
    keep_now([log = log_](const Result<void>& kept) {
        if (!kept) log(LogLevel::warning, "a moved end is not kept: " + kept.error().detail);
    });
}

// By steady time where it began in this process, else by the host's clock.
std::optional<Clock::Duration> ControlKeeper::left_without_inverter(const TimedAction& action
) const {
    if (const auto& ends = timing(action.kind).ends) return *ends - clock_.now();
    const auto wall = trusted_wall();
    if (!wall || !action.ends_utc) return std::nullopt;
    return std::chrono::ceil<std::chrono::seconds>(*action.ends_utc - *wall);
}

// The inverter's clock was set, perhaps, while nobody saw it: in another process, or while it
// showed no time at all.
void ControlKeeper::follow_clock_that_was_gone() {
    const auto shown = inverter_now();
    for (auto& action : kept_.actions) {
        const auto left = left_without_inverter(action);
        const auto left_by_inverter = shown ? between(*shown, action.ends) : std::nullopt;
        if (!left || !left_by_inverter) continue;
        const auto step = std::chrono::round<std::chrono::seconds>(*left) - *left_by_inverter;
        // A host that booted in the past would let it run for longer: it may only end sooner.
        const bool is_ours = timing(action.kind).ends.has_value();
        const bool is_believed = is_ours || step < 0s;
        if (is_believed && std::chrono::abs(step) >= least_step)
            action = shifted(std::move(action), step);
    }
}

// The day that writes are counted for.
std::optional<LocalTime> ControlKeeper::today() const {
    if (const auto now = inverter_now()) return now;
    return host_now();
}

// ---- what was read and written ------------------------------------------------------------

bool ControlKeeper::holds_reserve() const {
    return std::ranges::any_of(kept_.actions, [](const TimedAction& action) {
        const auto& list = action.restore;
        return std::ranges::find(list, reserve_register, &RestoreEntry::index) != list.end();
    });
}

void ControlKeeper::saw_reserve(std::uint16_t percent) {
    const bool is_one = percent >= lowest_reserve && percent < paused_reserve;
    if (!is_one || percent == kept_.saved_reserve || holds_reserve()) return;
    kept_.saved_reserve = percent;
    memory_.keep_soon(serial_, kept_);
}

void ControlKeeper::wrote(std::uint16_t index) {
    kept_.writes.count(index, today());
    memory_.keep_soon(serial_, kept_);
    const bool is_much = kept_.writes.today() * 5 >= settings_.writes_per_day * 4;
    if (is_much && !std::exchange(budget_told_, true)) {
        log_(
            LogLevel::warning,
            std::to_string(kept_.writes.today()) + " of today's " +
                std::to_string(settings_.writes_per_day) +
                " register writes are used up: something writes too often, and flash wears out"
        );
    }
    if (!is_much) budget_told_ = false;
}

std::optional<std::string> ControlKeeper::over_budget(std::size_t count) {
    if (const auto now = today()) kept_.writes.roll(*now);
    if (kept_.writes.today() + count <= settings_.writes_per_day) return std::nullopt;
    return "today's " + std::to_string(settings_.writes_per_day) +
           " register writes are used up (flash wears out); it starts anew at the inverter's "
           "midnight";
}

std::size_t ControlKeeper::writes_left() const {
    const std::size_t written = kept_.writes.today();
    const std::size_t allowed = settings_.writes_per_day;
    return written < allowed ? allowed - written : 0;
}

// ---- actions ------------------------------------------------------------------------------

void ControlKeeper::began(ActionKind kind, Instant ends) { timing(kind) = {.ends = ends}; }

Instant ControlKeeper::due_at(const TimedAction& action) const {
    auto due = Instant{};
    if (action.stage == TimedAction::Stage::running) {
        const auto shown = inverter_now();
        const auto left = shown ? between(*shown, action.ends) : std::nullopt;
        if (left) {
            due = clock_.now() + *left;
        } else if (const auto other = left_without_inverter(action)) {
            due = clock_.now() + *other;
        }
    }
    return std::max(due, timing(action.kind).not_before);
}

std::optional<Instant> ControlKeeper::next_due() const {
    std::optional<Instant> next;
    for (const auto& action : kept_.actions) {
        const auto due = due_at(action);
        if (!next || due < *next) next = due;
    }
    return next;
}

bool ControlKeeper::is_over(const TimedAction& action) const {
    if (const auto shown = inverter_now()) return giv::is_over(action, *shown);
    return due_at(action) <= clock_.now();
}

void ControlKeeper::postpone(ActionKind kind, Failure failure) {
    auto& when = timing(kind);
    const Clock::Duration longest =
        failure == Failure::turned_down ? longest_postponement : longest_without_answer;
    const auto pause =
        std::min<Clock::Duration>(first_postponement * (1 << when.failures), longest);
    when.failures = std::min(when.failures + 1, most_doublings);
    when.not_before = clock_.now() + pause;
}

void ControlKeeper::ask_again_soon(ActionKind kind) {
    timing(kind).not_before = clock_.now() + first_postponement;
}

void ControlKeeper::forget_timing(ActionKind kind) { timing(kind) = {}; }

std::optional<std::chrono::minutes> ControlKeeper::minutes_left(ActionKind kind) const {
    const auto* action = find_action(kept_.actions, kind);
    if (action == nullptr || action->stage != TimedAction::Stage::running) return std::nullopt;
    if (const auto shown = inverter_now()) return giv::minutes_left(*action, *shown);
    const auto left = left_without_inverter(*action).value_or(Clock::Duration{0});
    return std::max(std::chrono::ceil<std::chrono::minutes>(left), 0min);
}

ControlState ControlKeeper::shown() const {
    ControlState state;
    state.force_charge = minutes_left(ActionKind::force_charge);
    state.force_export = minutes_left(ActionKind::force_export);
    state.pause_charge = minutes_left(ActionKind::pause_charge);
    state.pause_discharge = minutes_left(ActionKind::pause_discharge);
    state.writes_today = kept_.writes.today();
    state.writes_lifetime = kept_.writes.lifetime();
    state.clock = watch_.state(clock_.now(), host_time(clock_));
    return state;
}

}  // namespace giv
