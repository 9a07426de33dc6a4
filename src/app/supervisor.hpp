// Being an add-on of Home Assistant: what its Supervisor tells us, as variables.
//
// At start, before there are threads. Source: the Supervisor's API, developers.home-assistant.io.
#pragma once

#include "config/load.hpp"

#include "givtcp/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

// How the Supervisor is asked which broker there is. It may come up after its add-ons.
enum class BrokerQuestion : std::uint8_t {
    never_ask,
    once,
    until_it_answers,  // five minutes at most, which it says on stderr; REST waits for it
};

// The environment of an add-on: what stands in it, and behind that the add-on's options and the
// Supervisor's own broker, where no MQTT_ADDRESS is set. Unchanged where SUPERVISOR_TOKEN is not
// set: nobody supervises us. `remarks`: a sentence for each thing that could not be had. Fails
// where it was asked until it answers and has not: a broker of our own would take the other one's
// port.
Result<Environment> supervised(
    Environment environment,
    const World& world,
    BrokerQuestion question,
    std::vector<std::string>& remarks
);

// Pure: what is made of an answer to /services/mqtt: its body; empty where it says (400) that there
// is no such service; nothing where it says neither, as a proxy does while the Supervisor starts.
std::optional<std::string> mqtt_service(int status, std::string body);

// Pure: what the answer of /services/mqtt says, where it says anything.
void add_broker(Environment& environment, std::string_view answer);

}  // namespace giv
