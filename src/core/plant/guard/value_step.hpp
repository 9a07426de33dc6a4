// Whether a value may follow another: the arithmetic of the value rules. Pure functions.
//
// Source: spec/quirks.md Q14-Q16.
#pragma once

#include "core/plant/guard/value_rules.hpp"

#include "givtcp/plant/guard/plant_facts.hpp"

#include <chrono>
#include <optional>

namespace giv::guard {

// What lies between two reads.
struct Lapse {
    std::chrono::duration<double> time;
    const PlantFacts* facts;
    std::optional<std::chrono::local_days> counted_for;  // whose energy a day's counter counted
};

struct Step {
    std::optional<Rule> breaks;
    bool rounds = false;  // it fell, by no more than counters do by rounding
    bool wraps = false;   // it fell as if its register had begun anew
    bool begins_a_day = false;
};

Step step(const ValueRule& row, double before, double now, const Lapse& lapse);

// By more than counters do by rounding.
bool falls(double before, double now);

// How much a counter's register can hold and one step more; nothing: more than a plant's life.
std::optional<double> range_of(const ValueRule& row);

// Whose energy a day's counter counts that went from one value to another, which may be the same
// one. Not all counters begin their day in the same poll, and the clock may run on a little: so
// around midnight one that has something from before keeps its day until it falls.
std::optional<std::chrono::local_days> day_after(
    const Step& step, double before, double now, const Lapse& lapse
);

}  // namespace giv::guard
