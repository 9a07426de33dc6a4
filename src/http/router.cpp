#include "http/router.hpp"

#include "http/cors.hpp"

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

std::vector<const Route*> routes_at(std::string_view path) {
    std::vector<const Route*> found;
    for (const auto table : {legacy_routes(), operation_routes()}) {
        for (const auto& route : table) {
            if (route.path == path) found.push_back(&route);
        }
    }
    return found;
}

Response wrong_method(const std::vector<const Route*>& routes) {
    std::string allowed;
    for (const auto* route : routes) {
        allowed += route->method;
        allowed += route->method == "GET" ? ", HEAD, " : ", ";
    }
    auto response = result(405, "Method Not Allowed");
    response.fields.push_back({"Allow", allowed + "OPTIONS"});
    return response;
}

}  // namespace

Router::Router(std::vector<PlantFace> plants, DaemonFace daemon) {
    house_.daemon = std::move(daemon);
    for (auto& plant : plants)
        house_.plants.emplace_back().face = std::move(plant);
}

void Router::bound_waiting(std::chrono::milliseconds longest, int places) {
    house_.longest_wait = longest;
    house_.waiting_places = places;
}

Response Router::answer(const Request& request, int instance) {
    if (request.method == "OPTIONS") return preflight(request);
    auto response = route(request, instance);
    let_pages_read(request, response);
    return response;
}

Response Router::route(const Request& request, int instance) {
    const auto [named, path] = without_prefix(request.path, instance);
    const auto is_named = [named = named](const auto& plant) {
        return plant.face.instance == named;
    };
    const auto plant = std::ranges::find_if(house_.plants, is_named);
    const auto routes = routes_at(without_last_slash(path));
    if (plant == house_.plants.end() || routes.empty()) {
        return result(404, "Not Found; /api lists what there is");
    }
    const std::string_view asked = request.method;
    const auto method = asked == "HEAD" ? std::string_view{"GET"} : asked;
    const auto row = std::ranges::find(routes, method, &Route::method);
    if (row == routes.end()) return wrong_method(routes);
    return (*row)->answer({request, *plant, house_});
}

}  // namespace giv::http
