// What control knows of one plant from command to command: timed actions and when they end, the
// saved reserve, how often was written, the inverter's own time. Knows no wire; the executor
// carries out what is due here. Loop thread.
//
// Source: spec/commands.md 0.4, 1a "Saved reserve" and "T"; issue 4 Deliver 7 and 8.
#pragma once

#include "exchange/log.hpp"
#include "link/clock.hpp"
#include "link/control_memory.hpp"
#include "link/host_clock.hpp"
#include "link/plant_time.hpp"

#include "givtcp/control/kept_control.hpp"
#include "givtcp/control/plan.hpp"
#include "givtcp/plant/clock_watch.hpp"
#include "givtcp/points/control_state.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace giv {

class ControlKeeper {
 public:
    ControlKeeper(ControlMemory memory, ControlSettings settings, Clock& clock, Log log);

    // Which inverter answers. Another one has other actions; the same keeps what it has.
    void identified(const std::string& serial);

    const std::string& serial() const { return serial_; }
    const TimedActions& actions() const { return kept_.actions; }
    const WriteCounts& writes() const { return kept_.writes; }
    std::uint16_t saved_reserve() const;

    // ---- time ------------------------------------------------------------------------------

    // The inverter's clock was read. A step of it moves every action's end.
    void saw_clock(const LocalTime& shown);
    void saw_no_clock();

    // A command sets the clock: where that is another date it is no midnight. Until it was proved
    // or, without a proof, until the clock is seen again.
    void sets_clock() { clock_setting_ = ClockSetting::under_way; }
    void has_set_clock(bool is_proved) {
        clock_setting_ = is_proved ? ClockSetting::none : ClockSetting::not_seen;
    }

    std::optional<LocalTime> inverter_now() const { return time_.now(clock_.now()); }

    // The right time in the plant's zone; nothing while the host's clock can't be trusted.
    std::optional<LocalTime> host_now() const { return host_local_time(clock_, clock_.now()); }
    std::optional<WallTime> trusted_wall() const { return giv::trusted_wall(clock_); }

    // ---- what was read and written ---------------------------------------------------------

    void saw_reserve(std::uint16_t percent);
    void wrote(std::uint16_t index);

    // Why `count` more writes are too many today; nothing if they are not.
    std::optional<std::string> over_budget(std::size_t count);

    // How many more writes today's budget has.
    std::size_t writes_left() const;

    // ---- actions ---------------------------------------------------------------------------

    void set_actions(TimedActions actions) { kept_.actions = std::move(actions); }
    void began(ActionKind kind, Instant ends);

    // When this has to be looked at: its end, or at once.
    Instant due_at(const TimedAction& action) const;

    // The end of one of them, or a slot that has to be moved; nothing without actions.
    std::optional<Instant> next_due() const;

    // By the inverter's clock or, without one, by what is next best.
    bool is_over(const TimedAction& action) const;

    // It did not work out: not again before some time has passed. What the inverter turns down
    // wears its flash each time, and waits longer and longer; a day at most.
    enum class Failure : std::uint8_t { no_answer, turned_down };
    void postpone(ActionKind kind, Failure failure);

    // Nothing was written, the inverter did not answer: the pause does not grow.
    void ask_again_soon(ActionKind kind);
    void forget_timing(ActionKind kind);
    bool may_try(ActionKind kind) const { return timing(kind).not_before <= clock_.now(); }

    // What is shown of all this.
    ControlState shown() const;

    // ---- keeping ---------------------------------------------------------------------------

    void keep_now(ControlMemory::Done done) { memory_.keep_now(serial_, kept_, std::move(done)); }
    void keep_soon() { memory_.keep_soon(serial_, kept_); }
    void audit(const AuditEntry& entry) { memory_.audit(entry); }

 private:
    enum class ClockSetting : std::uint8_t { none, under_way, not_seen };

    struct Timing {
        std::optional<Instant> ends;  // by steady time, where it began in this process
        Instant not_before{};
        int failures = 0;
    };

    Timing& timing(ActionKind kind) { return timings_.at(static_cast<std::size_t>(kind)); }
    const Timing& timing(ActionKind kind) const {
        return timings_.at(static_cast<std::size_t>(kind));
    }
    void watch_clock(const LocalTime& shown);
    void count_day(const LocalTime& shown, const std::optional<LocalTime>& expected);
    void shift_actions(std::chrono::seconds step);
    std::optional<Clock::Duration> left_without_inverter(const TimedAction& action) const;
    void follow_clock_that_was_gone();
    std::optional<LocalTime> today() const;
    std::optional<std::chrono::minutes> minutes_left(ActionKind kind) const;
    bool holds_reserve() const;

    // set once
    const ControlMemory memory_;
    const ControlSettings settings_;
    Clock& clock_;
    const Log log_;

    // loop thread
    std::string serial_;
    KeptControl kept_;
    PlantTime time_;
    ClockWatch watch_;
    std::array<Timing, action_kinds> timings_;
    ClockSetting clock_setting_ = ClockSetting::none;
    bool budget_told_ = false;
};

}  // namespace giv
