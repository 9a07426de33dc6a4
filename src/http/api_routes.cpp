// The new API: resources, real status codes, problem details.
#include "http/api_json.hpp"
#include "http/commanding.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"
#include "http/routes.hpp"

#include "givtcp/control/controls.hpp"
#include "givtcp/control/payload.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace giv::http {
namespace {

Response inverters(const Visit& visit) { return {200, inverters_json(visit.house)}; }

using Handler = Response (*)(const Visit&);

// The same route, at the plant of the inverter that the path names.
template <Handler Handle>
Response at_inverter(const Visit& visit) {
    const auto serial = visit.arguments.front();
    const auto is_it = [&](const ServedPlant& plant) {
        const auto latest = plant.face.hub->latest();
        return latest && latest->serial() == serial;
    };
    const auto plant = std::ranges::find_if(visit.house.plants, is_it);
    if (plant == visit.house.plants.end()) {
        return problem(
            visit.request,
            404,
            "no inverter \"" + std::string{serial} +
                "\" is known; /api/v1/inverters lists those that are"
        );
    }
    return Handle({visit.request, *plant, visit.house, visit.path, visit.arguments});
}

Response inverter(const Visit& visit) { return {200, inverter_json(visit.plant.face)}; }

Response snapshot(const Visit& visit) {
    const auto& face = visit.plant.face;
    const auto latest = face.hub->latest();
    if (!latest || !render::is_servable(*latest)) {
        return problem(visit.request, 503, "not everything has been read yet");
    }
    return {200, *visit.plant.text.of(*latest, face.now(), face.options, visit.house.recent_texts)};
}

Response points(const Visit& visit) {
    const auto& face = visit.plant.face;
    return {200, points_json(*face.hub->latest(), face.now())};  // an inverter is known
}

Response point(const Visit& visit) {
    const auto& face = visit.plant.face;
    const auto path = visit.arguments.back();
    if (auto found = point_json(*face.hub->latest(), face.now(), path)) {
        return {200, *std::move(found)};
    }
    return problem(
        visit.request, 404, "there is no point \"" + std::string{path} + "\"; see GET .../points"
    );
}

Response controls_here(const Visit& visit) {
    return {200, controls_json(visit.plant.face.capabilities())};
}

// "dry_run=true&override_budget=false". A slip of the pen must not write: false for anything else.
bool read_options(std::string_view query, Command& command) {
    for (const auto& [key, value] : pairs_of(query)) {
        if (value != "true" && value != "false") return false;
        if (key != "dry_run" && key != "override_budget") return false;
        (key == "dry_run" ? command.dry_run : command.override_budget) = value == "true";
    }
    return true;
}

Response command(const Visit& visit) {
    const auto name = visit.arguments.back();
    if (!find_control(name)) {
        const auto text = "there is no control \"" + std::string{name} + '"';
        return problem(visit.request, 404, text + "; see GET .../controls");
    }
    auto command = command_of(visit.request, name);
    command.takes_options = true;
    if (!read_options(visit.request.query, command)) {
        return problem(
            visit.request,
            400,
            "the query may say dry_run=true or false, and override_budget=true or false"
        );
    }
    // For the answer: the body may have asked for it.
    if (const auto order = parse(command)) command.dry_run = order->dry_run;
    return reply(visit.request, carry_out(visit.house, visit.plant.face, std::move(command)));
}

Response report(const Visit& visit) {
    const auto id = visit.arguments.front();
    for (const auto& plant : visit.house.plants) {
        if (const auto found = plant.face.report(id)) return {200, to_json(*found)};
    }
    return problem(
        visit.request, 404, "no command \"" + std::string{id} + "\" is remembered (any more)"
    );
}

constexpr auto table = std::to_array<Route>({
    {"GET", "/api/v1/inverters", "The inverters of all plants", inverters},
    {"GET",
     "/api/v1/inverters/{serial}",
     "One of them: who it is, its state, and what is wrong",
     at_inverter<inverter>},
    {"GET",
     "/api/v1/inverters/{serial}/snapshot",
     "The newest values, as in /readData",
     at_inverter<snapshot>},
    {"GET",
     "/api/v1/inverters/{serial}/points",
     "Each value with its age, how far it can be trusted, and why",
     at_inverter<points>},
    {"GET",
     "/api/v1/inverters/{serial}/points/{...}",
     "One of them, by its path: Power/Power/PV_Power",
     at_inverter<point>},
    {"GET",
     "/api/v1/inverters/{serial}/controls",
     "What can be changed, and what it takes",
     at_inverter<controls_here>},
    {"POST",
     "/api/v1/inverters/{serial}/controls/{name}",
     "Changes something; with dry_run, in the body or as ?dry_run=true, only says what it would",
     at_inverter<command>},
    {"GET", "/api/v1/commands/{id}", "What became of a command, or how far it is", report},
});

}  // namespace

std::span<const Route> api_routes() { return table; }

}  // namespace giv::http
