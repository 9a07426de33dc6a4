// What the front door says to those whom it turns away: complete answers, as bytes, that end the
// connection. Pure; any thread.
//
// In the form of the surface that was asked (spec/clients.md §6.1): {"result": ...} of GivTCP's,
// problem details of the new API.
#pragma once

#include "http/cors.hpp"
#include "http/message.hpp"

#include <string>
#include <string_view>

namespace giv::http {

// `request` is what there is of the request, and decides the form: none has a body for HEAD, and a
// page may read the refusal of its GET (spec/clients.md §6.2 L9) if `cors` lets it.
std::string refusal(int status, std::string_view request = {}, const Cors& cors = {});

// Before anything was heard: whichever surface was meant, it is in its form.
std::string refusal_unheard(int status, const Cors& cors = {});

// The same as an answer of a worker: `path` as in Request.
Response refusal_at(int status, std::string_view path);

}  // namespace giv::http
