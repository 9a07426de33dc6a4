// Faults on a timeline: what goes wrong, from when on, for how long, how often.
//
// As values, and as the JSON of `--faults` and of the control port: one entry is an object like
// {"at":"10s","for":"30s","fault":"drop","percent":20}, a timeline a list of them. Pure.
#pragma once

#include "simulator/faults.hpp"

#include "givtcp/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv::simulator {

struct PlannedFault {
    Fault fault{};
    std::string text{};                                // as it was spelt
    std::chrono::milliseconds at{0};                   // since it was set
    std::optional<std::chrono::milliseconds> lasts{};  // nothing: until it is cleared
    std::optional<int> times{};                        // and no longer than it has struck so often
    int percent = 100;                                 // of what it could strike

    friend bool operator==(const PlannedFault&, const PlannedFault&) = default;
};

inline constexpr std::size_t most_planned_faults = 10'000;

// One entry. Keys: "fault" (needed; the words of parse_fault), "at", "for", "times", "percent",
// "register" ("HR27", "IR52"), "device" ("0x33"), "crc" ("old", "valid"). Any other is refused, and
// so is one that means nothing to this fault, one that stands there twice, and a "for" of no time:
// it would be a fault that does not happen. An error is `malformed`, and one sentence.
Result<PlannedFault> parse_planned_fault(std::string_view json);

// A list of entries, or an object with such a list as its "faults". An error says which entry.
Result<std::vector<PlannedFault>> parse_fault_plan(std::string_view json);

// The fault of a `--fault`: an entry if it begins with a brace, else the words alone.
Result<PlannedFault> parse_fault_argument(std::string_view text);

}  // namespace giv::simulator
