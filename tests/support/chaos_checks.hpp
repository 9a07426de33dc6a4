// What must hold whatever goes wrong: one named check each, so that a report can say which of them
// caught something.
#pragma once

#include "givtcp/registers/register_bank.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace giv::testing {

enum class Check : std::uint8_t {
    lives,
    one_socket,
    truth,
    counters,
    answered,
    verified,
    no_op,
    refused,
    unknown,
    reason,
    repeats,
    restored,
    offline,
    online,
    recovery,
    bounds,
    memory,
};

struct CheckRow {
    Check check;
    std::string_view name;
    std::string_view demands;
};

std::span<const CheckRow> checks();

std::string_view name_of(Check check);

class Findings {
 public:
    explicit Findings(Instant since) : since_(since) {}

    void add(Check check, Instant at, std::string_view what);

    std::uint64_t count() const;
    std::uint64_t of(Check check) const { return counts_.at(static_cast<std::size_t>(check)); }

    // The first few of each check: "truth at 3:07:12: Power/Power/SOC is ...".
    const std::vector<std::string>& told() const { return told_; }

 private:
    static constexpr std::size_t all = static_cast<std::size_t>(Check::memory) + 1;

    Instant since_;
    std::array<std::uint64_t, all> counts_{};
    std::vector<std::string> told_;
};

// "3:07:12", hours of a run.
std::string text_of_time(Instant::duration since_the_start);

}  // namespace giv::testing
