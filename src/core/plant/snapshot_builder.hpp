// From register banks to the values of a snapshot: decode every device, then walk the points.
#pragma once

#include "core/plant/derived_counters.hpp"

#include "givtcp/plant/pack_condition.hpp"
#include "givtcp/plant/snapshot.hpp"
#include "givtcp/points/inputs.hpp"

#include <chrono>
#include <functional>
#include <span>
#include <vector>

namespace giv {

// What is believed of a device's bank, and what is not.
struct BankView {
    const RegisterBank* words;
    const RegisterBank* came;  // when readings that were believed held these registers
    std::span<const DoubtedWords> doubted;
    const PackCondition* condition;  // of what is no pack: that all is well
    std::vector<CounterNote> counters;
};

using BankOf = std::function<BankView(DeviceAddress, Bank)>;

// What follows from more than the last readings.
struct SnapshotMemory {
    DerivedCounters* derived;
    std::optional<CountedLoad> counted_load;
    bool keeps_raw = true;  // what the fields are, for whoever shows the registers themselves
};

// How often values come: what staleness is measured in.
struct SnapshotPeriods {
    std::chrono::milliseconds cycle;
    std::chrono::milliseconds settings;
};

class SnapshotBuilder {
 public:
    SnapshotBuilder(
        const Topology& topology,
        const UtcOffset& utc_offset,
        Moment now,
        SnapshotPeriods periods,
        SnapshotMemory memory
    )
        : topology_(topology),
          utc_offset_(utc_offset),
          now_(now),
          periods_(periods),
          memory_(memory) {}

    // Adds parts, values and completeness.
    void fill(Snapshot& snapshot, const BankOf& bank_of) const;

 private:
    // What a point says now.
    struct Said {
        Value value;
        bool is_a_field;  // no formula's
        bool waits;       // DerivedCounters::Settled::waits
        Doubt doubt;      // why that is not good; no reason: it is
    };
    struct Device {
        Subject subject;
        std::string id;
        DeviceReadings readings;
        bool was_read;
        std::optional<Instant> taken_at;
        const PackCondition* condition = nullptr;  // of a pack

        bool is_missing() const { return condition != nullptr && condition->is_missing(); }
    };

    std::vector<Device> decoded(const BankOf& bank_of) const;
    Device inverter(const BankOf& bank_of) const;
    Device part(Subject subject, std::string id, Map map, BankView bank) const;
    PlantInputs inputs(const std::vector<Device>& devices) const;
    void add_values(
        Snapshot& snapshot,
        const Point& point,
        const std::vector<Device>& devices,
        const PlantInputs& plant
    ) const;
    void add_value(
        Snapshot& snapshot, const Point& point, std::uint16_t index, const Inputs& inputs
    ) const;
    Quality quality(const Inputs& inputs) const;
    Said said_by(const Point& point, const Inputs& inputs) const;
    static bool is_worth_telling(Absence absence, const Inputs& inputs);
    static void note_absence(Said& said, Measured& measured, Absence absence, const Inputs& inputs);
    static void note_doubt(Said& said, Measured& measured, const Inputs& inputs);
    void note_quality(Said& said, Measured& measured, const Inputs& inputs) const;
    void add_nothing(Snapshot& snapshot, const Point& point, std::uint16_t index) const;
    static void note_condition(Snapshot& snapshot, const Device& device);
    PartSnapshot part_of(const Device& device) const;
    static bool has_all_required(const Snapshot& snapshot, Model model);

    const Topology& topology_;
    const UtcOffset& utc_offset_;
    Moment now_;
    SnapshotPeriods periods_;
    SnapshotMemory memory_;
};

}  // namespace giv
