// InfluxDB lines: how many a second, and how many bytes a point takes on the wire, with gzip and
// without. A point is one value of one moment; a batch is what is sent at once (500 readings).
#include "a_plant.hpp"

#include "givtcp/render/line_protocol.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <string>
#include <vector>
#include <zlib.h>

namespace giv::bench {
namespace {

using render::InfluxSchema;
using Milliseconds = std::chrono::sys_time<std::chrono::milliseconds>;

constexpr Milliseconds start{std::chrono::milliseconds{1'780'662'000'000}};
constexpr int readings_in_batch = 500;
constexpr std::chrono::milliseconds between_readings{10'000};

double count(std::size_t number) { return static_cast<double>(number); }

void lines_of_a_snapshot(benchmark::State& state, InfluxSchema schema) {
    const auto snapshot = a_snapshot();
    std::size_t lines = 0;
    for (auto _ : state) {
        const auto written = render::influx_lines(*snapshot, schema);
        lines += written.size();
        benchmark::DoNotOptimize(render::stamped(written, start));
    }
    state.counters["lines_per_second"] =
        benchmark::Counter(count(lines), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(lines_of_a_snapshot, givtcp, InfluxSchema::givtcp)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(lines_of_a_snapshot, extended, InfluxSchema::extended)
    ->Unit(benchmark::kMicrosecond);

// What a value adds to itself from reading to reading, or gzip would have it too easy: powers and
// voltages jump, each in its own way, the same in every run; counters go up now and then.
double movement(Quantity quantity, int reading, unsigned value) {
    constexpr unsigned readings_to_a_step = 15;
    switch (quantity) {
        case Quantity::power:
        case Quantity::voltage:
            return ((static_cast<unsigned>(reading) * 2654435761U) ^ (value * 40503U)) % 97U;
        case Quantity::energy_today:
        case Quantity::energy_total:
            return 0.1 * ((static_cast<unsigned>(reading) + value) / readings_to_a_step);
        default: return 0;
    }
}

Snapshot moved(Snapshot snapshot, int reading) {
    unsigned value = 0;
    for (auto& measured : snapshot.values) {
        ++value;
        auto* number = std::get_if<Number>(&measured.value);
        if (number != nullptr) number->value += movement(measured.point->quantity, reading, value);
    }
    return snapshot;
}

std::string a_batch(const Snapshot& snapshot, InfluxSchema schema) {
    std::string batch;
    auto time = start;
    for (int reading = 0; reading < readings_in_batch; ++reading, time += between_readings)
        batch += render::stamped(render::influx_lines(moved(snapshot, reading), schema), time);
    return batch;
}

std::vector<Bytef> gzipped(const std::string& text) {
    constexpr int gzip_window = 15 + 16;
    z_stream stream{};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY);
    std::vector<Bytef> packed(deflateBound(&stream, text.size()));
    std::vector<Bytef> input{text.begin(), text.end()};
    stream.next_in = input.data();
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = packed.data();
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

// No text in our lines has "=" in it: each but the tags' stands for a point.
std::size_t points_in(const std::string& batch) {
    std::size_t points = 0;
    bool in_fields = false;
    for (const char c : batch) {
        if (c == '\n') in_fields = false;
        if (c == ' ') in_fields = true;
        if (c == '=' && in_fields) ++points;
    }
    return points;
}

void bytes_of_a_batch(benchmark::State& state, InfluxSchema schema) {
    const auto batch = a_batch(*a_snapshot(), schema);
    std::size_t packed = 0;
    for (auto _ : state)
        packed = gzipped(batch).size();
    const auto points = count(points_in(batch));
    state.counters["points"] = points;
    state.counters["bytes_per_point"] = count(batch.size()) / points;
    state.counters["bytes_per_point_gzip"] = count(packed) / points;
    state.counters["gzip_ratio"] = count(batch.size()) / count(packed);
}
BENCHMARK_CAPTURE(bytes_of_a_batch, givtcp, InfluxSchema::givtcp)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bytes_of_a_batch, extended, InfluxSchema::extended)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace giv::bench
