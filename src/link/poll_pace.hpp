// How hard the dongle may be pressed: how far apart reads are, which slow tiers are put off, and
// when the next cycle may begin. Pure: the times are arguments.
//
// The dongle's serial line is shared with the vendor's cloud, and requests of two parties that meet
// on it both vanish (spec/wire-protocol.md §8, §9 "Too fast"; research/user-needs.md P7). Two
// rules:
//
// 1. Requests that go unanswered. Two of them within a spell are one step slower, and a spell
//    without any is one step quicker. A spell is 30 s, or three cycles if that is longer.
//      slower: the hourly search is put off; then packs and meters are read in every second cycle;
//              then the spacing doubles (from 200 ms at least), up to an eighth of the period and
//              2 s at most. Below a period of 1.6 s that is less than 200 ms: only tiers go.
//      quicker: the spacing shrinks by 200 ms; then the tiers come back, the last one first.
//    At 10 s: 200, 400, 800, 1250 ms and back 1050, 850, 650, 450, 250, 200, both tiers: eight
//    spells of 30 s. A step back that does not hold doubles the spell, up to eight times, so that a
//    line which bears no more is not tried again and again. A time-out counts once an answer has
//    followed: a line on which nothing is answered is dead, not busy, and the link sees to that.
//
// 2. The ceiling. Time on the line is paid from an account that earns `max_duty_percent` of all
//    time, and holds a minute's earnings at most. What may be absent is free: the search, half a
//    minute each hour. While it is overdrawn packs and meters wait for the second cycle, and the
//    next cycle for the account. In an hour at 25 % that is 900 s, and 15 s that were saved before,
//    and what the last cycle took. Where values would be old it gives way: six packs at 10 s, on a
//    dongle as they were measured, beside a cloud with which one request in ten collides, are two
//    blocks each 15 s and a pack each 22, 24 requests a minute of 0.5 s and 2.4 time-outs of 2.5 s:
//    30 %.
//
// Values never go stale (three cycles, architecture) by either rule: a cycle begins two periods
// after the last one at the latest, one and a half if parts wait for it.
#pragma once

#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <optional>

namespace giv {

struct PaceSettings {
    std::chrono::milliseconds spacing{200};    // never less
    std::chrono::milliseconds period{10'000};  // of cycles
    int max_duty_percent = 25;                 // 100: no ceiling
};

class PollPace {
 public:
    using Duration = Instant::duration;

    explicit PollPace(PaceSettings settings);

    // A request was answered, or refused, after this time.
    void answered(Instant at, Duration took);

    // It was not, and waited for so long. `may_be_absent`: that is no surprise, and only costs
    // time.
    void timed_out(Instant at, Duration waited, bool may_be_absent);

    // What was unanswered until now says that the link was dead, not busy.
    void link_lost() { unanswered_ = 0; }

    // From the start of one read to the start of the next.
    std::chrono::milliseconds spacing() const { return spacing_; }

    // The search for parts that are known to be absent.
    bool puts_off_search() const { return tiers_put_off_ > 0; }

    // Packs and meters: those that came within part_age() need not be read.
    bool puts_off_parts(Instant now) const { return tiers_put_off_ > 1 || is_overdrawn(now); }
    Duration part_age() const;

    // When the cycle may begin that follows the one that was due then. `parts_wait`: that one left
    // some out.
    Instant next_cycle(Instant due, Instant now, bool parts_wait) const;

    // Since when requests are unanswered; nothing at full pace. The ceiling says nothing of that.
    std::optional<Instant> slowed_since() const { return slowed_since_; }

    // More of the line's time was taken than the ceiling allows.
    bool is_overdrawn(Instant now) const;

    // The share of the line's time that was taken in the last minute, older requests less and less;
    // 0 to 1.
    double duty(Instant now) const;

    // Since the start.
    Duration busy() const { return busy_; }

 private:
    void occupied(Instant at, Duration how_long, bool is_charged);
    void unanswered(Instant at);
    void slow_down(Instant at);
    void speed_up(Instant at);
    Duration account(Instant now) const;

    PaceSettings settings_;
    Duration usual_spell_;

    std::chrono::milliseconds spacing_;
    int tiers_put_off_ = 0;
    int unanswered_ = 0;                // since the last answer
    std::optional<Instant> last_vain_;  // the last one that counted
    bool one_counts_ = false;           // towards the next step
    Instant stepped_at_{};
    std::optional<Instant> quicker_at_;  // the last step back
    std::optional<Instant> slowed_since_;
    Duration spell_;

    Duration account_;  // at account_at_
    Instant account_at_{};
    Duration busy_{0};
    double recent_ = 0;  // share, at recent_at_
    Instant recent_at_{};
};

}  // namespace giv
