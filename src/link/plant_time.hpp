// The inverter's own time: what its clock showed last, and how long ago. Pure.
#pragma once

#include "givtcp/registers/local_time.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <optional>

namespace giv {

class PlantTime {
 public:
    // Its clock shows `shown` at `at`. How far that is from what was expected; nothing the first
    // time.
    std::optional<std::chrono::seconds> take(const LocalTime& shown, Instant at) {
        const auto expected = now(at);
        shown_ = shown;
        at_ = at;
        if (!expected) return std::nullopt;
        return between(*expected, shown);
    }

    // Nothing if it was never seen.
    std::optional<LocalTime> now(Instant at) const {
        if (!shown_) return std::nullopt;
        return plus(*shown_, std::chrono::round<std::chrono::seconds>(at - at_));
    }

    void forget() { shown_.reset(); }

 private:
    std::optional<LocalTime> shown_;
    Instant at_{};
};

}  // namespace giv
