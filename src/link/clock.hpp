// Where time comes from: steady time, wall time and the plant's zone. Nothing else in the program
// asks the system for any of them.
#pragma once

#include "givtcp/plant/plant_image.hpp"
#include "givtcp/plant/snapshot.hpp"

#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <optional>

namespace giv {

class Clock {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Duration = std::chrono::steady_clock::duration;

    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    virtual TimePoint now() const = 0;
    virtual WallTime wall() const = 0;

    // The offset from UTC that the plant's zone has at this wall time; nothing where the time
    // does not exist. Of two equal wall times in autumn, either.
    virtual std::optional<std::chrono::minutes> utc_offset(const LocalTime& at) const = 0;

    // The same at a moment, which is never in doubt.
    virtual std::chrono::minutes utc_offset_at(WallTime at) const = 0;

    // Ends early, and without a word, when the bell's waits are cancelled: by who rings it, or with
    // the coroutine. The bell's own expiry is the clock's to set.
    virtual asio::awaitable<void> sleep_until(TimePoint deadline, asio::steady_timer& bell) = 0;

    // Throws operation_aborted when cancelled before the deadline, as every wait of the loop does.
    asio::awaitable<void> sleep_until(TimePoint deadline);

    asio::awaitable<void> sleep_for(Duration duration) { return sleep_until(now() + duration); }

    Moment moment() const { return {now(), wall()}; }
};

}  // namespace giv
