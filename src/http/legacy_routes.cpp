// The reads of GivTCP's REST interface. Nothing here waits for a plant but /getData.
#include "http/routes.hpp"
#include "http/waiting_place.hpp"

#include <array>
#include <string>
#include <utility>

namespace giv::http {
namespace {

Response no_data() { return {200, std::string{render::no_data_answer()}}; }

Response snapshot(const Visit& visit) {
    const auto& face = visit.plant.face;
    const auto latest = face.hub->latest();
    if (!latest || !render::is_servable(*latest)) return no_data();
    return {200, *visit.plant.text.of(*latest, face.now(), face.options, visit.house.recent_texts)};
}

Response offered_snapshot(const Visit& visit) {
    visit.plant.face.offer();
    return snapshot(visit);
}

Response next_cycle(const Visit& visit) {
    const WaitingPlace place{visit.house};
    if (!place.is_free()) return result(200, "Error: busy, try again later");
    const auto& face = visit.plant.face;
    const auto before = face.hub->latest();
    face.want_cycle();
    const auto cycles = before ? before->cycles : 0;
    const auto after = face.hub->wait_for_cycle_after(cycles, visit.house.longest_wait);
    if (!after || !render::is_servable(*after)) return no_data();
    return result(200, "Success retrieving data");
}

constexpr auto table = std::to_array<Route>({
    {"GET", "/readData", "The newest values of the plant", snapshot},
    {"GET", "/getCache", "The same as /readData", snapshot},
    {"GET",
     "/runAll",
     "The newest values; what has changed is published as well",
     offered_snapshot},
    {"GET", "/getData", "Waits for the next reading of the plant, 8 seconds at most", next_cycle},
});

}  // namespace

std::span<const Route> legacy_routes() { return table; }

}  // namespace giv::http
