// From one value to one argument, by type. Pure; any thread.
#pragma once

#include "core/control/body.hpp"

#include "givtcp/control/payload.hpp"
#include "givtcp/result.hpp"

#include <string>
#include <string_view>

namespace giv {

// Failure: why not, as the end of a sentence about the value: "is no time of day: 00:00 to 23:59".
// `unit`: what stands beside a rate or percent under the key "unit", or nothing.
Expected<Argument, std::string> argument_of(
    const Parameter& parameter, const Scalar& value, const Scalar& unit
);

// The value as a person would have to have sent it, for a sentence.
std::string in_words(const Scalar& value);

// "30 Jun 2026" is none; "05/06/2026 12:19:53", "2026-06-05T12:19:53" and "2026-06-05 12:19" are.
Expected<LocalTime, std::string> date_time_of(std::string_view text);

}  // namespace giv
