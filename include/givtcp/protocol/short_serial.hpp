// Serials as logs and sentences say them: "...G047". Their owner knows what is meant by that, and
// nobody else learns whose it is. Topics, documents and the API have them whole. Pure.
#pragma once

#include <string>
#include <string_view>

namespace giv {

// The last four characters, whatever they are.
std::string short_serial(std::string_view serial);

// The same for whatever in a text can be a serial (is_plausible(), givtcp/protocol/pdu.hpp).
std::string with_short_serials(std::string_view text);

}  // namespace giv
