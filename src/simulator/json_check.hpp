// JSON as people type it for the simulator: no key may stand twice in one object.
//
// The library takes the last of two: half of what was asked for would be done. Pure.
#pragma once

#include "givtcp/result.hpp"

#include <string_view>

namespace giv::simulator {

// An error is `malformed`, and one sentence. Without exceptions, whatever the text is.
Result<void> check_json(std::string_view text);

}  // namespace giv::simulator
