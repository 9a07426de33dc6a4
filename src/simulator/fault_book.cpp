#include "simulator/fault_book.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <variant>

namespace giv::simulator {

namespace {

bool concerns(const Fault& fault, const ReadRequest& read) {
    switch (fault.kind) {
        case FaultKind::lose_share:
        case FaultKind::slow_everything: return true;
        case FaultKind::lose_read: break;
        default: return false;
    }
    if (!fault.index) return true;
    const auto is_inverter =
        read.device == device::inverter || read.device == device::inverter_facade;
    const Register lost{fault.is_input ? Bank::input : Bank::holding, *fault.index};
    return is_inverter && read.range.contains(lost);
}

bool concerns(const Fault& fault, const WriteRequest& write) {
    switch (fault.kind) {
        case FaultKind::lose_read:
        case FaultKind::foreign_write: return false;
        default: return !fault.index || *fault.index == write.index;
    }
}

bool concerns(const Fault&, const Heartbeat&) { return false; }

// How a fault of this kind ends a request, if that is what it does.
std::optional<Treatment> end_by(FaultKind kind) {
    switch (kind) {
        case FaultKind::refuse: return Treatment{WriteAnswer::refused, false};
        case FaultKind::ignore: return Treatment{WriteAnswer::acknowledged, false};
        case FaultKind::error_but_done: return Treatment{WriteAnswer::refused, true};
        case FaultKind::lose_answer: return Treatment{WriteAnswer::none, true};
        case FaultKind::lose_request:
        case FaultKind::lose_read: return Treatment{WriteAnswer::none, false};
        case FaultKind::lose_share:
        case FaultKind::slow_everything:
        case FaultKind::slow:
        case FaultKind::delay_effect:
        case FaultKind::foreign_write: break;
    }
    return std::nullopt;
}

}  // namespace

Treatment FaultBook::treat(const Request& request) {
    Suffering all;
    for (auto& [fault, seen] : entries_) {
        const auto& one = fault;
        const auto matches = [&one](const auto& asked) { return concerns(one, asked); };
        if (std::visit(matches, request) && fault.which.contains(++seen)) apply(fault, all);
    }
    auto treatment = all.treatment;
    if (all.is_request_lost) treatment.done = false;
    if (all.is_request_lost || all.is_answer_lost) treatment.answer = WriteAnswer::none;
    return treatment;
}

void FaultBook::apply(const Fault& fault, Suffering& all) {
    if (const auto end = end_by(fault.kind); end && !all.is_settled) {
        all.treatment.answer = end->answer;
        all.treatment.done = end->done;
        all.is_settled = true;
    }
    if (fault.kind == FaultKind::delay_effect) all.treatment.effect_after += fault.time;
    if (fault.kind == FaultKind::slow || fault.kind == FaultKind::slow_everything) {
        all.treatment.longer += fault.time;
    }
    if (fault.kind == FaultKind::lose_share) {  // two frames, two throws
        all.is_request_lost |= strikes(fault.percent);
        all.is_answer_lost |= strikes(fault.percent);
    }
}

std::vector<Fault> FaultBook::followers_of(std::uint16_t index) {
    std::vector<Fault> followers;
    std::erase_if(entries_, [&followers, index](const Entry& entry) {
        if (entry.fault.follows != index) return false;
        followers.push_back(entry.fault);
        return true;
    });
    return followers;
}

// SplitMix32: small, and the same with every compiler and library.
bool FaultBook::strikes(int percent) {
    random_ += 0x9E3779B9;
    auto z = random_;
    z = (z ^ z >> 16U) * 0x21F0AAAD;
    z = (z ^ z >> 15U) * 0x735A2D97;
    z ^= z >> 15U;
    return z % 100 < static_cast<std::uint32_t>(percent);
}

}  // namespace giv::simulator
