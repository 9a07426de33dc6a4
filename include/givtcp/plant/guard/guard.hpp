// Between the wire and what is published: which reading, and which value, is believed.
//
// State in, reading in, verdict out: no I/O, no clock of its own. The caller keeps what was
// believed and stores what it is told to. Source: spec/quirks.md B.
#pragma once

#include "givtcp/plant/guard/bank_reading.hpp"
#include "givtcp/plant/guard/judgement.hpp"
#include "givtcp/plant/guard/kept_counters.hpp"
#include "givtcp/plant/guard/pack_thresholds.hpp"
#include "givtcp/plant/guard/plant_facts.hpp"
#include "givtcp/plant/guard/rule.hpp"
#include "givtcp/registers/readings.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <memory>
#include <vector>

namespace giv::guard {

class Sight;

class Guard {
 public:
    explicit Guard(PackThresholds thresholds = usual_pack_thresholds());
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    Guard(Guard&&) noexcept;
    Guard& operator=(Guard&&) noexcept;

    // `believed`: what is kept of that device and bank, as it stands before this reading.
    Judgement judge(
        const BankReading& reading, const RegisterBank& believed, const PlantFacts& facts
    );

    // We write this setting of the inverter: that it becomes this word is no surprise.
    void expect_change(std::uint16_t setting, std::uint16_t word, Instant at);

    const RuleCounts& counts() const { return counts_; }

    // What was believed of this plant's counters before the last start: before the first reading.
    void recall(SharedCounters kept);
    void keep(KeptCounters& kept) const;

    // For whoever shows the counters of this device.
    std::vector<CounterNote> counter_notes(DeviceAddress device) const;

    // Another inverter: whatever was seen says nothing of it.
    void forget();
    // Another pack at this address.
    void forget(DeviceAddress pack);

 private:
    struct State;

    Judgement judged(
        const BankReading& reading, const RegisterBank& believed, const PlantFacts& facts
    );

    Judgement of_inverter(const Sight& sight, const PlantFacts& facts);
    Judgement of_pack(const Sight& sight, const PlantFacts& facts);
    Judgement of_meter(const Sight& sight, const PlantFacts& facts);

    PackThresholds thresholds_;
    RuleCounts counts_;
    std::unique_ptr<State> state_;
};

}  // namespace giv::guard
