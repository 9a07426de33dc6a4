#include "mqtt/connection_report.hpp"

#include <chrono>
#include <utility>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;

constexpr auto summary_period = 10min;  // of one lasting fault
constexpr auto least_distance = 1min;   // between two lines of a kind

std::string seconds_text(Instant::duration span) {
    return std::to_string(std::chrono::round<std::chrono::seconds>(span).count()) + " s";
}

}  // namespace

ConnectionReport::ConnectionReport(std::string broker) : broker_{std::move(broker)} {}

std::optional<ConnectionReport::Line> ConnectionReport::failed(
    std::string_view reason, Instant now
) {
    if (!down_since_) down_since_ = now;
    ++attempts_;

    const bool new_fault = !reported_ || reason != reason_;
    if (failed_at_ && now - *failed_at_ < (new_fault ? least_distance : summary_period))
        return std::nullopt;

    std::string text = "no connection to " + broker_ + ": ";
    text.append(reason);
    if (attempts_ > 1)
        text += ", " + std::to_string(attempts_) + " attempts since the last message";
    text += "; trying again at most every 30 s";

    reported_ = true;
    reason_ = reason;
    failed_at_ = now;
    attempts_ = 0;
    return Line{LogLevel::warning, std::move(text)};
}

std::optional<ConnectionReport::Line> ConnectionReport::lost(Instant now) {
    down_since_ = now;
    if (lost_at_ && now - *lost_at_ < least_distance) {
        ++unreported_losses_;
        return std::nullopt;
    }
    std::string text = "connection to " + broker_ + " lost";
    if (unreported_losses_ > 0)
        text += ", " + std::to_string(unreported_losses_ + 1) + " times since the last message";
    reported_ = true;
    lost_at_ = now;
    unreported_losses_ = 0;
    return Line{LogLevel::warning, std::move(text)};
}

std::optional<ConnectionReport::Line> ConnectionReport::connected(Instant now) {
    const bool worth_a_line = reported_ || !ever_connected_;
    std::string text = "connected to " + broker_;
    if (reported_ && down_since_) text += " after " + seconds_text(now - *down_since_);
    down_since_.reset();
    reported_ = false;
    ever_connected_ = true;
    attempts_ = 0;
    if (!worth_a_line) return std::nullopt;
    return Line{LogLevel::info, std::move(text)};
}

}  // namespace giv::mqtt
