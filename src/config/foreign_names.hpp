// Environment variables that are GivTCP's and not (yet) ours, and what people call ours.
//
// Source: spec/givtcp-reference.md §1.1 and §2.2.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace giv {

struct ForeignName {
    enum class Kind : std::uint8_t {
        ignored,       // has no function here
        later_switch,  // a function that a later version has; worth a word only if switched on
        later_value,   // worth a word if it has any value
        later_detail,  // belongs to a switch: worth no word of its own
    };

    std::string_view name;
    Kind kind;
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
