// What the broker's room is told. Plain values, filled by the config room.
#pragma once

#include <cstdint>
#include <string>

namespace giv {

struct BrokerSettings {
    enum class Wanted : std::uint8_t {
        off,
        automatic,  // where MQTT is on and MQTT_ADDRESS says nothing but this machine
        on,
    };

    Wanted wanted = Wanted::off;        // MQTT_INTERNAL
    bool enabled = false;               // what follows of it; see config's settle()
    bool anonymous = false;             // MQTT_INTERNAL_ANONYMOUS: whoever reaches it may come in
    std::string bind;                   // MQTT_INTERNAL_BIND: numeric, or "private"; empty: all
    std::string program = "mosquitto";  // MQTT_INTERNAL_PROGRAM: looked for in PATH and sbin
};

}  // namespace giv
