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

// The first Origin in what there is of a request, which may be anything; empty if there is none.
std::string_view origin_in(std::string_view request);

// What a status is called: "Not Found".
std::string_view reason(int status);

}  // namespace giv::http
