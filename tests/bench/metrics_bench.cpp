// What a scrape costs, beside what /readData costs: the same plant, to the text that is sent.
#include "a_plant.hpp"

#include "givtcp/render/document.hpp"
#include "givtcp/render/metrics.hpp"

#include <benchmark/benchmark.h>
#include <cstddef>
#include <vector>

namespace giv::bench {
namespace {

void text_of_a_document(benchmark::State& state) {
    const auto snapshot = a_snapshot();
    std::size_t bytes = 0;
    for (auto _ : state) {
        const auto text = render::to_json(render::document(*snapshot, snapshot->made_at, {}));
        bytes = text.size();
        benchmark::DoNotOptimize(text);
    }
    state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(text_of_a_document)->Unit(benchmark::kMicrosecond);

void scrape(benchmark::State& state, render::MetricsFormat format) {
    const std::vector<render::PlantMetrics> plants{{1, a_snapshot(), {}, {}}};
    const auto now = plants.front().snapshot->made_at;
    std::size_t bytes = 0;
    for (auto _ : state) {
        const auto text = render::metrics({.version = "1.2.3"}, plants, now, format);
        bytes = text.size();
        benchmark::DoNotOptimize(text);
    }
    state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK_CAPTURE(scrape, prometheus, render::MetricsFormat::prometheus)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(scrape, openmetrics, render::MetricsFormat::openmetrics)
    ->Unit(benchmark::kMicrosecond);

void scrape_with_the_exporters_names(benchmark::State& state) {
    const auto snapshot = a_snapshot();
    for (auto _ : state) {
        const auto document = render::document(*snapshot, snapshot->made_at, {});
        benchmark::DoNotOptimize(render::exporter_metrics(document));
    }
}
BENCHMARK(scrape_with_the_exporters_names)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace giv::bench
