// A request that is whole, and what is said to it: plain values, free of any HTTP library. They
// stay on the worker that made them.
#pragma once

#include "http/peer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace giv::http {

struct HeaderField {
    std::string name;
    std::string value;
};

struct Request {
    std::string method;  // in capitals, one that judge_head() lets pass
    std::string path;    // decoded, without the query
    std::string query;   // as it came, without the question mark; empty if there is none
    std::string body;
    std::vector<HeaderField> fields;
    Peer peer;

    // The first of that name in any case; empty if there is none.
    std::string_view field(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    std::vector<HeaderField> fields;  // beside those that every answer has
};

}  // namespace giv::http
