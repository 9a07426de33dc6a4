// What the MQTT room is told: the broker, how to get in, and what to publish.
//
// Plain values, filled by the config room. Source: spec/clients.md §2.6 and §3.5.
#pragma once

#include "mqtt/discovery_settings.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace giv {

struct MqttTls {
    bool enabled = false;  // MQTT_TLS: mqtts; the broker's certificate and name are always checked
    std::string ca_file;   // MQTT_TLS_CA: PEM; empty: the system's authorities
    std::string certificate;  // MQTT_TLS_CERT: PEM of our own certificate, with `key`, or empty
    std::string key;          // MQTT_TLS_KEY: PEM
};

struct MqttSettings {
    enum class Publish : std::uint8_t {
        changes,  // each cycle only the leaves whose text changed
        all,      // GivTCP's habit: every leaf, every cycle
    };

    bool enabled = true;             // MQTT_OUTPUT
    std::string host = "127.0.0.1";  // MQTT_ADDRESS
    std::uint16_t port = 1883;       // MQTT_PORT; 8883 where TLS is on and no port was given
    std::string user;                // MQTT_USERNAME; empty: anonymous
    std::string password;            // MQTT_PASSWORD
    MqttTls tls;

    std::string root_topic = "GivEnergy";        // MQTT_TOPIC, without a slash at either end
    std::map<int, std::string> instance_topics;  // MQTT_TOPIC_2...: other roots, by instance
    int instance = 1;  // GIVTCPINSTANCE, for <root>/bridge/<instance>/status

    bool retain = true;                  // MQTT_RETAIN: state leaves only
    Publish publish = Publish::changes;  // MQTT_PUBLISH
    std::chrono::milliseconds republish_period =
        std::chrono::minutes{10};  // MQTT_REPUBLISH_MINUTES; 0: never
    bool raw = true;               // MQTT_RAW: the raw group too, where PRINT_RAW has it

    DiscoverySettings discovery;

    // The root of a plant's topics.
    const std::string& root_of(int plant_instance) const {
        const auto own = instance_topics.find(plant_instance);
        return own == instance_topics.end() ? root_topic : own->second;
    }
};

}  // namespace giv
