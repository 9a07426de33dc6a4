// Follows the values of the inverter, or of one pack, from read to read: is the new one possible
// after the last?
//
// Nothing is smoothed and nothing is latched: a doubted value waits, the one before it stays, and
// what comes again often enough is believed (spec/quirks.md Q14-Q16). Of counters it knows also
// what was believed before the last start. Pure state.
#pragma once

#include "core/plant/guard/sight.hpp"
#include "core/plant/guard/value_rules.hpp"
#include "core/plant/guard/value_step.hpp"

#include "givtcp/flat_map.hpp"
#include "givtcp/plant/guard/judgement.hpp"
#include "givtcp/plant/guard/kept_counters.hpp"
#include "givtcp/plant/guard/plant_facts.hpp"
#include "givtcp/registers/readings.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace giv::guard {

// A value that waits for confirmation.
struct Doubt {
    Rule rule;
    double value;  // the doubted one
    int reads;
    Instant since;
    Instant last;
};

class ValueWatch {
 public:
    // The rows of these maps are its own. `owner`: what the names of its counters begin with.
    ValueWatch(std::span<const Map> maps, std::string owner);

    // What was believed of its counters before the last start.
    void recall(const KeptCounters& kept);
    void keep(KeptCounters& kept) const;

    // For whoever shows its counters.
    void note_counters(std::vector<CounterNote>& notes) const;

    // Of a reading in which nothing is impossible: adds to `judgement`.
    void judge(const Sight& sight, const PlantFacts& facts, Judgement& judgement);

    // What `other` judged is not believed as a whole; but what was doubted in it was seen once
    // more, and what was confirmed in it waits on.
    void take_doubts_of(const ValueWatch& other);

 private:
    struct Now {
        const Sight* sight;
        const PlantFacts* facts;
    };
    struct Reading {
        double value;
        double before;
        std::optional<Instant> before_at;  // nothing: before the last start
    };

    bool is_ours(const ValueRule& row) const;
    std::string name_of(const ValueRule& row) const;
    std::optional<double> remembered(std::size_t place, double value) const;
    std::optional<Reading> reading_of(std::size_t place, const Now& now) const;
    static bool makes_up(const Step& step, const Reading& reading, const PlantFacts& facts);
    void judge_value(std::size_t place, const Now& now, Judgement& judgement);
    void believe(
        std::size_t place, const Step& step, const Reading& reading, const Lapse& lapse, Instant at
    );
    bool is_confirmed(std::size_t place, Doubt doubt, const Now& now);

    std::span<const Map> maps_;
    std::string owner_;
    // by their place in value_rules()
    std::map<std::size_t, Doubt> doubts_;
    FlatMap<std::size_t, KeptCounter> counters_;
    std::map<std::size_t, Instant> begun_;  // counters that have just begun their day
    std::vector<std::size_t> confirmed_;    // in the last reading
};

}  // namespace giv::guard
