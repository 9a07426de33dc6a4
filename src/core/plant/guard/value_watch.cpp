#include "core/plant/guard/value_watch.hpp"

#include "core/plant/guard/field_number.hpp"

#include "givtcp/registers/field.hpp"

#include <algorithm>
#include <utility>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;

// Nobody knows how long the daemon was away; what could flow meanwhile is reckoned with this.
constexpr auto longest_absence = 7 * 24h;

// kWh: what a wrong reading may have added to a day, because it could have flowed in 40 s. It is
// not taken back: Home Assistant would count the day once more.
constexpr double most_false_energy = 0.6;

// All counters of the day have fallen that long after the first.
constexpr auto longest_midnight = 20min;

}  // namespace

ValueWatch::ValueWatch(std::span<const Map> maps, std::string owner)
    : maps_(maps), owner_(std::move(owner)) {}

bool ValueWatch::is_ours(const ValueRule& row) const {
    return std::ranges::find(maps_, row.field.map) != maps_.end();
}

std::string ValueWatch::name_of(const ValueRule& row) const {
    return owner_ + std::string{field(row.field).name};
}

void ValueWatch::recall(const KeptCounters& kept) {
    for (std::size_t place = 0; place < value_rules().size(); ++place) {
        const auto& row = value_rules()[place];
        if (!is_ours(row) || !counts_energy(row)) continue;
        const auto known = kept.find(name_of(row));
        if (known != kept.end()) counters_.insert_or_assign(place, known->second);
    }
}

void ValueWatch::keep(KeptCounters& kept) const {
    for (const auto& [place, counter] : counters_)
        kept.insert_or_assign(name_of(value_rules()[place]), counter);
}

void ValueWatch::note_counters(std::vector<CounterNote>& notes) const {
    for (const auto& [place, counter] : counters_) {
        const auto& row = value_rules()[place];
        const auto range = range_of(row).value_or(0);
        const bool counts_a_day = row.kind == ValueKind::energy_today;
        const bool says_which = counts_a_day && (counter.value > 0 || begun_.contains(place));
        notes.push_back({row.field, range * counter.wraps, says_which ? counter.day : std::nullopt}
        );
    }
}

// It came again, and nothing speaks against one after the other.
bool ValueWatch::is_confirmed(std::size_t place, Doubt doubt, const Now& now) {
    const auto known = doubts_.find(place);
    if (known != doubts_.end()) {
        const auto counter = counters_.find(place);
        const auto day = counter == counters_.end() ? std::nullopt : counter->second.day;
        const Lapse lapse{doubt.last - known->second.last, now.facts, day};
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
        confirmed_.push_back(place);
        return true;
    }
    doubts_.insert_or_assign(place, doubt);
    return false;
}

// What is to be taken for the value before the first reading since the start. A day's counter says
// then what it says; but whether it may have fallen meanwhile is for the calendar to say.
std::optional<double> ValueWatch::remembered(std::size_t place, double value) const {
    const auto known = counters_.find(place);
    if (known == counters_.end()) return std::nullopt;
    const auto before = known->second.value;
    if (value_rules()[place].kind == ValueKind::energy_total) return before;
    return known->second.day && falls(before, value) ? std::optional{before} : std::nullopt;
}

std::optional<ValueWatch::Reading> ValueWatch::reading_of(std::size_t place, const Now& now) const {
    const auto& meant = field(value_rules()[place].field);
    const auto& believed = now.sight->believed();
    const auto value = number_of(meant, now.sight->now(meant.first, meant.count));
    if (!value) return std::nullopt;
    const auto words = believed.words(meant.first, meant.count);
    const auto before = words.empty() ? remembered(place, *value) : number_of(meant, words);
    return Reading{*value, before.value_or(*value), believed.taken_at(meant.first, meant.count)};
}

void ValueWatch::believe(
    std::size_t place, const Step& step, const Reading& reading, const Lapse& lapse, Instant at
) {
    if (!counts_energy(value_rules()[place])) return;
    auto& counter = counters_[place];
    if (step.wraps) ++counter.wraps;
    // A 0 from before the last start may be of a counter that had just begun its day.
    const bool may_have_begun = !reading.before_at && reading.value == 0;
    if (step.begins_a_day || may_have_begun) begun_.insert_or_assign(place, at);
    counter.value = step.rounds ? reading.before : reading.value;
    counter.day = day_after(step, reading.before, reading.value, lapse);
}

// A day that fell by so little goes on from where it was once the device is as far; but not from
// before the last start, which is nothing that was shown, nor to 0, which is another sign.
bool ValueWatch::makes_up(const Step& step, const Reading& reading, const PlantFacts& facts) {
    const bool is_little = reading.before - reading.value <= most_false_energy;
    return step.breaks == Rule::energy_fall && reading.before_at && reading.value > 0 &&
           facts.calendar && is_little;
}

void ValueWatch::judge_value(std::size_t place, const Now& now, Judgement& judgement) {
    const auto& row = value_rules()[place];
    const auto& meant = field(row.field);
    const auto reading = reading_of(place, now);
    if (!reading) return;

    const auto at = now.sight->taken_at();
    const auto known = counters_.find(place);
    const Lapse lapse{
        reading->before_at ? at - *reading->before_at : longest_absence,
        now.facts,
        known == counters_.end() ? std::nullopt : known->second.day};
    auto one = step(row, reading->before, reading->value, lapse);
    if (makes_up(one, *reading, *now.facts)) {
        one.breaks.reset();
        one.rounds = true;
    }
    if (!one.breaks) {
        doubts_.erase(place);
        const bool stays = one.rounds && reading->before_at;
        if (stays) judgement.kept.push_back({meant.first, meant.count, std::nullopt});
        return believe(place, one, *reading, lapse, at);
    }
    if (!is_confirmed(place, {*one.breaks, reading->value, 1, at, at}, now)) {
        judgement.kept.push_back({meant.first, meant.count, doubts_.at(place).rule});
        return;
    }
    const bool has_fallen = reading->value < reading->before;
    if (row.kind == ValueKind::energy_total && has_fallen && !one.wraps) {
        const auto wraps = std::exchange(counters_[place].wraps, 0);
        const auto from = reading->before + range_of(row).value_or(0) * wraps;
        judgement.new_bases.push_back({name_of(row), from, reading->value});
    }
    if (*one.breaks == Rule::energy_fall && now.facts->calendar) judgement.sets_day_back = true;
    one.begins_a_day = row.kind == ValueKind::energy_today && has_fallen;
    believe(place, one, *reading, lapse, at);
}

void ValueWatch::take_doubts_of(const ValueWatch& other) {
    auto doubts = other.doubts_;
    for (const auto place : other.confirmed_)
        if (const auto known = doubts_.find(place); known != doubts_.end()) doubts.insert(*known);
    doubts_ = std::move(doubts);
}

void ValueWatch::judge(const Sight& sight, const PlantFacts& facts, Judgement& judgement) {
    const Now now{&sight, &facts};
    confirmed_.clear();
    std::erase_if(begun_, [&](const auto& one) {
        return sight.taken_at() - one.second > longest_midnight;
    });
    const auto& identity = facts.identity;
    for (std::size_t place = 0; place < value_rules().size(); ++place) {
        const auto& row = value_rules()[place];
        const bool is_here = is_ours(row) && bank_of(row.field.map) == sight.range().bank &&
                             exists(field(row.field), identity.model(), identity.arm_firmware);
        if (is_here) judge_value(place, now, judgement);
    }
}

}  // namespace giv::guard
