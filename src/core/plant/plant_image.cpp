#include "givtcp/plant/plant_image.hpp"

#include "core/plant/derived_counters.hpp"
#include "core/plant/load_meter.hpp"
#include "core/plant/snapshot_builder.hpp"
#include "core/registers/all_rows.hpp"

#include "givtcp/registers/local_time.hpp"

#include <algorithm>
#include <utility>

namespace giv {
namespace {

// The page of the low-voltage controller lives at the facade; everything else there is the
// inverter's own register file (spec/models.md §5).
bool is_bcu_page(RegisterRange range) {
    constexpr std::uint16_t first = 60;
    constexpr std::uint16_t last = 119;
    return range.bank == Bank::input && range.base >= first && range.base + range.count - 1 <= last;
}

// What is kept of a place; nothing is an empty one.
template <typename Kept>
const typename Kept::mapped_type& of(const Kept& kept, const typename Kept::key_type& place) {
    static const typename Kept::mapped_type nothing;
    const auto found = kept.find(place);
    return found == kept.end() ? nothing : found->second;
}

}  // namespace

PlantImage::PlantImage(UtcOffset utc_offset, guard::PackThresholds thresholds, HostCalendar host)
    : utc_offset_(std::move(utc_offset)),
      host_(std::move(host)),
      guard_(thresholds),
      derived_(std::make_unique<DerivedCounters>()),
      load_meter_(std::make_unique<LoadMeter>()) {}
PlantImage::~PlantImage() = default;
PlantImage::PlantImage(PlantImage&&) noexcept = default;
PlantImage& PlantImage::operator=(PlantImage&&) noexcept = default;

PlantImage::Place PlantImage::place(DeviceAddress device, RegisterRange range) {
    const bool facade = device == device::inverter_facade && !is_bcu_page(range);
    return {facade ? device::inverter : device, range.bank};
}

const RegisterBank& PlantImage::bank(DeviceAddress device, Bank bank) const {
    return of(banks_, {device, bank});
}

BankView PlantImage::view(Place where) const {
    BankView view{
        &of(banks_, where), &of(came_, where), of(doubted_, where), &pack(where.first), {}};
    if (where.second == Bank::input) view.counters = guard_.counter_notes(where.first);
    return view;
}

const PackCondition& PlantImage::pack(DeviceAddress address) const { return of(packs_, address); }

void PlantImage::set_topology(const Topology& topology) {
    if (topology_ && topology_->identity != topology.identity) {
        banks_.clear();
        came_.clear();
        doubted_.clear();
        packs_.clear();
        guard_.forget();
        *derived_ = {};
        *load_meter_ = {};
        last_inverter_bank_.reset();
        last_cycle_.reset();
        last_reading_.reset();
        control_ = {};
        searches_ = 0;
    }
    if (topology_) forget_replaced(topology.packs);
    topology_ = topology;
    std::erase_if(packs_, [&](const auto& known) {
        const auto& packs = topology_->packs;
        return std::ranges::find(packs, known.first, &Pack::address) == packs.end();
    });
}

// Another pack at an address begins anew.
void PlantImage::forget_replaced(std::span<const Pack> packs) {
    for (const auto& pack : packs) {
        const auto known = std::ranges::find(topology_->packs, pack.address, &Pack::address);
        if (known == topology_->packs.end() || known->serial == pack.serial) continue;
        banks_.erase({pack.address, Bank::input});
        came_.erase({pack.address, Bank::input});
        doubted_.erase({pack.address, Bank::input});
        packs_.erase(pack.address);
        guard_.forget(pack.address);
    }
}

// The inverter's clock has run on since it was read. A clock that lost its time is no help (Q19).
std::optional<LocalTime> PlantImage::inverter_time_at(Instant at) const {
    constexpr auto key = rows::hr("system_time");
    constexpr std::uint16_t first_believable_year = 2016;
    const auto& row = field(key);
    const auto& holding = bank(device::inverter, Bank::holding);
    const auto words = holding.words(row.first, row.count);
    if (words.empty()) return std::nullopt;
    const auto value = decode(row, words);
    const auto* time = std::get_if<LocalTime>(&value);
    if (time == nullptr || time->year < first_believable_year) return std::nullopt;
    const auto since = at - *holding.taken_at(row.first, row.count);
    return plus(*time, std::chrono::duration_cast<std::chrono::seconds>(since));
}

// Midnight is the inverter's; where it knows no time, the host's is next best (Q19).
std::optional<LocalTime> PlantImage::calendar_at(Instant at) const {
    if (const auto time = inverter_time_at(at)) return time;
    return host_ ? host_(at) : std::nullopt;
}

// A power that was read long ago says nothing of this reading.
std::optional<double> PlantImage::battery_watts_at(Instant at) const {
    constexpr auto lately = std::chrono::seconds{60};
    constexpr auto key = rows::ir("p_battery");
    const auto& row = field(key);
    const auto& input = bank(device::inverter, Bank::input);
    const auto read_at = input.taken_at(row.first, row.count);
    if (!read_at || at - *read_at > lately) return std::nullopt;
    const auto value = decode(row, input.words(row.first, row.count));
    const auto* watts = std::get_if<Number>(&value);
    return watts == nullptr ? std::nullopt : std::optional{watts->value};
}

guard::PlantFacts PlantImage::facts_at(Instant at) const {
    constexpr auto rated_power_code = 2;
    const auto& identity = topology_->identity;
    const auto code = word(HR(rated_power_code)).value_or(0) & 0xFFU;
    return {
        identity,
        rated_watts(identity.device_type_code, static_cast<std::uint16_t>(code)),
        calendar_at(at),
        battery_watts_at(at)};
}

// This reading is the newest word on its registers.
void PlantImage::note_doubts(
    Place where, const BankReading& reading, const guard::Judgement& judgement
) {
    auto& doubted = doubted_[where];
    const auto base = reading.range.base;
    const auto end = base + reading.words.size();
    std::erase_if(doubted, [&](const DoubtedWords& one) {
        return one.first < end && base < one.first + one.words.size();
    });
    const auto doubt = [&](std::uint16_t first, std::size_t count, guard::Rule rule) {
        const auto words = reading.words.subspan(static_cast<std::size_t>(first - base), count);
        doubted.push_back({first, {words.begin(), words.end()}, guard::facts(rule).why});
    };
    if (judgement.verdict == Verdict::held) doubt(base, reading.words.size(), *judgement.rule);
    for (const auto& kept : judgement.kept)
        if (kept.doubted_by) doubt(kept.first, kept.count, *kept.doubted_by);
}

// All of it, but what the guard wants to stay as it was.
void PlantImage::believe(
    Place where, const BankReading& reading, const guard::Judgement& judgement
) {
    auto& bank = banks_[where];
    const auto before = judgement.kept.empty() ? RegisterBank{} : bank;
    bank.store(reading.range.base, reading.words, reading.taken_at);
    for (const auto& kept : judgement.kept) {
        const auto words = before.words(kept.first, kept.count);
        if (words.empty()) {
            bank.forget(kept.first, kept.count);
            continue;
        }
        const bool is_proved = !kept.doubted_by;
        const auto at = is_proved ? reading.taken_at : *before.taken_at(kept.first, kept.count);
        bank.store(kept.first, words, at);
    }
    came_[where].store(reading.range.base, reading.words, reading.taken_at);
    if (!judgement.new_bases.empty()) derived_->begin_anew(Quantity::energy_total);
    if (judgement.sets_day_back) derived_->begin_anew(Quantity::energy_today);
    if (where.first != device::inverter) return;
    last_inverter_bank_ = reading.taken_at;
    if (where.second == Bank::input) count_load(reading);
}

// Where no formula says what the house took, and its power came.
void PlantImage::count_load(const BankReading& reading) {
    if (!topology_ || models::dc_hybrid_lv.contains(topology_->identity.model())) return;
    constexpr auto key = rows::ir("p_load_demand");
    const auto& row = field(key);
    const auto& believed = bank(device::inverter, Bank::input);
    if (believed.taken_at(row.first, row.count) != reading.taken_at) return;
    const auto value = decode(row, believed.words(row.first, row.count));
    const auto* watts = std::get_if<Number>(&value);
    if (watts == nullptr) return;
    load_meter_->measured(watts->value, reading.taken_at, calendar_at(reading.taken_at));
}

KeptCounters PlantImage::counters() const {
    KeptCounters kept;
    guard_.keep(kept);
    derived_->keep(kept);
    load_meter_->keep(kept);
    return kept;
}

void PlantImage::recall_counters(const SharedCounters& kept) {
    guard_.recall(kept);
    derived_->recall(counters_in(kept));
    load_meter_->recall(counters_in(kept));
}

void PlantImage::counters_are_kept(const KeptCounters& kept) {
    derived_->show(kept);
    load_meter_->show(kept);
}

bool PlantImage::is_pack_page(const BankReading& reading) const {
    constexpr RegisterRange page{Bank::input, 60, 60};
    const auto& packs = topology_->packs;
    return reading.range == page &&
           std::ranges::find(packs, reading.device, &Pack::address) != packs.end();
}

guard::Judgement PlantImage::admit(const BankReading& reading) {
    const auto where = place(reading.device, reading.range);
    auto judged = reading;
    judged.device = where.first;
    guard::Judgement judgement;
    if (topology_) {
        const auto& believed = bank(where.first, where.second);
        judgement = guard_.judge(judged, believed, facts_at(reading.taken_at));
        if (is_pack_page(judged)) packs_[judged.device].heard(judged.taken_at, judgement);
    }
    if (judgement.verdict == Verdict::rejected) return judgement;
    note_doubts(where, reading, judgement);
    if (judgement.verdict == Verdict::good) believe(where, reading, judgement);
    return judgement;
}

void PlantImage::admit_write(
    DeviceAddress device, std::uint16_t index, std::uint16_t value, Instant at
) {
    const auto where = place(device, {Bank::holding, index, 1});
    auto found = banks_.find(where);
    // A lone word in an unread bank would look like a bank that was read.
    if (found == banks_.end() || !found->second.word(index)) return;
    found->second.store(index, value, at);
    came_[where].store(index, value, at);
}

bool PlantImage::is_fresh(const ReadTarget& target, Instant since) const {
    const auto where = place(target.device, target.range);
    const auto came = of(came_, where).taken_at(target.range.base, target.range.count);
    if (!came || *came < since) return false;
    // A setting that is doubted is not known, whatever came.
    const auto& doubted = of(doubted_, where);
    return target.range.bank != Bank::holding ||
           std::ranges::none_of(doubted, [&](const DoubtedWords& one) {
               const auto end = target.range.base + target.range.count;
               return one.first < end && target.range.base < one.first + one.words.size();
           });
}

std::optional<std::uint16_t> PlantImage::word(Register where) const {
    return bank(device::inverter, where.bank).word(where.index);
}

void PlantImage::cycle_completed(Moment at) {
    ++cycles_;
    last_cycle_ = at;
    last_reading_ = at;
}

// What did not come may have been waited for: the time is that of what came last.
void PlantImage::cycle_ended_in_part(Moment at) {
    const auto came = last_inverter_bank_.value_or(at.steady);
    const auto since = std::chrono::duration_cast<WallTime::duration>(at.steady - came);
    last_reading_ = Moment{came, at.wall - since};
}

SnapshotPtr PlantImage::snapshot(Moment now, PlantState state, std::string_view detail) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->number = ++number_;
    snapshot->cycles = cycles_;
    snapshot->made_at = now;
    snapshot->state = state;
    snapshot->detail = detail;
    snapshot->last_cycle = last_cycle_;
    snapshot->last_reading = last_reading_;
    snapshot->control = control_;
    snapshot->searches = searches_;
    snapshot->rule_counts = guard_.counts();
    if (topology_) {
        snapshot->identity = topology_->identity;
        const SnapshotPeriods periods{period_, settings_period_};
        const SnapshotMemory memory{derived_.get(), load_meter_->shown(), keeps_raw_};
        snapshot->values.reserve(values_lately_);
        const SnapshotBuilder builder{*topology_, utc_offset_, now, periods, memory};
        builder.fill(*snapshot, [this](DeviceAddress device, Bank kind) {
            return view({device, kind});
        });
        values_lately_ = snapshot->values.size();
    }
    snapshot->problems = problems_of(*snapshot, link_);
    return snapshot;
}

const Doubt* Snapshot::doubt_of(const Measured& measured) const {
    const auto index = static_cast<std::size_t>(&measured - values.data());
    const auto found = std::ranges::lower_bound(doubts, index, {}, &Doubt::of);
    return found != doubts.end() && found->of == index ? &*found : nullptr;
}

std::string_view words(Quality quality) {
    switch (quality) {
        case Quality::good: return "good";
        case Quality::held: return "held";
        case Quality::stale: return "stale";
        case Quality::unavailable: return "unavailable";
    }
    return "";
}

std::string_view words(PlantState state) {
    switch (state) {
        case PlantState::searching: return "searching";
        case PlantState::connecting: return "connecting";
        case PlantState::detecting: return "detecting";
        case PlantState::live: return "live";
        case PlantState::silent: return "silent";
        case PlantState::unsupported: return "unsupported";
    }
    return "";
}

}  // namespace giv
