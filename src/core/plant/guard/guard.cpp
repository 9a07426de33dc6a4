#include "givtcp/plant/guard/guard.hpp"

#include "core/plant/guard/bank_rules.hpp"
#include "core/plant/guard/first_reading.hpp"
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
    FirstReading first_reading;
    ValueWatch values;
};

Guard::Guard(PackThresholds thresholds)
    : thresholds_(thresholds), state_(std::make_unique<State>()) {}
Guard::~Guard() = default;
Guard::Guard(Guard&&) noexcept = default;
Guard& Guard::operator=(Guard&&) noexcept = default;

void Guard::forget() { *state_ = {}; }

Judgement Guard::judged(
    const BankReading& reading, const RegisterBank& believed, const PlantFacts& facts
) {
    const Sight sight{reading, believed, facts.identity};
    if (const auto rule = impossible(sight)) return Judgement::of(*rule);
    if (is_pack(reading.device) && reading.range == pack_page) {
        return state_->packs[reading.device].judge(sight, thresholds_);
    }
    if (reading.device != device::inverter) return {};
    if (is_first_reading(sight, facts)) return state_->first_reading.judge(sight, facts);
    return state_->values.judge(sight, facts);
}

Judgement Guard::judge(
    const BankReading& reading, const RegisterBank& believed, const PlantFacts& facts
) {
    auto judgement = judged(reading, believed, facts);
    if (judgement.rule) counts_.count(*judgement.rule);
    return judgement;
}

std::vector<DoubtedField> Guard::doubts() const {
    std::vector<DoubtedField> all;
    for (const auto& [place, doubt] : state_->values.doubts())
        all.push_back({doubt.field, doubt.rule, doubt.value});
    return all;
}

}  // namespace giv::guard
