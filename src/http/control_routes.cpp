// The writes of GivTCP's REST interface: one route per name of the table of controls, and one
// handler for all of them, a pure translator (spec/clients.md §6.2 L10).
#include "http/commanding.hpp"
#include "http/routes.hpp"

#include "givtcp/control/controls.hpp"
#include "givtcp/control/payload.hpp"
#include "givtcp/render/reply.hpp"

#include <string>

namespace giv::http {
namespace {

// What the reply calls it, also when its payload was not understood.
std::string said_of(const Command& command) {
    if (const auto order = parse(command)) return says(*order);
    const auto named = find_control(command.control);
    return named ? says(*named) : command.control;
}

Response command(const Visit& visit) {
    const auto name = visit.path.substr(1);
    const auto done = carry_out(visit.house, visit.plant.face, command_of(visit.request, name));
    auto response = result(200, render::result_text(said_of(done.command), done.outcome));
    response.fields.push_back({"X-GivTCP-Status", std::string{words(done.outcome.how)}});
    if (!done.id.empty()) response.fields.push_back({"X-GivTCP-Command", done.id});
    return response;
}

}  // namespace

std::vector<Route> control_routes(const std::vector<std::string>& paths) {
    std::vector<Route> routes;
    for (const std::string_view path : paths) {
        const auto named = find_control(path.substr(1));
        if (named) routes.push_back({"POST", path, "Changes a setting", command});
    }
    return routes;
}

}  // namespace giv::http
