#include "core/plant/guard/value_step.hpp"

#include "givtcp/registers/field.hpp"
#include "givtcp/registers/local_time.hpp"

#include <algorithm>
#include <cmath>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;

constexpr double unrated_watts = 15'000;
constexpr double supply_watts = 23'000;  // 100 A at 230 V
constexpr double margin = 1.5;           // Q16: beyond the rating for a while
constexpr double energy_allowance = 0.2;
constexpr double rounding = 0.11;
constexpr double nearly_nothing = 1.0;  // kWh: a day that has just begun
// After a longer absence a counter that fell was set back, more likely than full.
constexpr std::chrono::duration<double> longest_to_wrap = 24h;
constexpr auto before_midnight = 5min;  // Q16: when a day's counter may fall
constexpr auto after_midnight = 15min;

double watts_of(Bound bound, const PlantFacts& facts) {
    if (bound == Bound::supply) return supply_watts;
    return facts.rated_watts ? *facts.rated_watts : unrated_watts;
}

// What can flow in a while.
double most_energy(
    const ValueRule& row, std::chrono::duration<double> time, const PlantFacts& facts
) {
    const auto hours = std::chrono::duration<double, std::ratio<3600>>{time}.count();
    return watts_of(row.bound, facts) / 1000 * hours * margin + energy_allowance;
}

// By the inverter's calendar.
struct Now {
    local_days today;
    std::chrono::seconds since_midnight;
    std::optional<local_days> midnight;  // the one that is near: the day that it begins
};

std::optional<Now> now_of(const PlantFacts& facts) {
    if (!facts.calendar) return std::nullopt;
    const auto at = local_seconds_of(*facts.calendar);
    if (!at) return std::nullopt;
    const auto today = std::chrono::floor<std::chrono::days>(*at);
    Now now{today, *at - today, std::nullopt};
    if (now.since_midnight < after_midnight) now.midnight = today;
    if (now.since_midnight >= 24h - before_midnight) now.midnight = today + std::chrono::days{1};
    return now;
}

// Once for each midnight.
bool may_begin_a_day(const ValueRule& row, double value, const Lapse& lapse) {
    const auto now = now_of(*lapse.facts);
    if (!now) return false;
    const auto& counted = lapse.counted_for;
    if (now->midnight) return value < nearly_nothing && (!counted || *counted < *now->midnight);
    const auto most = most_energy(row, now->since_midnight, *lapse.facts);
    return counted && *counted != now->today && value <= std::max(nearly_nothing, most);
}

bool is_before_midnight(const Lapse& lapse) {
    const auto now = now_of(*lapse.facts);
    return now && now->midnight && *now->midnight != now->today;
}

Step fall_of_today(const ValueRule& row, double before, double now, const Lapse& lapse) {
    Step fall;
    fall.begins_a_day = may_begin_a_day(row, now, lapse);
    if (fall.begins_a_day) {
        if (is_before_midnight(lapse)) fall.breaks = Rule::early_midnight;
        return fall;
    }
    fall.rounds = !falls(before, now);
    if (!fall.rounds) fall.breaks = Rule::energy_fall;
    return fall;
}

Step fall_of_total(const ValueRule& row, double before, double now, const Lapse& lapse) {
    Step fall;
    fall.rounds = !falls(before, now);
    if (fall.rounds) return fall;
    const auto range = range_of(row);
    const auto most = most_energy(row, std::min(lapse.time, longest_to_wrap), *lapse.facts);
    fall.wraps = range && now + *range - before <= most;
    fall.breaks = fall.wraps ? Rule::counter_wrap : Rule::total_fall;
    return fall;
}

Step energy_step(const ValueRule& row, double before, double now, const Lapse& lapse) {
    if (now < before) {
        return row.kind == ValueKind::energy_total ? fall_of_total(row, before, now, lapse)
                                                   : fall_of_today(row, before, now, lapse);
    }
    Step rise;
    if (now - before > most_energy(row, lapse.time, *lapse.facts)) rise.breaks = Rule::energy_jump;
    return rise;
}

// What is beyond the bound already is adopted: it only may not jump.
Step power_step(const ValueRule& row, double before, double now, const PlantFacts& facts) {
    const auto rated = watts_of(row.bound, facts);
    const auto most = rated * margin;
    Step step;
    if (std::abs(now) > most && std::abs(before) <= most) {
        step.breaks = Rule::power_bound;
    } else if (std::abs(now - before) > rated) {
        step.breaks = Rule::power_jump;
    }
    return step;
}

}  // namespace

bool falls(double before, double now) { return before - now > rounding; }

std::optional<double> range_of(const ValueRule& row) {
    const auto& meant = field(row.field);
    if (row.kind != ValueKind::energy_total || meant.count != 1) return std::nullopt;
    return 0x10000 / std::pow(10.0, meant.decimals) * meant.factor;
}

Step step(const ValueRule& row, double before, double now, const Lapse& lapse) {
    Step step;
    switch (row.kind) {
        case ValueKind::live_power: return power_step(row, before, now, *lapse.facts);
        case ValueKind::never_zero:
            if (now == 0 && before != 0) step.breaks = Rule::zero_value;
            return step;
        case ValueKind::energy_today:
        case ValueKind::energy_total: return energy_step(row, before, now, lapse);
    }
    return step;
}

std::optional<local_days> day_after(
    const Step& step, double before, double now, const Lapse& lapse
) {
    const auto clock = now_of(*lapse.facts);
    if (!clock) return lapse.counted_for;
    if (step.begins_a_day) return clock->midnight.value_or(clock->today);
    const bool has_begun = clock->midnight && lapse.counted_for == clock->midnight;
    if (has_begun) return lapse.counted_for;
    const bool is_of_before = before > 0 && now > 0;
    if (clock->midnight && is_of_before) return lapse.counted_for;
    return clock->today;
}

}  // namespace giv::guard
