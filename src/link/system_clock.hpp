// The machine's own clocks, and the zone that the process was given (TZ).
#pragma once

#include "link/clock.hpp"

namespace giv {

// utc_offset() asks the C library, whose zone is set before any thread starts.
class SystemClock final : public Clock {
 public:
    TimePoint now() const override;
    WallTime wall() const override;
    std::optional<std::chrono::minutes> utc_offset(const LocalTime& at) const override;
    std::chrono::minutes utc_offset_at(WallTime at) const override;
    using Clock::sleep_until;
    asio::awaitable<void> sleep_until(TimePoint deadline, asio::steady_timer& bell) override;
};

}  // namespace giv
