// For whoever runs the daemon: is it alive, has it data, which version is it, what does it serve.
#include "http/routes.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <string>
#include <utility>

namespace giv::http {
namespace {

using nlohmann::json;

Response answer(int status, const json& body) {
    return {status, body.dump(-1, ' ', true, json::error_handler_t::replace)};
}

Response health(const Visit& visit) {
    if (visit.house.daemon.loop_is_alive()) return answer(200, {{"status", "ok"}});
    return answer(503, {{"status", "the daemon's loop does not run"}});
}

// Why the plant's data can not be relied on; empty if it can.
std::string unreadiness(const Snapshot* snapshot, const PlantFace& face) {
    if (snapshot == nullptr) return "nothing has been read yet";
    if (!render::is_servable(*snapshot)) {
        return "not everything has been read yet: " + snapshot->detail;
    }
    const auto age = face.now().steady - snapshot->last_cycle->steady;
    if (age <= face.stale_after) return {};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(age).count();
    return "no reading for " + std::to_string(seconds) + " s: " + snapshot->detail;
}

Response readiness(const Visit& visit) {
    const auto& face = visit.plant.face;
    const auto why_not = unreadiness(face.hub->latest().get(), face);
    const auto is_ready = why_not.empty();
    auto failing = visit.house.daemon.failing();
    if (!is_ready) failing.insert(failing.begin(), "inverter");
    json body{{"ready", is_ready}, {"failing", failing}};
    if (!is_ready) body["detail"] = why_not;
    return answer(is_ready ? 200 : 503, body);
}

Response version(const Visit& visit) {
    return answer(200, {{"name", "givtcp"}, {"version", visit.house.daemon.version}});
}

Response list_of_routes(const Visit& visit) {
    json plants = json::array();
    for (const auto& plant : visit.house.plants)
        plants.push_back("/REST" + std::to_string(plant.face.instance));
    json endpoints = json::array();
    for (const auto& [method, path, what, handler] : visit.house.routes) {
        if (method == "POST" && !visit.plant.face.submit) continue;
        endpoints.push_back({{"method", method}, {"path", path}, {"what", what}});
    }
    return answer(200, {{"endpoints", endpoints}, {"prefixes", plants}});
}

constexpr auto table = std::to_array<Route>({
    {"GET", "/api", "This list", list_of_routes},
    {"GET", "/healthz", "200 while the daemon runs, whatever the plant does", health},
    {"GET",
     "/readyz",
     "200 while there are recent values, else 503 and what is missing",
     readiness},
    {"GET", "/version", "The version of this program", version},
});

}  // namespace

std::span<const Route> operation_routes() { return table; }

Response result(int status, std::string_view words) { return answer(status, {{"result", words}}); }

}  // namespace giv::http
