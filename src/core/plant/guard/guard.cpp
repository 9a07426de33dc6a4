#include "givtcp/plant/guard/guard.hpp"

#include "core/plant/guard/bank_rules.hpp"
#include "core/plant/guard/block_watch.hpp"
#include "core/plant/guard/first_reading.hpp"
#include "core/plant/guard/freeze_watch.hpp"
#include "core/plant/guard/pack_watch.hpp"
#include "core/plant/guard/setting_watch.hpp"
#include "core/plant/guard/value_watch.hpp"
#include "core/plant/guard/zero_watch.hpp"
#include "core/registers/all_rows.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace giv::guard {
namespace {

constexpr auto maps_of_inverter = std::to_array<Map>({Map::inverter_input});
constexpr auto maps_of_pack = std::to_array<Map>({Map::lv_pack});
constexpr auto maps_of_meter = std::to_array<Map>({Map::meter});

bool is_meter(DeviceAddress device) {
    const auto first = device::first_meter.value;
    return device.value >= first && device.value < first + device::meter_places;
}

// Other words of a pack, as others ask for them, are laid over its page and never make one.
bool is_unknown(const RegisterBank& pack) {
    return pack.words(pack_page.base, pack_page.count).empty();
}

// What the names of its counters begin with.
std::string owner_of(const Sight& page) {
    constexpr auto key = rows::pack("serial_number");
    const auto& meant = field(key);
    const auto words = page.now(meant.first, meant.count);
    if (words.empty()) return {};
    const auto value = decode(meant, words);
    const auto serial = text_in(value);
    return serial ? std::string{*serial} + '/' : std::string{};
}

struct MeterState {
    FirstReading first_reading;
    ValueWatch values;
};

struct PackState {
    PackWatch page;
    FreezeWatch freeze;
    std::optional<ValueWatch> counters;  // from the first page that is believed on
};

}  // namespace

struct Guard::State {
    std::map<DeviceAddress, PackState> packs;
    std::map<DeviceAddress, MeterState> meters;
    FirstReading first_reading{maps_of_inverter};
    ValueWatch values{maps_of_inverter, ""};
    BlockWatch blocks;
    ZeroWatch zeros;
    SettingWatch settings;
    SharedCounters recalled;
};

Guard::Guard(PackThresholds thresholds)
    : thresholds_(thresholds), state_(std::make_unique<State>()) {}
Guard::~Guard() = default;
Guard::Guard(Guard&&) noexcept = default;
Guard& Guard::operator=(Guard&&) noexcept = default;

void Guard::recall(SharedCounters kept) {
    state_->values.recall(counters_in(kept));
    state_->recalled = std::move(kept);
}

void Guard::keep(KeptCounters& kept) const {
    state_->values.keep(kept);
    for (const auto& [device, pack] : state_->packs)
        if (pack.counters) pack.counters->keep(kept);
    for (const auto& [device, meter] : state_->meters)
        meter.values.keep(kept);
}

std::vector<CounterNote> Guard::counter_notes(DeviceAddress device) const {
    std::vector<CounterNote> notes;
    if (device == device::inverter) state_->values.note_counters(notes);
    const auto pack = state_->packs.find(device);
    if (pack != state_->packs.end() && pack->second.counters) {
        pack->second.counters->note_counters(notes);
    }
    const auto meter = state_->meters.find(device);
    if (meter != state_->meters.end()) meter->second.values.note_counters(notes);
    return notes;
}

void Guard::forget() { *state_ = {}; }

void Guard::expect_change(std::uint16_t setting, std::uint16_t word, Instant at) {
    state_->settings.expect_change(setting, word, at);
}

// It may come back, at another address.
void Guard::forget(DeviceAddress pack) {
    const auto known = state_->packs.find(pack);
    if (known == state_->packs.end()) return;
    if (known->second.counters) {
        auto counters = counters_in(state_->recalled);
        known->second.counters->keep(counters);
        state_->recalled = std::make_shared<const KeptCounters>(std::move(counters));
    }
    state_->packs.erase(known);
}

