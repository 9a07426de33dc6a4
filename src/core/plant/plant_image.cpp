#include "givtcp/plant/plant_image.hpp"

#include "core/plant/snapshot_builder.hpp"

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

}  // namespace

PlantImage::PlantImage(UtcOffset utc_offset) : utc_offset_(std::move(utc_offset)) {}

PlantImage::Place PlantImage::place(DeviceAddress device, RegisterRange range) {
    const bool facade = device == device::inverter_facade && !is_bcu_page(range);
    return {facade ? device::inverter : device, range.bank};
}

const RegisterBank& PlantImage::bank(DeviceAddress device, Bank bank) const {
    static const RegisterBank nothing;
    const auto found = banks_.find({device, bank});
    return found == banks_.end() ? nothing : found->second;
}

void PlantImage::set_topology(const Topology& topology) {
    if (topology_ && topology_->identity != topology.identity) {
        banks_.clear();
        last_inverter_bank_.reset();
        last_cycle_.reset();
        control_ = {};
    }
    topology_ = topology;
}

Verdict PlantImage::admit(const BankReading& reading) {
    const auto where = place(reading.device, reading.range);
    banks_[where].store(reading.range.base, reading.words, reading.taken_at);
    if (where.first == device::inverter) last_inverter_bank_ = reading.taken_at;
    return Verdict::good;
}

void PlantImage::admit_write(
    DeviceAddress device, std::uint16_t index, std::uint16_t value, Instant at
) {
    const auto where = place(device, {Bank::holding, index, 1});
    auto found = banks_.find(where);
    // A lone word in an unread bank would look like a bank that was read.
    if (found == banks_.end() || !found->second.word(index)) return;
    found->second.store(index, value, at);
}

bool PlantImage::is_fresh(const ReadTarget& target, Instant since) const {
    const auto where = place(target.device, target.range);
    const auto taken =
        bank(where.first, where.second).taken_at(target.range.base, target.range.count);
    return taken && *taken >= since;
}

std::optional<std::uint16_t> PlantImage::word(Register where) const {
    return bank(device::inverter, where.bank).word(where.index);
}

void PlantImage::cycle_completed(Moment at) {
    ++cycles_;
    last_cycle_ = at;
}

SnapshotPtr PlantImage::snapshot(Moment now, PlantState state, std::string_view detail) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->number = ++number_;
    snapshot->cycles = cycles_;
    snapshot->made_at = now;
    snapshot->state = state;
    snapshot->detail = detail;
    snapshot->last_cycle = last_cycle_;
    snapshot->control = control_;
    if (topology_) {
        snapshot->identity = topology_->identity;
        const SnapshotPeriods periods{period_, settings_period_};
        const SnapshotBuilder builder{*topology_, utc_offset_, now, periods};
        builder.fill(*snapshot, [this](DeviceAddress device, Bank kind) -> const RegisterBank& {
            return bank(device, kind);
        });
    }
    return snapshot;
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
        case PlantState::connecting: return "connecting";
        case PlantState::detecting: return "detecting";
        case PlantState::live: return "live";
        case PlantState::silent: return "silent";
        case PlantState::unsupported: return "unsupported";
    }
    return "";
}

}  // namespace giv
