#include "http/cors.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace giv::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

struct OwnPort {
    std::string_view scheme;
    std::string_view port;
};

constexpr auto own_ports = std::to_array<OwnPort>({{"http://", ":80"}, {"https://", ":443"}});

// Browsers send small letters, and no port that the scheme has anyway.
std::string as_browsers_write(std::string origin) {
    std::ranges::transform(origin, origin.begin(), lower);
    for (const auto& [scheme, port] : own_ports) {
        if (!origin.starts_with(scheme) || !origin.ends_with(port)) continue;
        origin.resize(origin.size() - port.size());
    }
    return origin;
}

// A list of field names, and nothing else that a peer might want to see in our answer.
bool is_list_of_names(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == ',' || c == ' ';
    });
}

}  // namespace

Cors::Cors(const std::vector<std::string>& words) {
    for (const auto& word : words)
        origins_.push_back(as_browsers_write(word));
    any_ = std::ranges::find(origins_, "legacy") != origins_.end();
    std::erase(origins_, "off");
}

bool Cors::lets_read(std::string_view origin) const {
    return any_ || std::ranges::find(origins_, origin) != origins_.end();
}

// Caches may not give one origin's answer to another: each says that it depends on the origin.
std::vector<HeaderField> Cors::permission(std::string_view origin) const {
    if (any_) return {{"Access-Control-Allow-Origin", "*"}};
    std::vector<HeaderField> fields;
    if (!origins_.empty()) fields.push_back({"Vary", "Origin"});
    if (lets_read(origin)) {
        fields.push_back({"Access-Control-Allow-Origin", std::string{origin}});
    }
    return fields;
}

Response Cors::preflight(const Request& request) const {
    const auto origin = request.field("Origin");
    Response response{204};
    response.fields = permission(origin);
    if (!lets_read(origin)) return response;

    response.fields.push_back({"Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"});
    response.fields.push_back({"Access-Control-Max-Age", "600"});
    const auto wanted = request.field("Access-Control-Request-Headers");
    if (!wanted.empty() && is_list_of_names(wanted)) {
        response.fields.push_back({"Access-Control-Allow-Headers", std::string{wanted}});
    }
    return response;
}

void Cors::let_pages_read(const Request& request, Response& response) const {
    if (request.method != "GET" && request.method != "HEAD") return;
    for (auto& field : permission(request.field("Origin")))
        response.fields.push_back(std::move(field));
}

}  // namespace giv::http
