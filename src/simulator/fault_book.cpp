#include "simulator/fault_book.hpp"

#include <algorithm>
#include <variant>

namespace giv::simulator {

namespace {

constexpr std::size_t most_remembered = 10'000;

bool is_inverter(DeviceAddress device) {
    return device == device::inverter || device == device::inverter_facade;
}

// The register is an inverter's unless the fault says whose.
bool is_device_of(const Fault& fault, DeviceAddress device) {
    if (fault.device) return device == *fault.device;
    return !fault.index || is_inverter(device);
}

bool is_in(const Fault& fault, const RegisterRange& range) {
    return !fault.index ||
           range.contains({fault.is_input ? Bank::input : Bank::holding, *fault.index});
}

bool concerns(const Fault& fault, const ReadRequest& read) {
    switch (fault.kind) {
        case FaultKind::lose_share:
        case FaultKind::slow_everything:
        case FaultKind::silence:
        case FaultKind::lose_read: break;
        default: return false;
    }
    return is_device_of(fault, read.device) && is_in(fault, read.range);
}

bool concerns(const Fault& fault, const WriteRequest& write) {
    if (place_of(fault.kind) != FaultPlace::request) return false;
    switch (fault.kind) {
        case FaultKind::lose_read:
        case FaultKind::foreign_write: return false;
        default: break;
    }
    return (!fault.device || *fault.device == write.device) &&
           is_in(fault, {Bank::holding, write.index, 1});
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
        case FaultKind::lose_read:
        case FaultKind::silence: return Treatment{WriteAnswer::none, false};
        default: return std::nullopt;
    }
}

}  // namespace

bool concerns(const Fault& fault, const Response& response) {
    if (const auto* read = std::get_if<ReadResponse>(&response)) {
        return is_device_of(fault, read->device) && is_in(fault, read->range);
    }
    if (const auto* write = std::get_if<WriteResponse>(&response)) {
        return is_device_of(fault, write->device) && is_in(fault, {Bank::holding, write->index, 1});
    }
    if (const auto* error = std::get_if<ErrorResponse>(&response)) {
        return is_device_of(fault, error->device) && !fault.index;
    }
    return !fault.device && !fault.index;
}

bool FaultRecord::comes_down() {
    if (planned.times && struck >= static_cast<std::uint64_t>(*planned.times)) return false;
    if (!fault().which.contains(++seen)) return false;
    return planned.percent >= 100 || chance.strikes(planned.percent);
}

void FaultRecord::hit(Instant now) {
    struck++;
    if (planned.times && struck >= static_cast<std::uint64_t>(*planned.times)) ends = now;
}

// ---- their time ---------------------------------------------------------------------------

std::uint64_t FaultBook::add(const PlannedFault& planned, Instant now) {
    if (to_come_.size() + active_.size() >= most_planned_faults) return 0;
    FaultRecord record{.number = ++last_number_, .planned = planned, .begins = now + planned.at};
    if (planned.lasts) record.ends = record.begins + *planned.lasts;
    if (planned.fault.kind == FaultKind::foreign_write) record.planned.times = 1;
    record.chance = Chance{seed_, static_cast<std::uint32_t>(last_number_ - 1)};
    to_come_.emplace(record.begins, std::move(record));
    return last_number_;
}

void FaultBook::finish(const FaultRecord& record, Instant now) {
    auto& count = over_counts_[record.fault().kind];
    count.begun++;
    count.struck += record.struck;
    if (over_.size() == most_remembered) over_.pop_front();
    over_.push_back(record);
    over_.back().ends = now;
}

void FaultBook::clear(Instant now) {
    to_come_.clear();
    for (auto& record : active_)
        record.ends = now;
}

std::optional<Instant> FaultBook::next_change() const {
    std::optional<Instant> next;
    if (!to_come_.empty()) next = to_come_.begin()->first;
    for (const auto& record : active_) {
        if (record.ends && (!next || *record.ends < *next)) next = record.ends;
    }
    return next;
}

