#include "exchange/repeats.hpp"

#include <utility>

namespace giv {
namespace {

std::string span_in_words(Repeats::Duration span) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
    return seconds < 120 ? std::to_string(seconds) + " s" : std::to_string(seconds / 60) + " min";
}

}  // namespace

Repeats::Repeats(Log log, Duration period) : log_{std::move(log)}, period_{period} {}

void Repeats::report(std::string_view fault, LogLevel level, std::string_view text, TimePoint now) {
    const std::string_view place =
        faults_.size() < most_faults || faults_.contains(fault) ? fault : "other faults";
    const auto [entry, is_new] =
        faults_.try_emplace(std::string{place}, Fault{.began = now, .said = now});
    auto& known = entry->second;
    ++known.total;
    if (is_new) {
        log_(level, text);
        return;
    }

    ++known.held;
    if (now - known.said < period_) return;
    log_(
        level,
        std::string{text} + " (" + std::to_string(known.held) + " times in the last " +
            span_in_words(now - known.said) + ")"
    );
    known.said = now;
    known.held = 0;
}

void Repeats::over(std::string_view fault, std::string_view text, TimePoint now) {
    const auto known = faults_.find(fault);
    if (known == faults_.end()) return;

    const auto [began, said, held, total] = known->second;
    faults_.erase(known);
    log_(
        LogLevel::info,
        std::string{text} + " (after " + span_in_words(now - began) + ", failed " +
            std::to_string(total) + (total == 1 ? " time)" : " times)")
    );
}

}  // namespace giv
