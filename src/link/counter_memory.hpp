// What the counters keep beyond the process, as the link sees it. The app ties it to the store, a
// test to a map. Loop thread.
#pragma once

#include "givtcp/plant/guard/kept_counters.hpp"
#include "givtcp/result.hpp"

#include <functional>
#include <string>

namespace giv {

struct CounterMemory {
    using Done = std::function<void(Result<void>)>;

    // What is kept of the plant of the inverter with this serial.
    std::function<SharedCounters(const std::string& serial)> recall = [](const std::string&) {
        return SharedCounters{};
    };

    // Is all of this kept, as it is?
    std::function<bool(const std::string& serial, const KeptCounters& counters)> has =
        [](const std::string&, const KeptCounters&) { return false; };

    // Some time soon. `done` is told on the loop when they are safe, or why they can't be.
    std::function<void(const std::string& serial, const SharedCounters& kept, Done done)> keep =
        [](const std::string&, const SharedCounters&, const Done& done) { done({}); };
};

}  // namespace giv
