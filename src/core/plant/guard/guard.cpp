#include "givtcp/plant/guard/guard.hpp"

#include "core/plant/guard/bank_rules.hpp"
#include "core/plant/guard/first_reading.hpp"
#include "core/plant/guard/freeze_watch.hpp"
#include "core/plant/guard/pack_watch.hpp"
#include "core/plant/guard/value_watch.hpp"

#include <map>
#include <utility>

namespace giv::guard {
namespace {

constexpr RegisterRange pack_page{Bank::input, 60, 60};

bool is_pack(DeviceAddress device) {
    const auto first = device::first_lv_pack.value;
    return device.value >= first && device.value < first + device::lv_pack_places;
}

}  // namespace

struct Guard::State {
    std::map<DeviceAddress, PackWatch> packs;
    std::map<DeviceAddress, FreezeWatch> freezes;
    FirstReading first_reading;
    ValueWatch values;
    std::map<std::uint16_t, LocalTime> days;  // when a block was believed last, by its base
};

Guard::Guard(PackThresholds thresholds)
    : thresholds_(thresholds), state_(std::make_unique<State>()) {}
Guard::~Guard() = default;
Guard::Guard(Guard&&) noexcept = default;
Guard& Guard::operator=(Guard&&) noexcept = default;

void Guard::forget() { *state_ = {}; }

void Guard::forget(DeviceAddress pack) {
    state_->packs.erase(pack);
    state_->freezes.erase(pack);
}

// By the inverter's calendar, since this block was believed.
bool Guard::is_another_day(const BankReading& reading, const PlantFacts& facts) const {
    const auto known = state_->days.find(reading.range.base);
    if (known == state_->days.end() || !facts.inverter_time) return false;
    const auto& then = known->second;
    const auto& now = *facts.inverter_time;
    return then.day != now.day || then.month != now.month || then.year != now.year;
}

Judgement Guard::of_inverter(
    const BankReading& reading, const RegisterBank& believed, const PlantFacts& facts
) {
    const Sight sight{reading, believed, facts.identity};
    auto judgement = is_first_reading(sight, facts)
                         ? state_->first_reading.judge(sight, facts)
                         : state_->values.judge(sight, facts, is_another_day(reading, facts));
    if (judgement.verdict == Verdict::good && facts.inverter_time) {
        state_->days.insert_or_assign(reading.range.base, *facts.inverter_time);
    }
    return judgement;
}

// Of a whole page in which nothing is impossible.
Judgement Guard::of_pack(
    const BankReading& reading, const RegisterBank& believed, const PlantFacts& facts
) {
    const Sight sight{reading, believed, facts.identity};
    auto judgement = state_->packs[reading.device].judge(sight, thresholds_);
    if (judgement.verdict != Verdict::good) return judgement;
    auto& freeze = state_->freezes[reading.device];
    const bool was_frozen = freeze.frozen_since().has_value();
    freeze.believed(page_of(reading.words), reading.taken_at, facts.battery_watts);
    judgement.frozen_since = freeze.frozen_since();
    if (judgement.frozen_since && !was_frozen) counts_.count(Rule::frozen_page);
    return judgement;
}

Judgement Guard::judged(
    const BankReading& reading, const RegisterBank& believed, const PlantFacts& facts
) {
    const Sight sight{reading, believed, facts.identity};
    const bool is_pack_page = is_pack(reading.device) && reading.range == pack_page;
    if (const auto rule = impossible(sight)) {
        if (is_pack_page) state_->packs[reading.device].seen(sight);
        return Judgement::of(*rule);
    }
    if (is_pack_page) return of_pack(reading, believed, facts);
    const bool is_measured =
        reading.device == device::inverter && reading.range.bank == Bank::input;
    return is_measured ? of_inverter(reading, believed, facts) : Judgement{};
}

Judgement Guard::judge(
    const BankReading& reading, const RegisterBank& believed, const PlantFacts& facts
) {
    auto judgement = judged(reading, believed, facts);
    if (judgement.rule) counts_.count(*judgement.rule);
    for (const auto& kept : judgement.kept)
        if (kept.doubted_by) counts_.count(*kept.doubted_by);
    return judgement;
}

}  // namespace giv::guard
