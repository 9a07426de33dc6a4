// Why a reading was not believed at once: one row per rule.
//
// Source: spec/quirks.md B; the two verdicts beside `good` are ruling 4 of the architecture.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace giv {

enum class Verdict : std::uint8_t {
    good,
    held,      // improbable: adopted when it is confirmed
    rejected,  // impossible: never adopted
};

std::string_view words(Verdict verdict);

namespace guard {

enum class Rule : std::uint8_t {
    zero_bank,
    dongle_memory,
    serial_changed,
    type_changed,
    implausible_anchors,
    dead_temperatures,
    dead_cells,
    first_reading,
    pack_splice,
    pack_step,
    pack_constants,
    frozen_page,
    odd_block,
    setting_change,
    power_bound,
    power_jump,
    zero_value,
    energy_jump,
    energy_fall,
    early_midnight,
    counter_wrap,
    total_fall,
};

struct RuleFacts {
    Rule rule;
    std::string_view key;  // what it is counted under
    Verdict verdict;       // good: it is believed, and is not what it seems
    std::string_view why;  // for people
};

// In the order of the enumeration.
std::span<const RuleFacts> rules();

const RuleFacts& facts(Rule rule);

inline constexpr auto rule_count = static_cast<std::size_t>(Rule::total_fall) + 1;

// How often each rule spoke.
class RuleCounts {
 public:
    void count(Rule rule) { ++counts_.at(static_cast<std::size_t>(rule)); }
    std::uint64_t of(Rule rule) const { return counts_.at(static_cast<std::size_t>(rule)); }

    friend bool operator==(const RuleCounts&, const RuleCounts&) = default;

 private:
    std::array<std::uint64_t, rule_count> counts_{};
};

}  // namespace guard
}  // namespace giv
