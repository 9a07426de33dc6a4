// What the new API says, as JSON text: always valid, whatever bytes it is given. Pure; any worker.
#pragma once

#include "exchange/command_log.hpp"
#include "http/commanding.hpp"
#include "http/routes.hpp"

#include "givtcp/control/judged_write.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace giv::http {

// RFC 9457, and what became of the command, if it was about one.
struct Problem {
    int status = 500;
    std::string type = "about:blank";
    std::string title;
    std::string detail;
    std::string instance;  // empty: it has none
    std::string result;    // the same in GivTCP's form, where nobody knows which is wanted
    const CarriedOut* command = nullptr;
};

std::string to_json(const Problem& problem);

// {"command": its name, "id", "outcome", "registers": [...]}, and "reason", "detail" where they
// are: the words of the results on MQTT.
std::string to_json(const CarriedOut& done);

// The same, when it was accepted, and its state; the outcome once it is done.
std::string to_json(const CommandReport& report);

// Every plant, whether its inverter is known yet or not.
std::string inverters_json(const House& house);

// One of them: who it is, how it is, and what is wrong.
std::string inverter_json(const PlantFace& plant);

// {"points": [...], "doubts": {...}}: each value with its age, its quality and, where it is not
// good, the reason; how often each rule of the guard spoke.
std::string points_json(const Snapshot& snapshot, Moment now);

// One of them; nothing if the plant has no such point. `path` as in the document.
std::optional<std::string> point_json(const Snapshot& snapshot, Moment now, std::string_view path);

// The controls that this plant has, and what each of them takes.
std::string controls_json(const Capabilities& plant);

}  // namespace giv::http
