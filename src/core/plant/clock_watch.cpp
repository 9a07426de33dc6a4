#include "givtcp/plant/clock_watch.hpp"

#include "givtcp/registers/local_time.hpp"

namespace giv {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

// Before that nobody had such an inverter: its clock has lost its time (Q19).
constexpr std::uint16_t first_believable_year = 2016;

constexpr seconds least_jump = 2min;

// Long enough to be seen by whoever looks now and then. What stays wrong is said by the drift.
constexpr auto jump_is_told_for = 1h;

// Q19 has the minute. A clock at its edge is not told of every five minutes anew.
constexpr seconds far_off = 60s;
constexpr seconds near_again = 50s;

}  // namespace

std::optional<seconds> ClockWatch::saw(
    const LocalTime& shown, Instant at, const std::optional<HostTime>& host, SetBy set_by
) {
    const auto time = local_seconds_of(shown);
    if (!time || shown.year < first_believable_year) {
        saw_no_time();
        return std::nullopt;
    }
    std::optional<seconds> jump;
    if (set_by == SetBy::us) {
        jump_.reset();
    } else if (shown_) {
        const auto step = *time - shown_->time - std::chrono::round<seconds>(at - shown_->at);
        if (std::chrono::abs(step) >= least_jump) jump = step;
    }
    if (jump) jump_ = Jump{*jump, at};
    shown_ = Shown{*time, at};
    is_invalid_ = false;
    was_far_off_ = is_far(drift(at, host));
    return jump;
}

void ClockWatch::saw_no_time() {
    is_invalid_ = true;
    was_far_off_ = false;
}

// In fractions of a second until the last step: the seconds of both clocks don't turn together.
std::optional<seconds> ClockWatch::drift(Instant now, const std::optional<HostTime>& host) const {
    if (!shown_ || !host || is_invalid_) return std::nullopt;
    const auto right_when_shown = host->wall + host->utc_offset - (now - shown_->at);
    return std::chrono::round<seconds>(
        shown_->time.time_since_epoch() - right_when_shown.time_since_epoch()
    );
}

bool ClockWatch::is_far(const std::optional<seconds>& drift) const {
    return drift && std::chrono::abs(*drift) > (was_far_off_ ? near_again : far_off);
}

ClockState ClockWatch::state(Instant now, const std::optional<HostTime>& host) const {
    ClockState state;
    state.drift = drift(now, host);
    state.is_far_off = is_far(state.drift);
    state.is_invalid = is_invalid_;
    if (jump_ && now - jump_->at < jump_is_told_for) state.jump = jump_->step;
    return state;
}

}  // namespace giv
