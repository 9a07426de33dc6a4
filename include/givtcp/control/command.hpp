// What a person asked for, and what became of it. Plain values; they cross threads by copy.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace giv {

struct Command {
    std::string control;  // a control's name, as in the table: "setChargeTarget"
    std::string payload;  // as it came
    std::string source;   // for the log and the audit: "REST 192.168.1.7", "MQTT"
};

struct Outcome {
    enum class How : std::uint8_t {
        verified,  // proved by reading back
        no_op,     // already so: nothing was written
        refused,   // nothing was written, for a reason
        unknown,   // something was written and can't be proved
    };

    How how = How::refused;
    std::string why;  // one sentence
};

// "verified", "no-op", "refused", "unknown": the words of the API (architecture ruling 21).
std::string_view words(Outcome::How how);

}  // namespace giv
