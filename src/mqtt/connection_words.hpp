// How the broker is addressed, and in which words it fails. Pure, but for the host's name and
// whether a certificate's file can be read. Does not know paho.
#pragma once

#include "mqtt/mqtt_settings.hpp"

#include <string>
#include <string_view>

namespace giv::mqtt {

// "mqtt://host:1883"
std::string broker_uri(const MqttSettings& settings);

// Unique, but the same after a restart: the broker then ends what is left of the former
// connection, will and all, before it greets us. Letters and digits, at most 23: any broker
// accepts that.
// A guest's is another, so that both can be there.
std::string client_id(const MqttSettings& settings, bool is_guest = false);

// What a broker (CONNACK) or paho says when connecting fails.
std::string failure_words(int code, const MqttTls& tls);

// Without wildcards; not longer than MQTT allows.
bool is_possible_topic(std::string_view topic);

}  // namespace giv::mqtt
