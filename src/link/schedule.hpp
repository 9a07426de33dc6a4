// What is due when: measurement cycles, settings, the search for parts. Pure: the time is an
// argument.
//
//   period 10 s, a cycle takes 1.5 s:   0 cycle 1.5 ... 10 cycle 11.5 ... 20 cycle
//   a cycle takes 13 s:                 0 cycle 13 cycle (was due at 10) ... at most one is owed
#pragma once

#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace giv {

struct Periods {
    std::chrono::milliseconds cycle{10'000};
    std::chrono::milliseconds configuration{300'000};
    std::chrono::milliseconds search{3'600'000};  // absent packs and meters
    bool cycles_by_itself = true;                 // SELF_RUN
};

// How well the plan is kept.
struct Punctuality {
    std::optional<Instant::duration> last_late_by;  // of the last cycle; nothing before the first
    std::uint64_t late_cycles = 0;                  // that began more than 100 ms late
};

class Schedule {
 public:
    explicit Schedule(Periods periods) : periods_(periods) {}

    // A connection is new: a cycle and the settings are due. The search for parts goes on where it
    // was, so that a link that flaps does not search all the time.
    void start(Instant now);

    // Somebody waits for fresh values: a cycle is due now, or 5 s after the last that was wanted.
    // Whoever comes while one is due, or being done, shares it.
    void want_cycle(Instant now);

    // Something was written at this time: settings are read with the next cycle, all of them later
    // than that.
    void want_configuration(Instant written);

    // Parts are looked for as soon as there is time: the plant is new.
    void want_search() { search_due_ = search_at_latest_ = Instant::min(); }

    bool cycle_is_due(Instant now) const { return cycle_due_ <= now; }
    bool configuration_is_due(Instant now) const { return configuration_due_ <= now; }

    // `put_off`: the hourly search may wait for another hour; one that is wanted may not.
    bool search_is_due(Instant now, bool put_off = false) const {
        return (put_off ? search_at_latest_ : search_due_) <= now;
    }

    // When the present or next cycle was to begin: what was read since is fresh.
    Instant cycle_due() const { return cycle_due_; }

    // How late a cycle is that begins now. One that waited for its forerunner is as late as it
    // would have been by the clock.
    Instant::duration lateness(Instant now) const { return now - cycle_due_ + overrun_; }

    // Settings that were read since then need not be asked for.
    Instant configuration_since() const;

    // The next is due a period after this one was, but `not_before`.
    void cycle_done(Instant now, Instant not_before = Instant::min());

    // The reading of all settings began at `began`. What was written since is still to be read.
    void configuration_done(Instant began, Instant now);

    // Some settings did not come: sooner than usual.
    void configuration_failed(Instant began, Instant now);

    void search_done(Instant now);

    // What was not found is looked for once more before long: once is no proof.
    void search_again(Instant now);

 private:
    Periods periods_;
    Instant cycle_due_{};
    Instant::duration overrun_{};  // how far cycle_due_ was put off by the cycle before
    Instant configuration_due_{};
    std::optional<Instant> written_;  // by somebody else, and not read back yet
    Instant search_due_{};
    Instant search_at_latest_{};
    std::optional<Instant> last_extra_;
};

}  // namespace giv
