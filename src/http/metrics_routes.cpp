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

Response of_all_plants(const Visit& visit, MetricsFormat format) {
    std::vector<render::PlantMetrics> plants;
    for (const auto& plant : visit.house.plants) {
        const auto& face = plant.face;
        plants.push_back(
            {face.instance, face.hub->latest(), face.link_figures(), face.command_counts()}
        );
    }
    const auto now = visit.plant.face.now();
    return text(render::metrics(visit.house.daemon.metrics(), plants, now, format), format);
}

Response as_negotiated(const Visit& visit) {
    return of_all_plants(visit, negotiated(visit.request.field("Accept")));
}

Response in_prometheus(const Visit& visit) {
    return of_all_plants(visit, MetricsFormat::prometheus);
}

Response in_openmetrics(const Visit& visit) {
    return of_all_plants(visit, MetricsFormat::openmetrics);
}

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
    const auto pairs = pairs_of(visit.request.query);
    const auto asked = std::ranges::find(pairs, "format", &QueryPair::key);
    if (asked == pairs.end()) return as_negotiated(visit);
    const auto* const format = std::ranges::find(formats, asked->value, &Format::name);
    return format == formats.end() ? no_such_format() : format->answer(visit);
}

constexpr auto table = std::to_array<Route>({
    {"GET",
     "/metrics",
     "For Prometheus: all plants. ?format=prometheus, openmetrics, or givtcp_exporter's names for "
     "this plant",
     metrics},
});

}  // namespace

std::span<const Route> metrics_routes() { return table; }

}  // namespace giv::http
