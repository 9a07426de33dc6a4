// What can be asked of running dongles: a line of JSON in, a line of JSON out.
//
// For whoever tests against the simulator: faults are set and counted while it runs, and what the
// plant really is can be read beside what a client makes of it. Whatever the line is, there is an
// answer: {"ok":true,...}, or {"ok":false,"error":"one sentence"}. Has no sockets.
#pragma once

#include "simulator/dongle.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace giv::simulator {

class ControlDesk {
 public:
    // The dongles outlive it. Times in answers are seconds since `began`. `why_no_faults` is the
    // answer to who wants to set one, where they would do nothing; empty: they are set.
    ControlDesk(std::vector<Dongle*> dongles, Instant began, std::string why_no_faults = {});

    // Without an end of line.
    std::string answer(std::string_view line, Instant now);

 private:
    std::vector<Dongle*> dongles_;
    Instant began_;
    std::string why_no_faults_;
};

// What can be asked, for people: a line for each.
std::string control_help();

}  // namespace giv::simulator
