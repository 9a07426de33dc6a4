// Being an add-on of Home Assistant: what its Supervisor tells us, as variables.
//
// At start, before there are threads. Source: the Supervisor's API, developers.home-assistant.io.
#pragma once

#include "config/load.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

// How the Supervisor is asked which broker there is. It may come up after its add-ons.
enum class BrokerQuestion : std::uint8_t {
    never_ask,
    once,
    until_it_answers,  // four times, 14 s of pauses between; REST waits for it
};

// The environment of an add-on: what stands in it, and behind that the add-on's options and the
// Supervisor's own broker, where no MQTT_ADDRESS is set. Unchanged where SUPERVISOR_TOKEN is not
// set: nobody supervises us. `remarks`: a sentence for each thing that could not be had.
Environment supervised(
    Environment environment,
    const World& world,
    BrokerQuestion question,
    std::vector<std::string>& remarks
);

// Pure: what the answer of /services/mqtt says, where it says anything.
void add_broker(Environment& environment, std::string_view answer);

}  // namespace giv
