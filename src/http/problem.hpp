// How the new API says no: application/problem+json (RFC 9457), and which status a command's
// outcome has. Pure; any thread.
//
// The status, for whoever automates: 200 done; 202 it goes on; 4xx the request has to change; 503
// nothing was written, ask again later; 502 something was written and could not be proved.
#pragma once

#include "http/commanding.hpp"
#include "http/message.hpp"

#include <string>
#include <string_view>

namespace giv::http {

// The path is one of the new API, with or without /REST<n> before it.
bool is_of_new_api(std::string_view path);

// A path as it may stand in a URI. `kept`: what stays beside the plain characters.
std::string uri_of(std::string_view path, std::string_view kept = {});

// Of no command. A 503 says when to come again.
Response problem(const Request& request, int status, std::string_view detail);
Response problem(std::string instance, int status, std::string_view detail);

// The answer to a command, whatever became of it.
Response reply(const Request& request, const CarriedOut& done);

}  // namespace giv::http
