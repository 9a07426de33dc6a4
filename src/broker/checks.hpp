// What settings of the broker can be. Pure; any thread.
#pragma once

#include <string_view>

namespace giv::broker {

// MQTT_INTERNAL_BIND, in place of an address: each private one of this machine, and loopback.
inline constexpr std::string_view private_addresses_word = "private";

// Whether a numeric address is one of loopback or of a private network (RFC 1918, RFC 4193):
// packets of the internet don't come there, unless somebody forwards them.
bool is_private(std::string_view address);

// Whether mosquitto reads this name in its file of passwords as it was meant: a name ends at its
// first colon, is a comment with a # in front, and loses blanks at its ends. (Source: mosquitto's
// password_file in mosquitto.conf(5), and security_default.c, 2.0.)
bool is_possible_user(std::string_view user);

}  // namespace giv::broker
