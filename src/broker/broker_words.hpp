// What mosquitto says, as lines of our log. Pure, any thread.
#pragma once

#include "exchange/log.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace giv::broker {

// Its own words for how bad it is: "Error: Address already in use".
LogLevel level_of(std::string_view line);

// Takes a whole line from the front of `text`, or the beginning of one that is longer than any that
// mosquitto writes: nothing grows without a bound. Nothing where there is neither.
std::optional<std::string> take_line(std::string& text);

// Whether it says with this line that it listens: "mosquitto version 2.0.11 running". It opens its
// ports before that. (Source: mosquitto's main(), 2.0.)
bool says_it_runs(std::string_view line);

}  // namespace giv::broker