Judgement Guard::of_inverter(const Sight& sight, const PlantFacts& facts) {
    auto& first = state_->first_reading;
    auto judgement = first.is_first(sight, facts) ? first.judge(sight, facts) : Judgement{};
    if (judgement.verdict != Verdict::good) return judgement;
    auto values = state_->values;  // as they are if the block as a whole is believed
    values.judge(sight, facts, judgement);
    judgement = state_->blocks.judge(sight, facts, std::move(judgement));
    if (judgement.verdict == Verdict::good) {
        state_->values = std::move(values);
    } else {
        state_->values.take_doubts_of(values);
    }
    return judgement;
}

// Of a whole page in which nothing is impossible.
Judgement Guard::of_pack(const Sight& sight, const PlantFacts& facts) {
    auto& pack = state_->packs[sight.device()];
    auto judgement = pack.page.judge(sight, thresholds_);
    if (judgement.verdict != Verdict::good) return judgement;
    if (!pack.counters) {
        pack.counters.emplace(maps_of_pack, owner_of(sight));
        pack.counters->recall(counters_in(state_->recalled));
    }
    pack.counters->judge(sight, facts, judgement);
    const bool was_frozen = pack.freeze.frozen_since().has_value();
    pack.freeze.believed(page_of(sight.words()), sight.taken_at(), facts.battery_watts);
    judgement.frozen_since = pack.freeze.frozen_since();
    if (judgement.frozen_since && !was_frozen) counts_.count(Rule::frozen_page);
    return judgement;
}

Judgement Guard::of_meter(const Sight& sight, const PlantFacts& facts) {
    auto known = state_->meters.find(sight.device());
    if (known == state_->meters.end()) {
        const auto owner = "meter " + std::to_string(sight.device().value) + '/';
        MeterState meter{FirstReading{maps_of_meter}, ValueWatch{maps_of_meter, owner}};
        meter.values.recall(counters_in(state_->recalled));
        known = state_->meters.emplace(sight.device(), std::move(meter)).first;
    }
    auto& [first, values] = known->second;
    auto judgement = first.is_first(sight, facts) ? first.judge(sight, facts) : Judgement{};
    if (judgement.verdict == Verdict::good) values.judge(sight, facts, judgement);
    return judgement;
}

Judgement Guard::judged(
    const BankReading& reading, const RegisterBank& believed, const PlantFacts& facts
) {
    const Sight sight{reading, believed, facts.identity};
    const bool is_pack_page = is_pack(reading.device) && reading.range == pack_page;
    if (const auto rule = impossible(sight, state_->zeros.are_usual(sight))) {
        if (is_pack_page) state_->packs[reading.device].page.seen(sight);
        return Judgement::of(*rule);
    }
    if (is_pack_page) return of_pack(sight, facts);
    if (is_pack(reading.device) && is_unknown(believed)) return Judgement::of(Rule::first_reading);
    const bool is_meter_page = is_meter(reading.device) && reading.range.bank == Bank::input;
    if (is_meter_page) return of_meter(sight, facts);
    if (reading.device != device::inverter) return {};
    switch (reading.range.bank) {
        case Bank::holding: return state_->settings.judge(sight);
        case Bank::input: return of_inverter(sight, facts);
        case Bank::meter_product: break;
    }
    return {};
}

Judgement Guard::judge(
    const BankReading& reading, const RegisterBank& believed, const PlantFacts& facts
) {
    auto judgement = judged(reading, believed, facts);
    const bool is_believed = judgement.verdict == Verdict::good;
    if (is_believed && reading.origin == Origin::own)
        state_->zeros.believed({reading, believed, facts.identity});
    if (judgement.rule) counts_.count(*judgement.rule);
    for (const auto& kept : judgement.kept)
        if (kept.doubted_by) counts_.count(*kept.doubted_by);
    return judgement;
}

}  // namespace giv::guard
