// How the poller keeps the pace that PollPace says. Loop thread.
#include "link/host_clock.hpp"
#include "link/poller.hpp"
#include "link/reads.hpp"

#include "givtcp/points/wall_text.hpp"

#include <algorithm>
#include <chrono>

namespace giv {

void Poller::exchanged(const Exchange& exchange) {
    const auto now = clock_.now();
    if (exchange.is_answered) {
        pace_.answered(now, exchange.took);
    } else {
        pace_.timed_out(now, exchange.took, exchange.may_be_absent);
    }
    tell_pace();
}

std::string Poller::slowed() const {
    const auto since = pace_.slowed_since();
    if (!since) return {};
    const auto at = host_local_time(clock_, *since);
    const auto offset = at ? clock_.utc_offset(*at) : std::nullopt;
    const auto when = offset ? " since " + local_text(*at, *offset) : std::string{};
    return "polling is slowed" + when + ", because requests go unanswered";
}

// Once when it begins and once when it ends.
void Poller::tell_pace() {
    const auto since = pace_.slowed_since();
    if (since.has_value() != slowed_told_.has_value()) {
        if (since) {
            events_.log(
                LogLevel::warning, "requests go unanswered: polling is slowed to spare the dongle"
            );
        } else {
            const auto lasted = clock_.now() - *slowed_told_;
            const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(lasted).count();
            events_.log(
                LogLevel::info,
                "polling is at its usual pace again, after " + std::to_string(seconds) + " s"
            );
        }
        slowed_told_ = since;
    }
}

// Once, where the account is overdrawn after most cycles although they wait for as long as they
// may: after three minutes at 10 s, if it is after all of them. Again only after as many that were
// not.
void Poller::tell_ceiling(Instant next) {
    constexpr int told_after = 12;
    const int before = cycles_over_;
    const int change = pace_.is_overdrawn(next) ? 1 : -1;
    cycles_over_ = std::clamp(before + change, 0, 2 * told_after);
    if (before >= told_after || cycles_over_ < told_after) return;
    cycles_over_ = 2 * told_after;
    events_.log(
        LogLevel::info,
        "polling takes more than " + std::to_string(settings_.max_duty_percent) +
            " % of the dongle's time (POLL_DUTY_MAX), as values would be old otherwise"
    );
}

// A part that came a moment ago, where the line is to be spared: its values do not grow old.
bool Poller::is_put_off(const ReadTarget& target) const {
    const auto now = clock_.now();
    return !asks_inverter(target) && pace_.puts_off_parts(now) &&
           image_.is_fresh(target, now - pace_.part_age());
}

}  // namespace giv
