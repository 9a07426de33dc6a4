// What can go wrong in the simulated plant, as values and as the words of `--fault`.
//
// Pure: says what a fault is, not what it does (fault_book) nor when (Dongle). Registers are
// holding registers, but that reads may be of input registers; all but `lose`, `lose-read` and
// `slow:TIME` are about writes alone.
#pragma once

#include "givtcp/result.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace giv::simulator {

enum class FaultKind : std::uint8_t {
    refuse,           // an error frame, the value unchanged
    ignore,           // acknowledged, the value unchanged
    error_but_done,   // an error frame, although it was done (quirk Q35)
    lose_answer,      // done, not answered
    lose_request,     // neither done nor answered (quirk Q36)
    lose_read,        // reads that include the register are not answered
    lose_share,       // so many per cent of all requests and answers vanish
    slow_everything,  // every answer, of reads too, comes later by `time`
    slow,             // the same for writes of one register
    delay_effect,     // acknowledged at once, done after `time`
    foreign_write,    // somebody else writes `value`, and all clients see the echo (quirk Q37)
};

// The first to the last of the writes (or reads) that a fault concerns, since it was set.
struct Occurrences {
    int first = 1;
    int last = std::numeric_limits<int>::max();

    constexpr bool contains(int nth) const { return nth >= first && nth <= last; }
    friend bool operator==(const Occurrences&, const Occurrences&) = default;
};

struct Fault {
    FaultKind kind = FaultKind::refuse;
    std::optional<std::uint16_t> index{};  // the register; nothing: any
    bool is_input = false;                 // it is an input register
    Occurrences which{};
    std::chrono::milliseconds time{0};
    int percent = 0;
    std::uint16_t value = 0;

    // A foreign write comes `time` after the next write of this register that reaches the
    // inverter; without it, `time` after the fault was set.
    std::optional<std::uint16_t> follows{};

    friend bool operator==(const Fault&, const Fault&) = default;
};

// One fault, spelt as fault_help() says. An error is `malformed`, and one sentence.
Result<Fault> parse_fault(std::string_view text);

// The language, for people: a line for each form.
std::string fault_help();

}  // namespace giv::simulator
