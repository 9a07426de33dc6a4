// From the image of a plant to what clients see: snapshot, leaves, JSON.
#include "a_plant.hpp"

#include "givtcp/render/document.hpp"

#include <benchmark/benchmark.h>

namespace giv::bench {
namespace {

void snapshot_of_an_image(benchmark::State& state) {
    const Moment now{std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
    auto image = whole_image_of(a_plant(), now);
    for (auto _ : state)
        benchmark::DoNotOptimize(image.snapshot(now, PlantState::live, ""));
    state.counters["values"] = static_cast<double>(a_snapshot()->values.size());
}
BENCHMARK(snapshot_of_an_image)->Unit(benchmark::kMicrosecond);

// The leaves with their texts, as MQTT compares and sends them.
void leaves_of_a_snapshot(benchmark::State& state) {
    const auto snapshot = a_snapshot();
    std::size_t leaves = 0;
    for (auto _ : state) {
        const auto document = render::document(*snapshot, snapshot->made_at, {});
        leaves = document.size();
        benchmark::DoNotOptimize(document);
    }
    state.counters["leaves"] = static_cast<double>(leaves);
    state.counters["per_500_leaves"] = benchmark::Counter(
        static_cast<double>(leaves) / 500,
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert
    );
}
BENCHMARK(leaves_of_a_snapshot)->Unit(benchmark::kMicrosecond);

void json_of_a_document(benchmark::State& state) {
    const auto snapshot = a_snapshot();
    const auto document = render::document(*snapshot, snapshot->made_at, {});
    std::size_t bytes = 0;
    for (auto _ : state) {
        const auto text = render::to_json(document);
        bytes = text.size();
        benchmark::DoNotOptimize(text);
    }
    state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(json_of_a_document)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace giv::bench
