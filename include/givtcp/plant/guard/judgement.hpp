// What becomes of a reading.
#pragma once

#include "givtcp/plant/guard/rule.hpp"
#include "givtcp/registers/field.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace giv::guard {

// Registers of a believed reading that stay as they were.
struct Kept {
    std::uint16_t first;
    std::uint16_t count;
    // Nothing: the new ones differ by no more than rounding, and prove the old ones. Else the old
    // ones only grow older; there may be none, after a restart.
    std::optional<Rule> doubted_by;

    friend bool operator==(const Kept&, const Kept&) = default;
};

// A counter that never falls fell, and stayed there: it counts from here.
struct NewBase {
    std::string counter;  // as KeptCounters has it: a pack's with its serial
    double from;          // kWh, as was published
    double to;

    friend bool operator==(const NewBase&, const NewBase&) = default;
};

struct Judgement {
    Verdict verdict = Verdict::good;  // of the reading as a whole
    std::optional<Rule> rule;         // of a verdict other than good
    std::vector<Kept> kept;           // of a good one
    bool confirm_at_once = false;     // it is worth asking again now
    std::vector<NewBase> new_bases;   // of a good one
    // Of a good one: the device insists that a counter of the day is lower, and it is not midnight.
    bool sets_day_back = false;
    // Of a pack's good page: the same has come since then, although power flows.
    std::optional<Instant> frozen_since{};

    static Judgement of(Rule rule, bool confirm_at_once = false) {
        return {facts(rule).verdict, rule, {}, confirm_at_once, {}, false, std::nullopt};
    }

    friend bool operator==(const Judgement&, const Judgement&) = default;
};

}  // namespace giv::guard
