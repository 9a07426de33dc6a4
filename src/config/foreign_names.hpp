// Environment variables that are GivTCP's and have no function here, and what people call ours.
//
// Source: spec/givtcp-reference.md §1.1 and §2.2.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace giv {

struct ForeignName {
    std::string_view name;
    bool numbered = false;  // also NAME_1, NAME_2, ...
};

std::span<const ForeignName> foreign_names();

// Nothing if no row is meant.
const ForeignName* find_foreign_name(std::string_view name);

// What somebody wrote who meant one of ours: the variable "MQTT_HOST" is MQTT_ADDRESS, the file's
// key "mqtt.address" is mqtt.host. Empty where nothing is known; edit distance finds the rest.
std::string variable_called(std::string_view word);
std::string key_called(std::string_view word);

}  // namespace giv
