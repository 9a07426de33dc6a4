// Numbers and times as clients read them. Locale-independent.
#pragma once

#include "givtcp/registers/value.hpp"

#include <chrono>
#include <string>

namespace giv {

// Fixed decimals: decimal_text(1.4, 2) is "1.40". "-0" never appears.
std::string decimal_text(double value, int decimals);

// "05:30:00"
std::string clock_text(std::chrono::minutes since_midnight);

// "2026-11-25T03:00:00+00:00", whole seconds
std::string utc_text(std::chrono::system_clock::time_point at);

// "2026-06-05T12:19:53+01:00"
std::string local_text(const LocalTime& time, std::chrono::minutes utc_offset);

}  // namespace giv
