#include "core/plant/guard/value_watch.hpp"

#include "core/plant/guard/field_number.hpp"

#include "givtcp/registers/field.hpp"

#include <cmath>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;

constexpr double unrated_watts = 15'000;
constexpr double supply_watts = 23'000;  // 100 A at 230 V
constexpr double margin = 1.5;           // Q16: beyond the rating for a while
constexpr double energy_allowance = 0.2;
constexpr double rounding = 0.11;
constexpr double nearly_nothing = 1.0;  // kWh: a day that has just begun

double watts_of(Bound bound, const PlantFacts& facts) {
    if (bound == Bound::supply) return supply_watts;
    return facts.rated_watts ? *facts.rated_watts : unrated_watts;
}

// Not all counters fall in the same poll, and the clock may run on a little.
bool is_around_midnight(const std::optional<LocalTime>& time) {
    if (!time) return false;
    const auto minutes = std::chrono::hours{time->hour} + std::chrono::minutes{time->minute};
    return minutes >= 23h + 55min || minutes < 15min;
}

bool may_begin_a_day(const Lapse& lapse) {
    return lapse.is_another_day || is_around_midnight(lapse.facts->inverter_time);
}

bool rises_too_fast(const ValueRule& row, double rise, Lapse lapse) {
    const auto hours = std::chrono::duration<double, std::ratio<3600>>{lapse.time}.count();
    return rise > watts_of(row.bound, *lapse.facts) / 1000 * hours * margin + energy_allowance;
}

Step energy_step(const ValueRule& row, double before, double now, Lapse lapse) {
    const auto rise = now - before;
    if (rise >= 0) {
        if (rises_too_fast(row, rise, lapse)) return {Rule::energy_jump};
        return {};
    }
    if (row.kind == ValueKind::energy_total) {
        return -rise <= rounding ? Step{std::nullopt, true} : Step{Rule::total_fall};
    }
    if (now < nearly_nothing && may_begin_a_day(lapse)) return {};
    return -rise <= rounding ? Step{std::nullopt, true} : Step{Rule::energy_fall};
}

}  // namespace

Step step(const ValueRule& row, double before, double now, Lapse lapse) {
    switch (row.kind) {
        case ValueKind::live_power:
            if (std::abs(now - before) > watts_of(row.bound, *lapse.facts))
                return {Rule::power_jump};
            return {};
        case ValueKind::never_zero:
            if (now == 0 && before != 0) return {Rule::zero_value};
            return {};
        case ValueKind::energy_today:
        case ValueKind::energy_total: return energy_step(row, before, now, lapse);
    }
    return {};
}

// It came again, and nothing speaks against one after the other.
bool ValueWatch::is_confirmed(std::size_t place, Doubt doubt, const Now& now) {
    const auto known = doubts_.find(place);
    if (known != doubts_.end()) {
        const Lapse lapse{doubt.last - known->second.last, now.facts, now.is_another_day};
        const auto again = step(value_rules()[place], known->second.value, doubt.value, lapse);
        if (!again.breaks) {
            doubt.rule = known->second.rule;
            doubt.reads = known->second.reads + 1;
            doubt.since = known->second.since;
        }
    }
    const auto needed = confirmation_of(doubt.rule);
    if (doubt.reads >= needed.reads && doubt.last - doubt.since >= needed.lasting) {
        doubts_.erase(place);
        return true;
    }
    doubts_.insert_or_assign(place, doubt);
    return false;
}

void ValueWatch::judge_value(std::size_t place, const Now& now, Judgement& judgement) {
    const auto& row = value_rules()[place];
    const auto& meant = field(row.field);
    const auto& sight = *now.sight;
    const auto& believed = sight.believed();
    const auto& identity = now.facts->identity;
    if (bank_of(row.field.map) != sight.range().bank) return;
    if (!exists(meant, identity.model(), identity.arm_firmware)) return;
    const auto value = number_of(meant, sight.now(meant.first, meant.count));
    const auto before = number_of(meant, believed.words(meant.first, meant.count));
    const auto before_at = believed.taken_at(meant.first, meant.count);
    if (!value || !before || !before_at) return;

    const auto at = sight.taken_at();
    const auto one = step(row, *before, *value, {at - *before_at, now.facts, now.is_another_day});
    if (!one.breaks) {
        doubts_.erase(place);
        if (one.rounds) judgement.kept.push_back({meant.first, meant.count, std::nullopt});
        return;
    }
    if (is_confirmed(place, {row.field, *one.breaks, *value, 1, at, at}, now)) return;
    judgement.kept.push_back({meant.first, meant.count, doubts_.at(place).rule});
}

Judgement ValueWatch::judge(const Sight& sight, const PlantFacts& facts, bool is_another_day) {
    Judgement judgement;
    const Now now{&sight, &facts, is_another_day};
    for (std::size_t place = 0; place < value_rules().size(); ++place)
        judge_value(place, now, judgement);
    return judgement;
}

}  // namespace giv::guard
