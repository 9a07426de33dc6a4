#include "exchange/command_log.hpp"

#include "givtcp/control/controls.hpp"

#include <algorithm>

namespace giv {

std::string CommandLog::begin(const Command& command, WallTime at) {
    const std::lock_guard lock{mutex_};
    auto id = prefix_ + '-' + std::to_string(++last_);
    reports_.push_back({.id = id, .control = command.control, .source = command.source});
    reports_.back().accepted_at = at;
    if (reports_.size() > places_) forget_one();
    return id;
}

// The oldest that has ended: somebody may wait for the end of one that has not.
void CommandLog::forget_one() {
    const auto has_ended = [](const CommandReport& report) {
        return report.state == CommandReport::State::done;
    };
    const auto wrote_nothing = [&](const CommandReport& report) {
        return has_ended(report) && !wrote_something(report.outcome);
    };
    const auto idle = std::ranges::count_if(reports_, wrote_nothing);
    const bool is_flood = static_cast<std::size_t>(idle) * 4 > places_;
    const auto oldest = is_flood ? std::ranges::find_if(reports_, wrote_nothing)
                                 : std::ranges::find_if(reports_, has_ended);
    reports_.erase(oldest == reports_.end() ? reports_.begin() : oldest);
}

CommandReport* CommandLog::place_of(std::string_view id) {
    const auto found = std::ranges::find(reports_, id, &CommandReport::id);
    return found == reports_.end() ? nullptr : &*found;
}

void CommandLog::running(std::string_view id) {
    const std::lock_guard lock{mutex_};
    if (auto* report = place_of(id)) report->state = CommandReport::State::running;
}

void CommandLog::done(std::string_view id, const Outcome& outcome) {
    const std::lock_guard lock{mutex_};
    if (auto* report = place_of(id)) {
        report->state = CommandReport::State::done;
        report->outcome = outcome;
        count(*report);
    }
}

// A name that nobody knows is counted nowhere: there is no end of such names.
void CommandLog::count(const CommandReport& report) {
    const auto named = find_control(report.control);
    if (!named || report.outcome.dry_run) return;
    const auto name = named->control->name;
    const auto how = report.outcome.how;
    const auto same = [&](const CommandCount& one) {
        return one.control == name && one.how == how;
    };
    const auto known = std::ranges::find_if(counts_, same);
    if (known == counts_.end()) {
        counts_.push_back({name, how, 1});
    } else {
        ++known->times;
    }
}

std::vector<CommandCount> CommandLog::counts() const {
    const std::lock_guard lock{mutex_};
    return counts_;
}

std::optional<CommandReport> CommandLog::find(std::string_view id) const {
    const std::lock_guard lock{mutex_};
    const auto found = std::ranges::find(reports_, id, &CommandReport::id);
    if (found == reports_.end()) return std::nullopt;
    return *found;
}

}  // namespace giv
