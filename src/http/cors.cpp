#include "http/cors.hpp"

#include <algorithm>
#include <string>

namespace giv::http {
namespace {

const HeaderField any_origin{"Access-Control-Allow-Origin", "*"};

// A list of field names, and nothing else that a peer might want to see in our answer.
bool is_list_of_names(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == ',' || c == ' ';
    });
}

}  // namespace

Response preflight(const Request& request) {
    Response response{204};
    response.fields = {
        any_origin,
        {"Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"},
        {"Access-Control-Max-Age", "600"},
    };
    const auto wanted = request.field("Access-Control-Request-Headers");
    if (!wanted.empty() && is_list_of_names(wanted)) {
        response.fields.push_back({"Access-Control-Allow-Headers", std::string{wanted}});
    }
    return response;
}

void let_pages_read(const Request& request, Response& response) {
    if (request.method == "GET" || request.method == "HEAD") response.fields.push_back(any_origin);
}

}  // namespace giv::http
