// Is this the head of a request that we want to read on for? Pure: text in, verdict out, any
// thread.
//
// Strict on purpose. What passes is so plain that no two parsers can disagree about it, and what
// we never serve (chunked, compressed or multipart bodies, ranges, Expect) is refused here, before
// its body is read.
#pragma once

#include "http/cors.hpp"
#include "http/limits.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace giv::http {

struct Verdict {
    int refusal = 0;  // an HTTP status; 0 is "go on"
    std::size_t body_length = 0;
};

// The whole head, without the empty line that ends it.
Verdict judge_head(std::string_view head, const Limits& limits);

// A head that has not ended yet: 0 while it may still become a good one, else the status.
int judge_unfinished_head(std::string_view received, const Limits& limits);

// A complete answer that says why not, as JSON, and ends the connection. `request` is what there is
// of the request, and decides the form: none has a body for HEAD, and a page may read the refusal
// of its GET (spec/clients.md §6.2 L9) if `cors` lets it.
std::string refusal(int status, std::string_view request = {}, const Cors& cors = {});

// What a status is called: "Not Found".
std::string_view reason(int status);

}  // namespace giv::http
