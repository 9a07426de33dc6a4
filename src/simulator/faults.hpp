// What can go wrong in the simulated plant, as values and as the words of `--fault`.
//
// Pure: says what a fault is, not what it does (fault_book, wire_faults, Dongle) nor when
// (fault_plan). Three places where it strikes: requests on their way to the inverter, answers on
// their way back, and the dongle's door. Source: spec/quirks.md A-D, spec/wire-protocol.md §7, §8.
#pragma once

#include "givtcp/protocol/address.hpp"
#include "givtcp/result.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace giv::simulator {

enum class FaultKind : std::uint8_t {
    // ---- requests
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
    silence,          // connected, heartbeats go on, but nothing is answered (quirks Q29, Q30, Q33)
    // ---- answers
    drop,           // not sent
    delay,          // sent `time` later, the line being free meanwhile
    duplicate,      // sent twice
    truncate,       // the end of the frame is missing (quirk Q6)
    bit_flip,       // one bit of the registers is wrong
    byte_slip,      // one byte is missing, what follows is shifted (quirk Q3)
    splice,         // another block's registers from somewhere on, or zeros (quirks Q7, Q10)
    zero_bank,      // all registers 0 (quirk Q8)
    zero_tail,      // zeros from somewhere to the end, the CRC 00 00 (quirk Q1)
    stale_cache,    // what the block said when the fault first met it (quirk Q11)
    spike,          // one register is far off (quirks Q14, Q15)
    wrong_serial,   // another inverter's serial, and in the registers another's (wire-protocol 4.6)
    null_response,  // "the dongle has nothing" instead (quirk Q4)
    slow_bytes,     // one byte at a time, `time` between them
    reset,          // every connection is reset instead
    hang_up,        // every connection is closed instead
    // ---- the door
    black_hole,         // connections stay open, nothing is taken nor sent
    refuse_connection,  // nobody is let in; who is in stays
    leak_sockets,       // who goes is not noticed, and occupies a place (quirk Q27)
    reboot,             // everybody is thrown out, and nobody let in meanwhile
    address_change,     // the dongle is at `host` meanwhile, and nowhere else (quirk Q34)
};

// Where a kind of fault strikes.
enum class FaultPlace : std::uint8_t { request, answer, door };

FaultPlace place_of(FaultKind kind);

// The word of the language: "lose-read".
std::string_view name_of(FaultKind kind);

// The first to the last of the writes (or reads) that a fault concerns, since it was set.
struct Occurrences {
    int first = 1;
    int last = std::numeric_limits<int>::max();

    constexpr bool contains(int nth) const { return nth >= first && nth <= last; }
    friend bool operator==(const Occurrences&, const Occurrences&) = default;
};

// Of an answer whose registers are not what they were.
enum class Checksum : std::uint8_t {
    usual,  // as this kind was seen in the field
    old,    // that of the answer before
    valid,  // one that fits
};

struct Fault {
    FaultKind kind = FaultKind::refuse;
    std::optional<std::uint16_t> index{};  // the register; nothing: any
    bool is_input = false;                 // it is an input register
    Occurrences which{};
    std::chrono::milliseconds time{0};
    int percent = 0;
    std::optional<std::uint16_t> value{};  // nothing, of a spike: by chance

    // A foreign write comes `time` after the next write of this register that reaches the
    // inverter; without it, `time` after the fault was set.
    std::optional<std::uint16_t> follows{};

    std::optional<DeviceAddress> device{};  // nothing: of reads with a register the inverter
    Checksum checksum = Checksum::usual;
    std::string host{};      // of an address change: where to, an IPv4 address
    std::uint16_t port = 0;  // of an address change; 0: the same

    friend bool operator==(const Fault&, const Fault&) = default;
};

// What may be said of a fault besides its words and when it begins. The rest would mean nothing.
struct FaultKeys {
    bool lasts = false;
    bool times = false;
    bool percent = false;
    bool index = false;  // the register
    bool device = false;
    bool checksum = false;
};

struct SpeltFault {
    Fault fault;
    FaultKeys keys;
};

// One fault, spelt as fault_help() says. An error is `malformed`, and one sentence.
Result<SpeltFault> parse_fault_and_keys(std::string_view text);

// The same, without what else may be said of it.
Result<Fault> parse_fault(std::string_view text);

// "300ms", "2s", "5min", "1m" or "1h"; at most 24 h.
std::optional<std::chrono::milliseconds> parse_time(std::string_view text);

// "HR27" or "IR180": into `index` and `is_input`. False, and nothing changed, if it is neither.
bool take_register(std::string_view text, Fault& fault);

// The language, for people: a line for each form.
std::string fault_help();

}  // namespace giv::simulator
