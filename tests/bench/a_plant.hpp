// A plant for the benchmarks: the simulator's own, asked for everything that the daemon reads.
#pragma once

#include "simulator/builtin_plants.hpp"

#include "givtcp/plant/plant_image.hpp"
#include "givtcp/protocol/frame.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace giv::bench {

inline const Serial& adapter() {
    static const Serial serial = serial_of("WF1234G567");
    return serial;
}

struct Plant {
    Topology topology;
    std::vector<ReadResponse> answers;  // to the reads of one cycle and of the configuration
};

// The words that a device would answer with; none for silence.
inline std::vector<std::uint16_t> ask(
    const simulator::RegisterImage& registers, const ReadTarget& target
) {
    return registers.read(target.device, target.range).value_or(std::vector<std::uint16_t>{});
}

inline Plant a_plant() {
    const auto registers = simulator::gen1_plant();
    Plant plant;
    const auto identity =
        judge_identity(ask(registers, {device::inverter, {Bank::holding, 0, 60}}));
    if (!identity) return plant;
    plant.topology.identity = *identity;
    for (const auto& probe : probes(*identity, device::inverter)) {
        apply(plant.topology, probe, ask(registers, probe.target));
    }

    auto targets = measurement_reads(plant.topology);
    const auto configuration = configuration_reads(plant.topology);
    targets.insert(targets.end(), configuration.begin(), configuration.end());
    for (const auto& target : targets) {
        auto words = ask(registers, target);
        if (words.empty()) continue;
        plant.answers.push_back(
            {adapter(), serial_of(identity->serial), target.device, target.range, std::move(words)}
        );
    }
    return plant;
}

inline PlantImage image_of(const Plant& plant) {
    PlantImage image{[](const LocalTime&) { return std::optional{std::chrono::minutes{0}}; }};
    image.set_topology(plant.topology);
    return image;
}

inline void take_in(PlantImage& image, const ReadResponse& answer, Instant now) {
    image.admit({answer.device, answer.range, answer.words, now});
}

// Everything twice: what counts is believed when a second reading agrees.
inline PlantImage whole_image_of(const Plant& plant, Moment now) {
    auto image = image_of(plant);
    for (int read = 0; read < 2; ++read) {
        for (const auto& answer : plant.answers)
            take_in(image, answer, now.steady);
    }
    image.cycle_completed(now);
    return image;
}

inline SnapshotPtr a_snapshot() {
    const Moment now{std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
    auto image = whole_image_of(a_plant(), now);
    return image.snapshot(now, PlantState::live, "");
}

}  // namespace giv::bench
