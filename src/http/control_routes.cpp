// The writes of GivTCP's REST interface: one route per name of the table of controls, and one
// handler for all of them, a pure translator (spec/clients.md §6.2 L10).
#include "http/commanding.hpp"
#include "http/query.hpp"
#include "http/routes.hpp"

#include "givtcp/control/controls.hpp"
#include "givtcp/control/payload.hpp"
#include "givtcp/render/reply.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace giv::http {
namespace {

// What the reply calls it, also when its payload was not understood.
std::string said_of(const Command& command) {
    if (const auto order = parse(command)) return says(*order);
    const auto named = find_control(command.control);
    return named ? says(*named) : command.control;
}

// The query says nothing here, but for this: who meant a trial must not write in earnest. There is
// none on these routes, and the command is refused.
bool asks_for_dry_run(std::string_view query) {
    return std::ranges::any_of(pairs_of(query), [](const QueryPair& pair) {
        return pair.key == "dry_run" && pair.value != "false";
    });
}

// READ_ONLY leaves no write route: what is refused there is not found (spec/clients.md §6.2 L1).
Response command(const Visit& visit) {
    const auto name = visit.path.substr(1);
    auto asked = command_of(visit.request, name);
    asked.dry_run = asks_for_dry_run(visit.request.query);
    const auto done = carry_out(visit.house, visit.plant.face, std::move(asked));
    auto response = visit.plant.face.submit
                        ? result(200, render::result_text(said_of(done.command), done.outcome))
                        : result(404, "Not Found; READ_ONLY is set");
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
