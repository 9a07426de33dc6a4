// What is known of the inverter's clock, as of the moment of a snapshot. ClockWatch makes it; the
// points and the list of problems show it.
#pragma once

#include <chrono>
#include <optional>

namespace giv {

struct ClockState {
    // How far it is ahead of the host's clock in the plant's zone. Nothing: its time or the host's
    // can't be believed, or it was never read.
    std::optional<std::chrono::seconds> drift;
    bool is_far_off = false;  // so far that somebody should know
    bool is_invalid = false;  // it was read, and shows no date, or one that nobody set
    // It moved by so much, not set by us, and that is not long ago.
    std::optional<std::chrono::seconds> jump;

    friend bool operator==(const ClockState&, const ClockState&) = default;
};

}  // namespace giv
