#include "http/refusal.hpp"

#include "http/api_json.hpp"
#include "http/problem.hpp"
#include "http/request_head.hpp"

#include <vector>

namespace giv::http {
namespace {

// The target of a request line, as far as it goes, without its query.
std::string_view path_in(std::string_view request) {
    const auto line = request.substr(0, request.find('\r'));
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) return {};
    const auto target = line.substr(blank + 1);
    return target.substr(0, target.find_first_of(" ?"));
}

std::string bytes_of(
    const Response& response, bool is_head, const std::vector<HeaderField>& permission
) {
    auto text = "HTTP/1.1 " + std::to_string(response.status) + ' ' +
                std::string{reason(response.status)} + "\r\n";
    for (const auto& fields : {permission, response.fields}) {
        for (const auto& [name, value] : fields)
            text.append(name).append(": ").append(value).append("\r\n");
    }
    text += "Content-Type: " + response.content_type +
            "\r\nContent-Length: " + std::to_string(response.body.size()) +
            "\r\nConnection: close\r\n\r\n";
    return is_head ? text : text + response.body;
}

Response in_legacy_form(int status) {
    return {status, R"({"result":")" + std::string{reason(status)} + R"("})"};
}

}  // namespace

Response refusal_at(int status, std::string_view path) {
    if (is_of_new_api(path)) return problem(uri_of(path), status, reason(status));
    return in_legacy_form(status);
}

std::string refusal(int status, std::string_view request, const Cors& cors) {
    const auto is_head = request.starts_with("HEAD ");
    const auto is_read = is_head || request.starts_with("GET ");
    const auto path = path_in(request);
    const auto response = is_of_new_api(path) ? problem(uri_of(path, "%"), status, reason(status))
                                              : in_legacy_form(status);
    if (!is_read) return bytes_of(response, is_head, {});
    return bytes_of(response, is_head, cors.permission(origin_in(request)));
}

std::string refusal_unheard(int status, const Cors& cors) {
    Problem both;
    both.status = status;
    both.title = reason(status);
    both.detail = both.title;
    both.result = both.title;
    const Response response{status, to_json(both), "application/problem+json", {}};
    return bytes_of(response, false, cors.permission({}));
}

}  // namespace giv::http
