// Follows the inverter's values from read to read: is the new one possible after the last?
//
// Nothing is smoothed and nothing is latched: a doubted value waits, the one before it stays, and
// what comes again often enough is believed (spec/quirks.md Q14-Q16). Pure state.
#pragma once

#include "core/plant/guard/sight.hpp"
#include "core/plant/guard/value_rules.hpp"

#include "givtcp/plant/guard/judgement.hpp"
#include "givtcp/plant/guard/plant_facts.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>

namespace giv::guard {

// What lies between two reads.
struct Lapse {
    std::chrono::duration<double> time;
    const PlantFacts* facts;
    bool is_another_day;  // by the inverter's calendar
};

// A value that waits for confirmation.
struct Doubt {
    FieldKey field;
    Rule rule;
    double value;  // the doubted one
    int reads;
    Instant since;
    Instant last;
};

class ValueWatch {
 public:
    // Of a reading in which nothing is impossible.
    Judgement judge(const Sight& sight, const PlantFacts& facts, bool is_another_day);

 private:
    struct Now {
        const Sight* sight;
        const PlantFacts* facts;
        bool is_another_day;
    };

    void judge_value(std::size_t place, const Now& now, Judgement& judgement);
    bool is_confirmed(std::size_t place, Doubt doubt, const Now& now);

    std::map<std::size_t, Doubt> doubts_;  // by their place in value_rules()
};

// Whether a value may follow another so much later.
struct Step {
    std::optional<Rule> breaks;
    bool rounds = false;  // it fell, by no more than counters do by rounding
};
Step step(const ValueRule& row, double before, double now, Lapse lapse);

}  // namespace giv::guard
