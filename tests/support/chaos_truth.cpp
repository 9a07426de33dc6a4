#include "support/chaos_truth.hpp"

#include "core/plant/derived_counters.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace giv::testing {
namespace {

using namespace std::chrono_literals;

// How long states are remembered: the oldest that a value which is still good may say.
constexpr auto remembered = 150s;
// From a read to the next note of what was read.
constexpr auto noted_after = 2s;

constexpr RegisterRange clock_registers{Bank::holding, 35, 6};

// ---- tolerances ---------------------------------------------------------------------------

constexpr double anything = std::numeric_limits<double>::infinity();
constexpr double rounding = 1e-6;

// By how much a good value may miss every state about its time.
struct Tolerance {
    Quantity quantity;
    double usual;
};
constexpr auto tolerances = std::to_array<Tolerance>({
    {Quantity::energy_today, 0.1},  // a counter that steps back by a tenth is shown as before
    {Quantity::energy_total, 0.1},
});

// What is made of several counters keeps the highest that it was (corruption_matrix.hpp).
constexpr double of_made_counters = 0.2;

// How far a value may be off that comes with a good checksum, if the rules have to believe it:
// spec/quirks.md Q7, Q15, Q16, as in corruption_matrix.cpp. What has no row is only bounded by
// `bounds`, or its register.
struct Possible {
    Subject subject;
    Quantity quantity;
    double most;
};
constexpr auto possible = std::to_array<Possible>({
    {Subject::inverter, Quantity::power, 23'000},
    {Subject::inverter, Quantity::energy_today, 0.8},
    {Subject::inverter, Quantity::energy_total, 0.8},
    {Subject::pack, Quantity::voltage, 4},
    {Subject::pack, Quantity::temperature, 20},
    {Subject::pack, Quantity::capacity, 15},
    {Subject::pack, Quantity::state_of_charge, 10},
    {Subject::pack, Quantity::energy_total, 5},
});

// Where a value may move as it likes, but not leave what can be: spec/registers.json's bounds, and
// zeros, which are believed when they come three times. Of the first row that fits.
struct Bound {
    Subject subject;
    Quantity quantity;
    std::string_view key_begins;
    double least;
    double most;
};
constexpr auto bounds = std::to_array<Bound>({
    {Subject::inverter, Quantity::voltage, "PV_", 0, 2'000},
    {Subject::inverter, Quantity::voltage, "Grid_", 0, 500},
    {Subject::inverter, Quantity::voltage, "Battery_", 0, 600},
    {Subject::inverter, Quantity::current, "Battery_", -300, 300},
    {Subject::inverter, Quantity::current, "PV_", 0, 500},
    {Subject::inverter, Quantity::frequency, "", 0, 70},
    {Subject::inverter, Quantity::temperature, "", -40, 100},
    {Subject::inverter, Quantity::state_of_charge, "", 0, 100},
    {Subject::meter, Quantity::frequency, "", 0, 70},
    {Subject::meter, Quantity::power_factor, "", -1, 1},
});

bool is_possible(const Point& point, double value) {
    const auto* const row = std::ranges::find_if(bounds, [&](const Bound& one) {
        return one.subject == point.subject && one.quantity == point.quantity &&
               point.key().starts_with(one.key_begins);
    });
    return row == bounds.end() || (row->least <= value && value <= row->most);
}

bool counts_energy(const Point& point) {
    return point.quantity == Quantity::energy_today || point.quantity == Quantity::energy_total;
}

double tolerance_of(const Point& point) {
    if (counts_energy(point) && DerivedCounters::is_one(point)) return of_made_counters;
    const auto* const row = std::ranges::find(tolerances, point.quantity, &Tolerance::quantity);
    return row == tolerances.end() ? 0 : row->usual;
}

double possible_of(const Point& point) {
    const auto* const row = std::ranges::find_if(possible, [&](const Possible& one) {
        return one.subject == point.subject && one.quantity == point.quantity;
    });
    return row == possible.end() ? anything : row->most;
}

// Settings are read again before a change is believed, but for one that moves by itself.
bool may_be_a_lie(const Point& point, const Allowance& allowance) {
    if (point.category == Category::setting && point.key() != "Active_Power_Rate") return false;
    return allowance.may_lie;
}

// Not of the plant's registers alone: of the time at which they were read, of what this program
// does, of what it has counted itself.
bool is_judged(const Point& point, Model model) {
    if (point.quantity == Quantity::timestamp) return false;
    // Of a measurement and a setting that was changed since.
    if (point.quantity == Quantity::duration_minutes) return false;
    if (point.key() == "Invertor_Time_Drift" || point.key().starts_with("Invertor_Time"))
        return false;
    const bool is_counted_here =
        point.key().starts_with("Load_Energy") && !models::dc_hybrid_lv.contains(model);
    if (is_counted_here) return false;
    const bool is_a_field = std::holds_alternative<FieldKey>(point.source);
    return is_a_field || point.category == Category::measurement;
}

std::optional<double> number_in(const Value& value) {
    const auto* number = std::get_if<Number>(&value);
    return number != nullptr ? std::optional{number->value} : std::nullopt;
}

std::string text_of(const Value& value) {
    if (const auto number = number_in(value)) return std::to_string(*number);
    if (const auto text = text_in(value)) return std::string{*text};
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "on" : "off";
    if (const auto* word = std::get_if<Enumerated>(&value)) return std::string{word->word()};
    if (const auto* slot = std::get_if<SlotWords>(&value))
        return std::to_string(slot->start) + "-" + std::to_string(slot->end);
    return present(value) ? "something" : "nothing";
}

RegisterBank bank_of_blocks(
    const std::vector<ReadTarget>& reads,
    const std::vector<std::vector<std::uint16_t>>& blocks,
    DeviceAddress device,
    Bank kind,
    Instant at
) {
    RegisterBank bank;
    for (std::size_t i = 0; i < reads.size(); ++i) {
        if (reads[i].device == device && reads[i].range.bank == kind)
            bank.store(reads[i].range.base, blocks[i], at);
    }
    return bank;
}

}  // namespace

TrueHistory::TrueHistory(Topology topology)
    : topology_(std::move(topology)),
      reads_(measurement_reads(topology_)),
      utc_offset_([](const LocalTime&) { return std::optional{std::chrono::minutes{0}}; }) {
    const auto settings = configuration_reads(topology_);
    reads_.insert(reads_.end(), settings.begin(), settings.end());
}

void TrueHistory::note(Instant now, const simulator::RegisterImage& registers) {
    std::vector<Words> blocks;
    blocks.reserve(reads_.size());
    for (const auto& read : reads_) {
        blocks.push_back(registers.read(read.device, read.range).value_or(Words{}));
        for (std::size_t i = 0; i < blocks.back().size(); ++i) {
            const Register where{read.range.bank, static_cast<std::uint16_t>(read.range.base + i)};
            if (clock_registers.contains(where)) blocks.back()[i] = 0;
        }
    }
    if (!states_.empty() && states_.back().blocks == blocks) return;
    states_.push_back({now, std::move(blocks)});
    while (states_.size() > 1 && states_[1].from < now - remembered)
        states_.pop_front();
}

bool TrueHistory::is_of(const Snapshot& snapshot) const {
    const auto parts = 1 + topology_.packs.size() + topology_.meters.size();
    if (snapshot.serial() != topology_.identity.serial || snapshot.parts.size() != parts)
        return false;
    for (std::size_t i = 0; i < topology_.packs.size(); ++i)
        if (snapshot.parts[i + 1].id != topology_.packs[i].serial) return false;
    return true;
}

const TrueHistory::Decoded& TrueHistory::decoded(State& state) const {
    if (state.decoded) return *state.decoded;
    auto all = std::make_shared<Decoded>();
    const auto& identity = topology_.identity;
    const auto decode = [&](DeviceReadings& into, Map map, DeviceAddress device) {
        const auto bank = bank_of_blocks(reads_, state.blocks, device, bank_of(map), state.from);
        into.decode(map, identity.model(), identity.arm_firmware, bank);
    };
    decode(all->inverter, Map::inverter_holding, topology_.inverter);
    decode(all->inverter, Map::inverter_input, topology_.inverter);
    for (const auto& pack : topology_.packs)
        decode(all->packs.emplace_back(), Map::lv_pack, pack.address);
    for (const auto& meter : topology_.meters)
        decode(all->meters.emplace_back(), Map::meter, meter);
    state.decoded = std::move(all);
    return *state.decoded;
}

Value TrueHistory::value(State& state, const Measured& measured) const {
    const auto& devices = decoded(state);
    const auto& identity = topology_.identity;
    PlantInputs plant;
    plant.model = identity.model();
    plant.device_type_code = identity.device_type_code;
    plant.arm_firmware = identity.arm_firmware;
    plant.serial = identity.serial;
    plant.inverter = &devices.inverter;
    plant.utc_offset = &utc_offset_;
    if (!devices.packs.empty()) plant.first_pack = &devices.packs.front();

    // Parts: the inverter, packs, meters.
    const auto* device = &devices.inverter;
    const std::size_t part = measured.part;
    const auto packs = devices.packs.size();
    if (part >= 1 && part <= packs) device = &devices.packs.at(part - 1);
    if (part > packs) device = &devices.meters.at(part - packs - 1);
    const Inputs inputs{plant, *device};
    const auto* key = std::get_if<FieldKey>(&measured.point->source);
    return key != nullptr ? inputs.value(*key)
                          : std::get<Derivation>(measured.point->source)(inputs);
}

bool TrueHistory::is_as_in(State& state, const Measured& measured) const {
    const auto truth = value(state, measured);
    const auto is = number_in(measured.value);
    const auto should = number_in(truth);
    if (!is || !should) return measured.value == truth;
    return std::abs(*is - *should) <= tolerance_of(*measured.point) + rounding;
}

std::optional<std::string> TrueHistory::contradicts(
    const Measured& measured, const Allowance& allowance
) {
    const auto& point = *measured.point;
    if (!present(measured.value) || !is_judged(point, topology_.identity.model()) ||
        states_.empty())
        return std::nullopt;

    // The states that were, from `older` before the value was read until a moment after.
    const auto from = measured.taken_at - allowance.older;
    const auto until = measured.taken_at + noted_after;
    if (states_.front().from > from && states_.front().from > states_.back().from - remembered)
        return std::nullopt;  // before anything was noted
    auto last = std::ranges::upper_bound(states_, until, {}, &State::from);
    auto first = std::ranges::upper_bound(states_, from, {}, &State::from);
    if (first != states_.begin()) --first;

    std::optional<Range> range;
    while (last != first) {
        --last;
        if (is_as_in(*last, measured)) return std::nullopt;
        const auto truth = number_in(value(*last, measured));
        if (!truth) continue;
        if (!range) range = Range{*truth, *truth};
        range->least = std::min(range->least, *truth);
        range->most = std::max(range->most, *truth);
    }
    const auto text = std::string{point.path} + " of part " + std::to_string(measured.part) +
                      " is " + text_of(measured.value);
    const auto is = number_in(measured.value);
    if (!is || !range) {
        const bool is_impossible = is && !is_possible(point, *is);
        if (may_be_a_lie(point, allowance) && !is_impossible) return std::nullopt;
        return text + ", not " + text_of(value(*first, measured));
    }
    auto above = tolerance_of(point);
    auto below = above;
    if (may_be_a_lie(point, allowance)) above = below = possible_of(point);
    if (allowance.has_lied && counts_energy(point)) {
        above = std::max(above, possible_of(point));
        // Of two, one of which is taken away.
        if (std::holds_alternative<Derivation>(point.source)) above = below = 2 * above;
    }
    const bool is_near =
        *is >= range->least - below - rounding && *is <= range->most + above + rounding;
    if (is_near && is_possible(point, *is)) return std::nullopt;
    return text + ", not " + std::to_string(range->least) + " to " + std::to_string(range->most);
}

}  // namespace giv::testing
