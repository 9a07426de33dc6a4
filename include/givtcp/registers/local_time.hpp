// Reckoning with wall times: how long from one to another, what comes some seconds later. Pure.
//
// A LocalTime comes from registers and may be no date at all (month 13, 30 February): whatever is
// asked about such a one, the answer is nothing. No zone, no summer time: as the inverter counts.
#pragma once

#include "givtcp/registers/value.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace giv {

// Nothing for a date that does not exist, or one before 2000 or after 9999.
std::optional<std::chrono::local_seconds> local_seconds_of(const LocalTime& time);
std::optional<LocalTime> local_time_at(std::chrono::local_seconds at);

// `time` and so much later; earlier, where `step` is negative.
std::optional<LocalTime> plus(const LocalTime& time, std::chrono::seconds step);

// How much later `to` is than `from`.
std::optional<std::chrono::seconds> between(const LocalTime& from, const LocalTime& to);

// As a slot's register holds it: hour x 100 + minute.
std::uint16_t hhmm_of(const LocalTime& time);

// "2026-11-26 10:00:00", and back: exactly this form.
std::string text_of(const LocalTime& time);
std::optional<LocalTime> local_time_from(std::string_view text);

}  // namespace giv
