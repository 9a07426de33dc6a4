// From bytes to fields: CRC, finding frames, decoding a whole plant.
#include "a_plant.hpp"

#include "givtcp/protocol/crc16.hpp"
#include "givtcp/protocol/frame_decoder.hpp"
#include "givtcp/registers/readings.hpp"

#include <benchmark/benchmark.h>

namespace giv::bench {
namespace {

Bytes stream_of(const Plant& plant) {
    Bytes stream;
    for (const auto& answer : plant.answers) {
        const auto frame = encode(Response{answer});
        stream.insert(stream.end(), frame.begin(), frame.end());
    }
    return stream;
}

std::size_t registers_in(const Plant& plant) {
    std::size_t count = 0;
    for (const auto& answer : plant.answers)
        count += answer.words.size();
    return count;
}

void per_register(benchmark::State& state, std::size_t registers) {
    state.counters["per_register"] = benchmark::Counter(
        static_cast<double>(registers),
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert
    );
}

void crc_of_a_frame(benchmark::State& state) {
    const Bytes frame(160, 0x5A);
    for (auto _ : state)
        benchmark::DoNotOptimize(crc16(frame));
}
BENCHMARK(crc_of_a_frame);

void frames_of_a_plant(benchmark::State& state) {
    const auto plant = a_plant();
    const auto stream = stream_of(plant);
    for (auto _ : state) {
        ResponseDecoder decoder;
        decoder.feed(stream);
        while (auto frame = decoder.next())
            benchmark::DoNotOptimize(frame);
    }
    per_register(state, registers_in(plant));
}
BENCHMARK(frames_of_a_plant);

// The figure with an aim: from the socket's bytes, CRC checked, to every field of every device.
void decode_of_a_plant(benchmark::State& state) {
    const auto plant = a_plant();
    const auto stream = stream_of(plant);
    const auto& identity = plant.topology.identity;
    const auto now = std::chrono::steady_clock::now();
    for (auto _ : state) {
        ResponseDecoder decoder;
        decoder.feed(stream);
        std::map<std::pair<DeviceAddress, Bank>, RegisterBank> banks;
        while (auto frame = decoder.next()) {
            const auto& answer = std::get<ReadResponse>(frame->message);
            banks[{answer.device, answer.range.bank}].store(answer.range.base, answer.words, now);
        }
        DeviceReadings inverter;
        const auto decode = [&](DeviceReadings& into, Map map, DeviceAddress device) {
            into.decode(
                map, identity.model(), identity.arm_firmware, banks[{device, bank_of(map)}]
            );
        };
        decode(inverter, Map::inverter_holding, device::inverter);
        decode(inverter, Map::inverter_input, device::inverter);
        benchmark::DoNotOptimize(inverter);
        for (const auto& pack : plant.topology.packs) {
            DeviceReadings readings;
            decode(readings, Map::lv_pack, pack.address);
            benchmark::DoNotOptimize(readings);
        }
    }
    per_register(state, registers_in(plant));
}
BENCHMARK(decode_of_a_plant);

}  // namespace
}  // namespace giv::bench
