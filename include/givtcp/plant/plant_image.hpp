// Everything that has been read of a plant, and what follows from it. Pure state: no sockets, no
// clock of its own; the loop owns it.
//
// Every reading enters through admit(), whoever asked for it.
#pragma once

#include "givtcp/plant/guard/guard.hpp"
#include "givtcp/plant/pack_condition.hpp"
#include "givtcp/plant/snapshot.hpp"
#include "givtcp/plant/topology.hpp"
#include "givtcp/points/inputs.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace giv {

struct BankView;
class DerivedCounters;
class LoadMeter;

// The host's time in the plant's zone at a moment; nothing where its clock can't be trusted.
using HostCalendar = std::function<std::optional<LocalTime>(Instant)>;

class PlantImage {
 public:
    // `host`: what days begin by where the inverter's clock says nothing; none: nothing does.
    explicit PlantImage(
        UtcOffset utc_offset,
        guard::PackThresholds thresholds = guard::usual_pack_thresholds(),
        HostCalendar host = {}
    );
    ~PlantImage();
    PlantImage(const PlantImage&) = delete;
    PlantImage& operator=(const PlantImage&) = delete;
    PlantImage(PlantImage&&) noexcept;
    PlantImage& operator=(PlantImage&&) noexcept;

    // Detection's result. A change of identity forgets everything that was read.
    void set_topology(const Topology& topology);
    const std::optional<Topology>& topology() const { return topology_; }

    // The one way in for readings: the guard judges, and what it believes is kept. Registers of
    // the facade and of 0x11 are one register file.
    guard::Judgement admit(const BankReading& reading);

    // A write of our own is about to be sent: the guard need not wonder where it reads this back.
    void expect_change(std::uint16_t setting, std::uint16_t word, Instant at) {
        guard_.expect_change(setting, word, at);
    }

    // Somebody else's write that was acknowledged; it is read again soon (spec/wire-protocol.md
    // §8).
    void admit_write(DeviceAddress device, std::uint16_t index, std::uint16_t value, Instant at);

    // All of this range came, and was believed as a whole, at `since` or later (skip-if-fresh). A
    // measurement in it may be doubted still; a setting may not.
    bool is_fresh(const ReadTarget& target, Instant since) const;

    // A register of the inverter itself, as last read; nothing if it never was.
    std::optional<std::uint16_t> word(Register where) const;

    // What the guard said so far, by rule.
    const guard::RuleCounts& rule_counts() const { return guard_.counts(); }

    // What of the counters is to outlive the process, and what did: to be told after the topology
    // of a plant was set anew, before its first reading.
    KeptCounters counters() const;
    void recall_counters(const SharedCounters& kept);

    // These are kept now, or can't be: what no register says is shown only then.
    void counters_are_kept(const KeptCounters& kept);

    // How a pack of the topology fares.
    const PackCondition& pack(DeviceAddress address) const;

    // See PackCondition::poll_ended().
    void pack_poll_ended(DeviceAddress pack, Instant began, std::optional<Instant> missed) {
        packs_[pack].poll_ended(began, missed);
    }

    // When an inverter bank was last accepted.
    std::optional<Instant> last_inverter_bank() const { return last_inverter_bank_; }

    // All that hangs on this inverter has been looked for once more. How often that is.
    int search_ended() { return ++searches_; }

    void cycle_completed(Moment at);

    // Some of the inverter's measurements came, and some did not, or it was broken off.
    void cycle_ended_in_part(Moment at);
    std::uint64_t cycles() const { return cycles_; }

    // The periods of measurement cycles and of settings: what staleness is measured in.
    void set_periods(std::chrono::milliseconds cycle, std::chrono::milliseconds settings) {
        period_ = cycle;
        settings_period_ = settings;
    }

    // What later snapshots show of control. A change of identity forgets it.
    void set_control_state(const ControlState& control) { control_ = control; }

    // What later snapshots' problems are worked out with.
    void set_link_facts(const LinkFacts& link) { link_ = link; }

    // Nobody wants the group of raw values: later snapshots are smaller by a third without it.
    void leave_out_raw() { keeps_raw_ = false; }

    // A complete, immutable picture. Each call gives the next number.
    SnapshotPtr snapshot(Moment now, PlantState state, std::string_view detail);

 private:
    using Place = std::pair<DeviceAddress, Bank>;

    // Where readings of this device and range are kept.
    static Place place(DeviceAddress device, RegisterRange range);
    const RegisterBank& bank(DeviceAddress device, Bank bank) const;
    BankView view(Place where) const;

    void forget_replaced(std::span<const Pack> packs);
    bool is_pack_page(const BankReading& reading) const;
    std::optional<double> battery_watts_at(Instant at) const;
    guard::PlantFacts facts_at(Instant at) const;
    std::optional<LocalTime> inverter_time_at(Instant at) const;
    std::optional<LocalTime> calendar_at(Instant at) const;
    void note_doubts(Place where, const BankReading& reading, const guard::Judgement& judgement);
    void believe(Place where, const BankReading& reading, const guard::Judgement& judgement);
    void count_load(const BankReading& reading);

    UtcOffset utc_offset_;
    HostCalendar host_;
    guard::Guard guard_;
    std::optional<Topology> topology_;
    std::map<Place, RegisterBank> banks_;  // what is believed, and when it was read
    std::map<Place, std::vector<DoubtedWords>> doubted_;
    std::map<Place, RegisterBank> came_;  // when a believed reading held it
    std::unique_ptr<DerivedCounters> derived_;
    std::unique_ptr<LoadMeter> load_meter_;
    std::map<DeviceAddress, PackCondition> packs_;
    std::optional<Instant> last_inverter_bank_;
    std::optional<Moment> last_cycle_;
    std::optional<Moment> last_reading_;
    ControlState control_;
    LinkFacts link_;
    std::chrono::milliseconds period_{10'000};
    std::chrono::milliseconds settings_period_{300'000};
    int searches_ = 0;
    std::uint64_t cycles_ = 0;
    std::uint64_t number_ = 0;
    bool keeps_raw_ = true;
    std::size_t values_lately_ = 0;  // in the last snapshot: the next one has as many
};

}  // namespace giv
