// A day (or a week) of a plant's life in which everything goes wrong that can, on the rig's clock.
//
// The faults are a ChaosPlan, the plant lives, somebody gives commands; every check of
// chaos_checks.hpp is made at every event of the rig. Deterministic: the same seed, the same day.
#pragma once

#include "support/chaos_checks.hpp"
#include "support/chaos_orders.hpp"
#include "support/chaos_plan.hpp"
#include "support/chaos_truth.hpp"
#include "support/chaos_watch.hpp"
#include "support/rig.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace giv::testing {

struct ChaosSettings {
    bool is_living = false;  // living_chaos_dongle(), polled as by default; else chaos_dongle()
    std::uint32_t seed = 1;
    std::chrono::hours length{24};
    int least_times = 20;  // of each kind
};

class ChaosDay {
 public:
    explicit ChaosDay(ChaosSettings settings);

    void run();

    const Findings& findings() const { return *findings_; }
    const ChaosPlan& plan() const { return plan_; }
    const std::vector<KindReport>& kinds() const { return watch_->kinds(); }
    const ChaosOrders& orders() const { return *orders_; }

    // How often something of this kind was changed on the wire, or a connection.
    std::uint64_t struck(std::size_t kind) const { return struck_.at(kind); }

    // "fault, times injected, recovered, worst recovery time, values lost", and what else there is
    // to say of the day.
    std::string report() const;

 private:
    using Place = std::pair<const Point*, std::uint16_t>;

    void warm_up();
    void second();
    void look();
    void take_snapshots();
    void look_at_truth(const Snapshot& snapshot);
    bool may_be_late(const Place& place, const Measured& measured, const Value& before);
    void look_at_counters(const Snapshot& snapshot);
    void look_at_sockets();
    void command_if_due();
    void hour();
    void look_at_memory();
    void count_strikes();
    Allowance allowance_at(Instant taken_at) const;
    bool any_fault(Instant from, Instant to) const;
    bool deceiving_fault(Instant from, Instant to) const;
    template <class Is>
    bool is_one_about(Instant from, Instant to, Is is) const;

    struct Counter {
        double value;
        WallTime fell_at;
    };

    struct Judged {
        Instant taken_at;
        Value value;

        friend bool operator==(const Judged&, const Judged&) = default;
    };

    ChaosSettings settings_;
    ChaosPlan plan_;
    Rig rig_;
    RigPlant* plant_;
    Instant since_;
    std::optional<Instant> first_lie_;
    std::unique_ptr<Findings> findings_;
    std::unique_ptr<TrueHistory> truth_;
    std::unique_ptr<ChaosWatch> watch_;
    std::unique_ptr<ChaosOrders> orders_;
    std::map<Place, Counter> counters_;
    std::map<Place, Judged> judged_;                      // last
    std::map<Place, Instant> late_;                       // since when
    std::map<std::uint64_t, std::size_t> kind_of_fault_;  // by the dongle's number
    std::vector<std::uint64_t> struck_;
    std::uint64_t noted_requests_ = 0;
    std::size_t next_write_fault_ = 0;
    Instant command_due_;
    int hours_ = 0;
    std::size_t log_lines_ = 0;
    std::size_t most_log_lines_ = 0;  // in an hour
    std::vector<std::size_t> bytes_;  // in use, by the hour
    std::uint64_t values_judged_ = 0;
    std::uint64_t snapshots_ = 0;
};

}  // namespace giv::testing
