// What is wrong with a plant, as the JSON that MQTT carries and the new API shows. Pure; any
// thread.
#pragma once

#include "givtcp/plant/problem.hpp"

#include <string>
#include <vector>

namespace giv::render {

// {"problem":true,"text":"the inverter's clock is 3 minutes behind",
//  "problems":[{"key":"clock_wrong","text":"the inverter's clock is 3 minutes behind"}]}
//
// `text` joins all sentences; it is empty, and so is the list, where there is no problem. ASCII.
std::string problem_text(const std::vector<Problem>& problems);

}  // namespace giv::render
