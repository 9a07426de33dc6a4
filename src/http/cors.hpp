// What a page of another origin may do here: read (spec/clients.md §6.2 L9). Pure.
#pragma once

#include "http/message.hpp"

namespace giv::http {

// The answer to OPTIONS, whatever the path.
Response preflight(const Request& request);

// Lets pages read this answer, if it is one to GET or HEAD.
void let_pages_read(const Request& request, Response& response);

}  // namespace giv::http
