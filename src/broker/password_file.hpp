// A line of mosquitto's password file. Pure but for the salt, which the caller brings.
//
// Source: the $7$ form that mosquitto_passwd 2.0 writes (PBKDF2 with SHA-512, 101 rounds).
#pragma once

#include "givtcp/result.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace giv::broker {

// "givtcp:$7$101$<salt>$<hash>\n". The name has no colon and no newline.
Result<std::string> password_line(
    const std::string& user, const std::string& password, std::span<const std::uint8_t> salt
);

// Whether this text, of a file, is such a line for this name and this password.
bool is_line_of(const std::string& line, const std::string& user, const std::string& password);

}  // namespace giv::broker
