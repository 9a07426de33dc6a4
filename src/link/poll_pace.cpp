#include "link/poll_pace.hpp"

#include <algorithm>
#include <cmath>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto shortest_spell = 30s;
constexpr int most_doublings = 8;
constexpr auto step_back = 200ms;  // as the usual spacing
constexpr auto widest_spacing = 2s;
constexpr int reads_in_a_cycle = 8;
constexpr int all_tiers = 2;
constexpr auto saved_for = 60s;

}  // namespace

PollPace::PollPace(PaceSettings settings)
    : settings_(settings),
      usual_spell_(std::max<Duration>(shortest_spell, 3 * settings.period)),
      spacing_(settings.spacing),
      spell_(usual_spell_),
      account_(saved_for * settings.max_duty_percent / 100) {}

void PollPace::answered(Instant at, Duration took) {
    occupied(at, took, true);
    for (; unanswered_ > 0; --unanswered_)
        unanswered(at);
    const auto calm_since = std::max(stepped_at_, last_vain_.value_or(stepped_at_));
    if (slowed_since_ && at - calm_since >= spell_) speed_up(at);
}

void PollPace::timed_out(Instant at, Duration waited, bool may_be_absent) {
    occupied(at, waited, !may_be_absent);
    if (!may_be_absent) ++unanswered_;
}

void PollPace::unanswered(Instant at) {
    const bool is_second = one_counts_ && at - *last_vain_ < usual_spell_;
    last_vain_ = at;
    one_counts_ = !is_second;
    if (is_second) slow_down(at);
}

void PollPace::slow_down(Instant at) {
    const bool is_relapse = quicker_at_ && at - *quicker_at_ < 2 * spell_;
    spell_ = is_relapse ? std::min(2 * spell_, most_doublings * usual_spell_) : usual_spell_;
    quicker_at_.reset();
    stepped_at_ = at;
    if (!slowed_since_) slowed_since_ = at;
    if (tiers_put_off_ < all_tiers) {
        ++tiers_put_off_;
        return;
    }
    const auto widest =
        std::min<std::chrono::milliseconds>(settings_.period / reads_in_a_cycle, widest_spacing);
    const auto doubled = 2 * std::max<std::chrono::milliseconds>(spacing_, step_back);
    spacing_ = std::max(settings_.spacing, std::min(widest, doubled));
}

void PollPace::speed_up(Instant at) {
    stepped_at_ = at;
    quicker_at_ = at;
    if (spacing_ > settings_.spacing) {
        spacing_ = std::max<std::chrono::milliseconds>(settings_.spacing, spacing_ - step_back);
        return;
    }
    --tiers_put_off_;
    if (tiers_put_off_ == 0) slowed_since_.reset();
}

// ---- the ceiling --------------------------------------------------------------------------

// A debt is forgotten beyond a minute's earnings: what was once, at the start, is not paid for
// long.
void PollPace::occupied(Instant at, Duration how_long, bool is_charged) {
    const Duration most = saved_for * settings_.max_duty_percent / 100;
    const auto charge = is_charged ? how_long : Duration{0};
    account_ = std::max<Duration>(account(at) - charge, -most);
    account_at_ = at;
    busy_ += how_long;
    recent_ = duty(at) + std::chrono::duration<double>{how_long} / saved_for;
    recent_at_ = at;
}

PollPace::Duration PollPace::account(Instant now) const {
    const Duration most = saved_for * settings_.max_duty_percent / 100;
    if (now - account_at_ > 2 * saved_for) return most;  // from one end to the other
    return std::min<Duration>(
        most, account_ + (now - account_at_) * settings_.max_duty_percent / 100
    );
}

bool PollPace::is_overdrawn(Instant now) const {
    return settings_.max_duty_percent < 100 && account(now) < Duration{0};
}

PollPace::Duration PollPace::part_age() const { return Duration{settings_.period} * 5 / 4; }

Instant PollPace::next_cycle(Instant due, Instant now, bool parts_wait) const {
    const auto usual = std::max(due + settings_.period, now);
    if (!is_overdrawn(now)) return usual;
    const auto paid = now + -account(now) * 100 / settings_.max_duty_percent;
    const auto latest = due + Duration{settings_.period} * (parts_wait ? 3 : 4) / 2;
    return std::max(usual, std::min(paid, latest));
}

double PollPace::duty(Instant now) const {
    const std::chrono::duration<double> since = now - recent_at_;
    return std::min(1.0, recent_ * std::exp(-(since / std::chrono::duration<double>{saved_for})));
}

}  // namespace giv
