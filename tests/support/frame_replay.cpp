#include "support/frame_replay.hpp"

#include "link/reads.hpp"
#include "simulator/replay.hpp"
#include "support/own_plants.hpp"
#include "support/shared_data.hpp"
#include "support/true_plant.hpp"

#include <algorithm>
#include <utility>

namespace giv::testing {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1000h};
constexpr RegisterRange pages_of_packs{Bank::input, 60, 60};
constexpr RegisterRange identity_block{Bank::holding, 0, 60};

ReadResponse answer_of(const TruePlant& plant, const ReadTarget& target) {
    ReadResponse answer;
    answer.adapter = serial_of("WF2142G731");
    answer.inverter = serial_of("SA2114G047");
    answer.device = target.device;
    answer.range = target.range;
    answer.words = plant.registers()
                       .read(target.device, target.range)
                       .value_or(std::vector<std::uint16_t>(target.range.count, 0));
    return answer;
}

// The packs and the identity that the answers tell of.
Topology topology_in(const std::vector<RecordedFrame>& frames) {
    Topology topology;
    for (const auto& frame : frames) {
        if (!frame.says || frame.says->range != identity_block) continue;
        if (const auto identity = judge_identity(frame.says->words)) topology.identity = *identity;
    }
    for (const auto& probe : probes(topology.identity, device::inverter)) {
        for (const auto& frame : frames) {
            if (!frame.says || target_of(*frame.says) != probe.target) continue;
            apply(topology, probe, frame.says->words);
            if (probe.kind != Probe::Kind::block) break;
        }
    }
    return topology;
}

Topology topology_of(const TruePlant& plant) {
    Topology topology;
    const auto words = answer_of(plant, {device::inverter, identity_block}).words;
    topology.identity = judge_identity(words).value_or(Identity{});
    for (const auto& probe : probes(topology.identity, device::inverter))
        apply(topology, probe, answer_of(plant, probe.target).words);
    return topology;
}

}  // namespace

ReadTarget target_of(const ReadResponse& response) { return {response.device, response.range}; }

Recording true_recording(std::chrono::seconds from, int polls) {
    TruePlant plant;
    while (plant.since_midnight() < from)
        plant.live();
    Recording recording;
    recording.topology = topology_of(plant);
    auto targets = measurement_reads(recording.topology);
    const auto settings = configuration_reads(recording.topology);
    targets.insert(targets.end(), settings.begin(), settings.end());
    auto at = start;
    for (int poll = 0; poll < polls; ++poll, plant.live(), at += TruePlant::step) {
        auto sent = at;
        for (const auto& target : targets) {
            auto answer = answer_of(plant, target);
            auto bytes = encode(Response{answer});
            recording.frames.push_back({sent, std::move(bytes), std::move(answer)});
            sent += 250ms;
        }
    }
    return recording;
}

Recording captured_recording(const std::string& name) {
    Recording recording;
    const auto capture = simulator::parse_capture(shared_text("vectors/captures/" + name));
    if (!capture) return recording;
    ResponseDecoder decoder;
    for (const auto& piece : *capture) {
        if (!piece.from_dongle) continue;
        decoder.feed(piece.bytes);
        while (auto framed = decoder.next()) {
            const auto* read = std::get_if<ReadResponse>(&framed->message);
            auto says = read != nullptr ? std::optional{*read} : std::nullopt;
            recording.frames.push_back(
                {start + piece.after, std::move(framed->bytes), std::move(says)}
            );
        }
    }
    recording.topology = topology_in(recording.frames);
    recording.period = 30s;  // what most of the recorded clients wait
    return recording;
}

Doubts doubts_in(const guard::RuleCounts& counts) {
    Doubts found;
    for (const auto& rule : guard::rules())
        if (counts.of(rule.rule) != 0) found[std::string{rule.key}] = counts.of(rule.rule);
    return found;
}

GuardedPlant::GuardedPlant(const Recording& recording) : image_(one_hour_ahead) {
    image_.set_topology(recording.topology);
    image_.set_periods(recording.period, 300s);
}

// As Client::is_of_another_inverter, Poller::overheard and Poller::is_of_a_stranger.
void GuardedPlant::take(const ReadResponse& response, Instant at) {
    const auto& topology = *image_.topology();
    const auto target = target_of(response);
    const bool is_anothers = response.device == device::inverter &&
                             is_plausible(response.inverter) &&
                             response.inverter.text() != topology.identity.serial;
    const bool is_read = models::supported.contains(topology.identity.model());
    if (is_anothers || (is_read && !is_read_by_us(topology, target))) return;
    const auto* pack = pack_at(topology, target.device);
    if (pack != nullptr && target.range == pages_of_packs) {
        const auto serial = judge_pack(response.words);
        if (serial && *serial != pack->serial) return;
    }
    last_ = image_.admit({target.device, target.range, response.words, at, Origin::own});
    ++admitted_;
}

void GuardedPlant::hear(std::span<const std::uint8_t> bytes, Instant at) {
    last_.reset();
    decoder_.feed(bytes);
    while (const auto framed = decoder_.next()) {
        if (const auto* read = std::get_if<ReadResponse>(&framed->message)) take(*read, at);
        const auto* write = std::get_if<WriteResponse>(&framed->message);
        if (write != nullptr && write->index != 0)
            image_.admit_write(write->device, write->index, write->value, at);
    }
}

SnapshotPtr GuardedPlant::show(Instant at) {
    const auto since = std::chrono::duration_cast<WallTime::duration>(at - start);
    const Moment now{at, WallTime{std::chrono::seconds{1'780'662'000}} + since};
    image_.cycle_completed(now);
    return image_.snapshot(now, PlantState::live, "");
}

}  // namespace giv::testing
