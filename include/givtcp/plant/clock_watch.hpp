// Watches the inverter's clock: how far off it is, whether it shows a time at all, whether somebody
// has set it. Pure state; time is an argument. The loop owns it.
//
// Between two readings the clock is taken to run as steady time does. Source: spec/quirks.md Q19.
#pragma once

#include "givtcp/plant/snapshot.hpp"
#include "givtcp/points/clock_state.hpp"
#include "givtcp/registers/value.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace giv {

// The host's time, and how far the plant's zone is ahead of UTC just then.
struct HostTime {
    WallTime wall;
    std::chrono::minutes utc_offset{0};
};

class ClockWatch {
 public:
    enum class SetBy : std::uint8_t {
        others,
        us,  // it is being set by a command, or was and nobody has seen it since
    };

    // It showed this at `at`. `host`: the same moment; nothing while the host's clock can't be
    // trusted. The jump, if this is one.
    std::optional<std::chrono::seconds> saw(
        const LocalTime& shown, Instant at, const std::optional<HostTime>& host, SetBy set_by
    );

    // It showed no date that exists.
    void saw_no_time();

    ClockState state(Instant now, const std::optional<HostTime>& host) const;

 private:
    struct Shown {
        std::chrono::local_seconds time;
        Instant at;
    };

    struct Jump {
        std::chrono::seconds step;
        Instant at;
    };

    std::optional<std::chrono::seconds> drift(Instant now, const std::optional<HostTime>& host)
        const;
    bool is_far(const std::optional<std::chrono::seconds>& drift) const;

    std::optional<Shown> shown_;  // the last time that could be believed
    std::optional<Jump> jump_;    // the last one
    bool is_invalid_ = false;
    bool was_far_off_ = false;
};

}  // namespace giv
