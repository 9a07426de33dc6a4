#include "givtcp/control/command.hpp"
#include "givtcp/control/kept_control.hpp"

#include <algorithm>
#include <utility>

namespace giv {

Outcome refused(Refusal refusal) {
    return {Outcome::How::refused, refusal.reason, std::move(refusal.why), {}};
}

bool wrote_something(const Outcome& outcome) {
    using How = Outcome::How;
    return outcome.how == How::verified || outcome.how == How::unknown ||
           std::ranges::any_of(outcome.registers, &RegisterOutcome::written);
}

AuditEntry audit_of(
    const Command& command,
    const Outcome& outcome,
    std::string serial,
    std::chrono::system_clock::time_point at
) {
    constexpr std::size_t longest_payload = 200;
    AuditEntry entry;
    entry.at = at;
    entry.serial = std::move(serial);
    entry.source = command.source;
    entry.command = command.control;
    if (!command.payload.empty()) entry.command += ' ' + command.payload.substr(0, longest_payload);
    entry.wrote = wrote_something(outcome);
    entry.outcome = outcome.dry_run ? "dry run" : words(outcome.how);
    if (outcome.reason != Reason::none) entry.outcome.append(": ").append(words(outcome.reason));
    entry.detail = outcome.why;
    for (const auto& one : outcome.registers) {
        if (!one.written) continue;
        if (!entry.detail.empty()) entry.detail += "; ";
        entry.detail += "HR" + std::to_string(one.index) + '=' + std::to_string(one.requested);
    }
    return entry;
}

std::string_view words(Outcome::How how) {
    switch (how) {
        case Outcome::How::verified: return "verified";
        case Outcome::How::no_op: return "no-op";
        case Outcome::How::refused: return "refused";
        case Outcome::How::unknown: return "unknown";
    }
    return "";
}

std::string_view words(Reason reason) {
    switch (reason) {
        case Reason::none: return "none";
        case Reason::malformed: return "malformed";
        case Reason::no_such_control: return "no-such-control";
        case Reason::not_here: return "not-here";
        case Reason::out_of_bounds: return "out-of-bounds";
        case Reason::contradiction: return "contradiction";
        case Reason::budget: return "budget";
        case Reason::read_only: return "read-only";
        case Reason::busy: return "busy";
        case Reason::stopping: return "stopping";
        case Reason::no_connection: return "no-connection";
        case Reason::no_store: return "no-store";
        case Reason::inverter: return "inverter";
        case Reason::not_proved: return "not-proved";
        case Reason::continuing: return "continuing";
    }
    return "";
}

}  // namespace giv
