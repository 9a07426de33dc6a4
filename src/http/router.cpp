#include "http/router.hpp"

#include "http/credentials.hpp"
#include "http/fence.hpp"
#include "http/path_pattern.hpp"
#include "http/problem.hpp"

#include "givtcp/control/controls.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

namespace giv::http {
namespace {

constexpr std::string_view prefix = "/REST";

struct Target {
    int instance;
    std::string_view path;
};

// "/REST2/readData" is "/readData" of plant 2, on whichever port (spec/clients.md §2.1 P4).
Target without_prefix(std::string_view path, int instance) {
    if (!path.starts_with(prefix)) return {instance, path};
    const auto rest = path.substr(prefix.size());
    const auto digits = rest.substr(0, rest.find('/'));
    int named = 0;
    const auto* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, named);
    if (digits.empty() || error != std::errc{} || end != last) return {instance, path};
    return {named, rest.substr(digits.size())};
}

std::string_view without_last_slash(std::string_view path) {
    if (path.ends_with('/')) path.remove_suffix(1);
    return path;
}

struct Match {
    const Route* route;
    std::vector<std::string_view> arguments;
};

std::vector<Match> matches_at(const std::vector<Route>& routes, std::string_view path) {
    std::vector<Match> found;
    for (const auto& route : routes) {
        if (auto arguments = match(route.path, path))
            found.push_back({&route, *std::move(arguments)});
    }
    return found;
}

bool writes(const Match& match) { return match.route->method == "POST"; }

// In the words of the surface that was asked: GivTCP's or the new API's.
Response turn_down(
    const Request& request, std::string_view path, int status, std::string_view why
) {
    if (is_of_new_api(path)) return problem(request, status, why);
    return result(status, why);
}

Response without_token(const Request& request, std::string_view path) {
    auto response = turn_down(request, path, 401, "Unauthorized; this needs the API_TOKEN");
    response.fields.push_back({"WWW-Authenticate", R"(Basic realm="givtcp", charset="UTF-8")"});
    response.fields.push_back({"WWW-Authenticate", R"(Bearer realm="givtcp")"});
    return response;
}

Response wrong_method(
    const Request& request, std::string_view path, const std::vector<Match>& matches
) {
    std::string allowed;
    for (const auto& [route, arguments] : matches) {
        allowed += route->method;
        allowed += route->method == "GET" ? ", HEAD, " : ", ";
    }
    auto response = turn_down(request, path, 405, "Method Not Allowed");
    response.fields.push_back({"Allow", allowed + "OPTIONS"});
    return response;
}

}  // namespace

Router::Router(
    std::vector<PlantFace> plants,
    DaemonFace daemon,
    std::vector<std::string> host_names,
    Cors cors,
    HttpSettings::Token token
)
    : cors_{std::move(cors)}, token_{std::move(token)} {
    house_.daemon = std::move(daemon);
    house_.host_names = std::move(host_names);
    for (auto& plant : plants)
        house_.plants.emplace_back().face = std::move(plant);
    for (const auto& name : control_names())
        house_.control_paths.push_back('/' + name);
    const auto add = [this](const auto& table) {
        house_.routes.insert(house_.routes.end(), table.begin(), table.end());
    };
    add(legacy_routes());
    add(control_routes(house_.control_paths));
    add(api_routes());
    add(operation_routes());
    add(metrics_routes());
    add(recorder_routes());
}

void Router::bound_waiting(std::chrono::milliseconds longest, int places) {
    house_.longest_wait = longest;
    house_.waiting_places = places;
}

Response Router::answer(const Request& request, int instance) {
    if (request.method == "OPTIONS") return cors_.preflight(request);
    auto response = route(request, instance);
    cors_.let_pages_read(request, response);
    return response;
}

Response Router::route(const Request& request, int instance) {
    const auto target = without_prefix(request.path, instance);
    const auto path = without_last_slash(target.path);
    // Before anything is said about what there is.
    const bool is_barred = needs_token(token_, request.method, path) &&
                           !carries_token(request.field("Authorization"), token_.secret);
    if (is_barred) return without_token(request, path);
    if (const auto why = why_not_to_answer(request); !why.empty()) {
        return turn_down(request, path, 403, why);
    }
    const auto is_named = [&](const auto& plant) { return plant.face.instance == target.instance; };
    const auto plant = std::ranges::find_if(house_.plants, is_named);
    const auto matches = matches_at(house_.routes, path);
    if (plant == house_.plants.end() || matches.empty()) {
        return turn_down(request, path, 404, "Not Found; /api lists what there is");
    }
    const bool is_command = request.method == "POST";  // and is refused as one: it gets an id
    if (!plant->face.submit && !is_command && std::ranges::all_of(matches, writes)) {
        return turn_down(request, path, 404, "Not Found; READ_ONLY is set");
    }
    const std::string_view asked = request.method;
    const auto method = asked == "HEAD" ? std::string_view{"GET"} : asked;
    const auto serves = [&](const Match& match) { return match.route->method == method; };
    const auto row = std::ranges::find_if(matches, serves);
    if (row == matches.end()) return wrong_method(request, path, matches);
    return row->route->answer({request, *plant, house_, path, row->arguments});
}

// A page that had its own name resolved to our address is of our origin to its browser: no CORS
// keeps it from reading, only the name that it called us by.
std::string Router::why_not_to_answer(const Request& request) const {
    const auto host = request.field("Host");
    if (request.method == "POST") {
        return why_not_to_write(host, request.field("Origin"), house_.host_names);
    }
    const bool comes_from_a_browser = !host.empty();
    if (cors_.lets_all_read() || !comes_from_a_browser) return {};
    return why_not_to_call_us(host, house_.host_names);
}

}  // namespace giv::http
