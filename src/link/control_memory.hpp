// What control keeps beyond the process, as the link sees it. The app ties it to the store, a test
// to a map. Loop thread.
#pragma once

#include "givtcp/control/kept_control.hpp"
#include "givtcp/result.hpp"

#include <functional>
#include <optional>
#include <string>

namespace giv {

struct ControlMemory {
    using Done = std::function<void(Result<void>)>;

    // What is kept of the inverter with this serial; all default if nothing is.
    std::function<KeptControl(const std::string& serial)> recall = [](const std::string&) {
        return KeptControl{};
    };

    // Durable when `done` is told so, on the loop. An error: it is not kept.
    std::function<void(const std::string& serial, const KeptControl& kept, Done done)> keep_now =
        [](const std::string&, const KeptControl&, const Done& done) { done({}); };

    // Kept some time soon; may be lost with the power.
    std::function<void(const std::string& serial, const KeptControl& kept)> keep_soon =
        [](const std::string&, const KeptControl&) {};

    std::function<void(const AuditEntry&)> audit = [](const AuditEntry&) {};
};

}  // namespace giv
