// What Prometheus scrapes. It is a read, as any other: who may read may scrape, and nothing waits
// for a plant.
#include "http/metrics_format.hpp"
#include "http/query.hpp"
#include "http/routes.hpp"

#include "givtcp/render/metrics.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace giv::http {
namespace {

using render::MetricsFormat;

Response text(std::string body, MetricsFormat format) {
    Response response{200, std::move(body), std::string{render::content_type(format)}, {}};
    response.fields.push_back({"Vary", "Accept"});
    return response;
}

// One answer holds no more plants than this (http/limits.hpp): about 30 kB each.
constexpr std::size_t most_plants = 100;

// Of the query; nothing where it does not stand there.
std::optional<std::string_view> asked(const Visit& visit, std::string_view key) {
    const auto pairs = pairs_of(visit.request.query);
    const auto found = std::ranges::find(pairs, key, &QueryPair::key);
    return found == pairs.end() ? std::nullopt : std::optional{found->value};
}

render::PlantMetrics metrics_of(const PlantFace& face) {
    return {face.instance, face.hub->latest(), face.link_figures(), face.command_counts()};
}

Response of_plants(const Visit& visit, MetricsFormat format) {
    std::vector<render::PlantMetrics> plants;
    const bool is_one = asked(visit, "plants") == "this";
    if (!is_one && visit.house.plants.size() > most_plants) {
        return result(400, "of so many plants ask for each: /REST1/metrics?plants=this, ...");
    }
    if (is_one) plants.push_back(metrics_of(visit.plant.face));
    for (const auto& plant : visit.house.plants)
        if (!is_one) plants.push_back(metrics_of(plant.face));
    const auto now = visit.plant.face.now();
    return text(render::metrics(visit.house.daemon.metrics(), plants, now, format), format);
}

Response as_negotiated(const Visit& visit) {
    return of_plants(visit, negotiated(visit.request.field("Accept")));
}

Response in_prometheus(const Visit& visit) { return of_plants(visit, MetricsFormat::prometheus); }

Response in_openmetrics(const Visit& visit) { return of_plants(visit, MetricsFormat::openmetrics); }

// What /readData says of this plant; nothing until it says anything.
Response as_the_exporter(const Visit& visit) {
    const auto& face = visit.plant.face;
    const auto latest = face.hub->latest();
    if (!latest || !render::is_servable(*latest)) return text({}, MetricsFormat::prometheus);
    const auto document = render::document(*latest, face.now(), face.options);
    return text(render::exporter_metrics(document), MetricsFormat::prometheus);
}

struct Format {
    std::string_view name;
    Response (*answer)(const Visit&);
};

constexpr auto formats = std::to_array<Format>({
    {"prometheus", in_prometheus},
    {"openmetrics", in_openmetrics},
    {"givtcp_exporter", as_the_exporter},
});

Response no_such_format() {
    std::string text = "format may be";
    for (const auto& format : formats) {
        text += &format == &formats.front() ? " " : ", ";
        text += format.name;
    }
    return result(400, text);
}

// What the query says of the format goes over the Accept field; other keys are nobody's business.
Response metrics(const Visit& visit) {
    const auto wanted = asked(visit, "format");
    if (!wanted) return as_negotiated(visit);
    const auto* const format = std::ranges::find(formats, *wanted, &Format::name);
    return format == formats.end() ? no_such_format() : format->answer(visit);
}

constexpr auto table = std::to_array<Route>({
    {"GET",
     "/metrics",
     "For Prometheus: all plants, or with ?plants=this the one. ?format=prometheus, openmetrics, "
     "or "
     "givtcp_exporter's names for this plant",
     metrics},
});

}  // namespace

std::span<const Route> metrics_routes() { return table; }

}  // namespace giv::http
