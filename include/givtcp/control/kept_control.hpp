// What of one plant's control outlives the process, and one line of the audit. Plain values; the
// store keeps them.
#pragma once

#include "givtcp/control/command.hpp"
#include "givtcp/control/timed_action.hpp"
#include "givtcp/control/write_budget.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace giv {

struct KeptControl {
    std::optional<std::uint16_t> saved_reserve;  // the last HR110 other than 100
    TimedActions actions;
    WriteCounts writes;

    friend bool operator==(const KeptControl&, const KeptControl&) = default;
};

struct AuditEntry {
    std::chrono::system_clock::time_point at;
    std::string serial;   // of the inverter; empty if it is not known
    std::string source;   // "REST 192.168.1.7", "MQTT", "timer"
    std::string command;  // "setChargeTarget 80"; a long payload is cut
    std::string outcome;  // "verified", "refused: out-of-bounds", or "dry run"
    std::string detail;   // the sentence, and registers as "HR116=80"
    bool wrote = false;   // a write was sent

    friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

// Of one command. `id` is not kept.
AuditEntry audit_of(
    const Command& command,
    const Outcome& outcome,
    std::string serial,
    std::chrono::system_clock::time_point at
);

}  // namespace giv
