// Counts the energy of the house from its power, for plants without a counter that says it
// (spec/models.md §10). Pure state; the loop owns it.
//
// What is shown is what was kept: after a restart it can only be more, never less. The day begins
// once for each midnight that passes, not where somebody sets the date.
#pragma once

#include "givtcp/plant/guard/kept_counters.hpp"
#include "givtcp/points/counted_load.hpp"
#include "givtcp/registers/register_bank.hpp"
#include "givtcp/registers/value.hpp"

#include <chrono>
#include <optional>

namespace giv {

class LoadMeter {
 public:
    void recall(const KeptCounters& kept);
    void keep(KeptCounters& kept) const;

    // This is kept now, or nothing ever will be: it may be shown.
    void show(const KeptCounters& kept);

    // `time`: by the calendar that days begin by, at the moment of the measurement; nothing:
    // unknown.
    void measured(double watts, Instant at, const std::optional<LocalTime>& time);

    // Nothing before there was something to count.
    const std::optional<CountedLoad>& shown() const { return shown_; }

 private:
    struct Sample {
        double watts;
        Instant at;
    };

    // What a calendar showed, and when.
    struct Shown {
        std::chrono::local_seconds time;
        Instant at;
    };

    std::optional<std::chrono::seconds> begin_day(const LocalTime& time, Instant at);
    bool reach(std::chrono::local_days today);

    CountedLoad counted_;
    std::optional<std::chrono::local_days> day_;  // the one that is counted
    std::optional<Shown> calendar_;               // the last
    std::optional<Sample> last_;
    bool is_recalled_ = false;
    std::optional<CountedLoad> shown_;
};

}  // namespace giv
