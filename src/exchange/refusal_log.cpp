#include "exchange/refusal_log.hpp"

#include <utility>

namespace giv {
namespace {

std::string line_of(const Command& command, const Outcome& outcome) {
    auto text = command.control + " from " + command.source + ": " +
                std::string{words(outcome.how)} + ": " + std::string{words(outcome.reason)};
    if (!outcome.why.empty()) text += " (" + outcome.why + ')';
    return text;
}

}  // namespace

void RefusalLog::refused(Instant now, const Command& command, const Outcome& outcome) {
    auto line = line_of(command, outcome);
    const std::lock_guard lock{mutex_};
    sum_up(now);
    if (told_ == 0 && counted_ == 0) since_ = now;
    if (told_ < most_lines) {
        ++told_;
        log_(LogLevel::warning, line);
        return;
    }
    if (counted_ == 0 && last_.empty()) {
        log_(LogLevel::warning, "many commands are refused: from now on they are counted");
    }
    ++counted_;
    last_ = std::move(line);
}

void RefusalLog::tick(Instant now) {
    const std::lock_guard lock{mutex_};
    sum_up(now);
}

// A flood that goes on gets no more lines than its number.
void RefusalLog::sum_up(Instant now) {
    if (now - since_ < period) return;
    if (counted_ > 0) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(now - since_).count();
        log_(
            LogLevel::warning,
            std::to_string(counted_) + " more commands were refused in " + std::to_string(seconds) +
                " s, the last: " + last_
        );
    }
    since_ = now;
    if (std::exchange(counted_, 0) > most_lines) return;
    told_ = 0;
    last_.clear();
}

}  // namespace giv
