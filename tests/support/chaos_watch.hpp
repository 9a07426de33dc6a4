// How the plant fares through the day: is its state right, how soon does it come back after each
// fault, what is lost meanwhile.
//
// Values lost: of each value of the inverter's and the packs' measurements, the samples of every
// 10 s, from a fault's beginning to the complete good cycle after it, in which the newest published
// reading was not good or more than 15 s old.
#pragma once

#include "support/chaos_checks.hpp"
#include "support/chaos_plan.hpp"
#include "support/rig.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace giv::testing {

// What became of the faults of one kind.
struct KindReport {
    std::uint64_t injected = 0;
    std::uint64_t recovered = 0;
    std::chrono::milliseconds worst_recovery{0};
    std::uint64_t values_lost = 0;
};

class ChaosWatch {
 public:
    // `since`: when the plan begins. `recovers_within`: after the end of each fault.
    ChaosWatch(const ChaosPlan& plan, Instant since, std::chrono::seconds recovers_within);

    // What is good now has to come back after each fault.
    void expect_values_of(const Snapshot& snapshot);

    // Every second.
    void look(Instant now, const Snapshot& snapshot, Findings& findings);

    const std::vector<KindReport>& kinds() const { return kinds_; }
    std::size_t values() const { return wanted_.size(); }

 private:
    using Place = std::pair<const Point*, std::uint16_t>;

    // The faults that overlap, from the first's beginning to the good cycle after the last.
    struct Ordeal {
        std::size_t cluster;
        std::uint64_t cycles_at_end = 0;
        bool is_over = false;
        bool is_told_late = false;
    };

    void begin_what_is_due(Instant now);
    void count_losses(Instant now, const Snapshot& snapshot);
    void look_for_recovery(Instant now, const Snapshot& snapshot, Findings& findings);
    void look_at_state(Instant now, const Snapshot& snapshot, Findings& findings) const;
    std::optional<std::string> lacks(const Snapshot& snapshot, Instant since, bool has_lied) const;
    bool has_lied_since(Instant at) const;
    Instant calm_from(std::size_t cluster) const { return since_ + plan_.calm_from.at(cluster); }

    const ChaosPlan& plan_;
    Instant since_;
    std::chrono::seconds recovers_within_;
    std::vector<KindReport> kinds_;
    std::set<Place> wanted_;
    std::size_t begun_ = 0;  // of the episodes
    std::optional<Ordeal> ordeal_;
    Instant sampled_at_;
};

}  // namespace giv::testing
