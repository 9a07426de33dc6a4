// Arithmetic with wall times that have no zone: the inverter's clock, and times of day in it.
#pragma once

#include "givtcp/registers/value.hpp"

#include <chrono>
#include <cstdint>

namespace giv {

// For times that exist (is_valid()).
inline std::chrono::local_seconds seconds_of(const LocalTime& time) {
    using namespace std::chrono;
    const auto date = year{time.year} / month{time.month} / day{time.day};
    return local_days{date} + hours{time.hour} + minutes{time.minute} + seconds{time.second};
}

inline LocalTime local_time_at(std::chrono::local_seconds at) {
    using namespace std::chrono;
    const auto days = floor<std::chrono::days>(at);
    const year_month_day date{days};
    const hh_mm_ss clock{at - days};
    LocalTime time;
    time.year = static_cast<std::uint16_t>(static_cast<int>(date.year()));
    time.month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month()));
    time.day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day()));
    time.hour = static_cast<std::uint8_t>(clock.hours().count());
    time.minute = static_cast<std::uint8_t>(clock.minutes().count());
    time.second = static_cast<std::uint8_t>(clock.seconds().count());
    return time;
}

inline LocalTime after(const LocalTime& time, std::chrono::seconds by) {
    return local_time_at(seconds_of(time) + by);
}

// Positive where `later` is the later.
inline std::chrono::seconds between(const LocalTime& earlier, const LocalTime& later) {
    return seconds_of(later) - seconds_of(earlier);
}

// As registers hold it: hour * 100 + minute.
inline std::uint16_t hhmm_of(const LocalTime& time) {
    return static_cast<std::uint16_t>(time.hour * 100 + time.minute);
}

}  // namespace giv
