// What MQTT costs per cycle before the client gets it: 500 leaves compared with what was sent,
// and the messages made of those that are due.
#include "mqtt/state.hpp"

#include <benchmark/benchmark.h>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace giv::mqtt {
namespace {

constexpr int leaves = 500;

render::Document a_document(int round, int changing) {
    render::Document document;
    for (int number = 0; number < leaves; ++number) {
        auto path = "Energy/Today/Section_" + std::to_string(1'000 + number) + "_Energy_kWh";
        const int value = number < changing ? number + round : number;
        document.push_back({std::move(path), std::to_string(value) + ".5"});
    }
    return document;
}

// A cycle in which `changing` leaves have another text than in the cycle before.
void publish_cycle(benchmark::State& state) {
    const auto changing = static_cast<int>(state.range(0));
    const std::vector<render::Document> documents{a_document(0, changing), a_document(1, changing)};
    const std::vector<PartName> parts{{Subject::pack, "BG1234G567"}, {Subject::pack, "BG1234G568"}};
    StateTable table{{.root = "GivEnergy"}};
    PackedLeaves scratch;
    std::uint64_t messages = 0;
    std::uint64_t cycle = 0;
    for (auto _ : state) {
        table.update({
            .serial = "SA1234G567",
            .document = documents[cycle % 2],
            .parts = parts,
            .cycles = cycle,
            .now = Instant{std::chrono::seconds{1}},
            .scratch = scratch,
        });
        table.publish([&](const Publication& message) {
            benchmark::DoNotOptimize(message.payload.data());
            ++messages;
            return Offer::accepted;
        });
        ++cycle;
    }
    state.counters["messages"] =
        benchmark::Counter(static_cast<double>(messages), benchmark::Counter::kAvgIterations);
    state.counters["per_leaf"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * leaves,
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert
    );
}
BENCHMARK(publish_cycle)->Name("mqtt_cycle_of_500_leaves/changing")->Arg(0)->Arg(75)->Arg(500);

}  // namespace
}  // namespace giv::mqtt