std::optional<FaultBook::Change> FaultBook::change(Instant now) {
    const auto next = next_change();
    if (!next || *next > now) return std::nullopt;

    // What ends makes room for what begins.
    const auto ended = std::ranges::find(active_, next, &FaultRecord::ends);
    if (ended != active_.end()) {
        Change change{ended->number, ended->fault(), false, *next};
        finish(*ended, *next);
        active_.erase(ended);
        return change;
    }
    const auto& begun = active_.emplace_back(std::move(to_come_.begin()->second));
    to_come_.erase(to_come_.begin());
    return Change{begun.number, begun.fault(), true, *next};
}

// ---- what they do -------------------------------------------------------------------------

Treatment FaultBook::treat(const Request& request, Instant now) {
    Suffering all;
    for (auto& record : active_) {
        const auto& fault = record.fault();
        const auto matches = [&fault](const auto& asked) { return concerns(fault, asked); };
        if (!std::visit(matches, request) || !record.comes_down()) continue;
        if (apply(record, all)) record.hit(now);
    }
    auto treatment = all.treatment;
    if (all.is_request_lost) treatment.done = false;
    if (all.is_request_lost || all.is_answer_lost) treatment.answer = WriteAnswer::none;
    return treatment;
}

bool FaultBook::apply(FaultRecord& record, Suffering& all) {
    const auto& fault = record.fault();
    if (const auto end = end_by(fault.kind)) {
        if (all.is_settled) return false;
        all.treatment.answer = end->answer;
        all.treatment.done = end->done;
        all.is_settled = true;
    }
    if (fault.kind == FaultKind::delay_effect) all.treatment.effect_after += fault.time;
    if (fault.kind == FaultKind::slow || fault.kind == FaultKind::slow_everything) {
        all.treatment.longer += fault.time;
    }
    if (fault.kind == FaultKind::lose_share) {  // two frames, two throws
        const auto is_request_lost = record.chance.strikes(fault.percent);
        const auto is_answer_lost = record.chance.strikes(fault.percent);
        all.is_request_lost |= is_request_lost;
        all.is_answer_lost |= is_answer_lost;
        return is_request_lost || is_answer_lost;
    }
    return true;
}

std::vector<Fault> FaultBook::followers_of(std::uint16_t index, Instant now) {
    std::vector<Fault> followers;
    for (auto& record : active_) {
        if (record.fault().follows != index || !record.comes_down()) continue;
        record.hit(now);
        followers.push_back(record.fault());
    }
    return followers;
}

const Fault* FaultBook::in_force(FaultKind kind) const {
    const auto is_one = [kind](const FaultRecord& record) { return record.fault().kind == kind; };
    const auto found = std::ranges::find_if(active_, is_one);
    return found == active_.end() ? nullptr : &found->fault();
}

bool FaultBook::spares_nothing(FaultKind kind) const {
    return std::ranges::any_of(active_, [kind](const FaultRecord& record) {
        const auto& planned = record.planned;
        return planned.fault.kind == kind && planned.percent >= 100 && !planned.times;
    });
}

bool FaultBook::strikes(FaultKind kind, Instant now) {
    for (auto& record : active_) {
        if (record.fault().kind != kind || !record.comes_down()) continue;
        record.hit(now);
        return true;
    }
    return false;
}

void FaultBook::hit(std::uint64_t number, std::size_t things, Instant now) {
    const auto found = std::ranges::find(active_, number, &FaultRecord::number);
    for (std::size_t i = 0; found != active_.end() && i < things; ++i)
        found->hit(now);
}

std::map<FaultKind, FaultCount> FaultBook::counts() const {
    auto counts = over_counts_;
    for (const auto& record : active_) {
        auto& count = counts[record.fault().kind];
        count.begun++;
        count.struck += record.struck;
    }
    return counts;
}

}  // namespace giv::simulator
