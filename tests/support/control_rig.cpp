#include "support/control_rig.hpp"

#include "simulator/builtin_plants.hpp"
#include "support/own_plants.hpp"

#include "givtcp/registers/local_time.hpp"
#include "givtcp/render/document.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <map>
#include <stdexcept>

namespace giv::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t holding_end = 360;
constexpr RegisterRange clock_registers{Bank::holding, 35, 6};

// What a search for parts finds is the same every time.
std::map<std::string, Topology>& known_topologies() {
    static std::map<std::string, Topology> known;
    return known;
}

bool is_complete(const RigPlant& plant) {
    const auto snapshot = plant.hub.latest();
    return snapshot && render::is_servable(*snapshot);
}

bool is_of_control(const render::Leaf& leaf) {
    return leaf.path.starts_with("Control/") || leaf.path.starts_with("Timeslots/");
}

}  // namespace

simulator::RegisterImage image_of(const ControlPlant& plant) {
    const std::string_view nearest = plant.name == "gen2" ? "gen1" : std::string_view{plant.name};
    auto image = simulator::builtin_plant(nearest);
    if (!image) throw std::runtime_error{"no built-in plant " + plant.name};
    for (const auto& [index, word] : plant.registers)
        image->set(device::inverter, HR(index), word);
    return *std::move(image);
}

ControlPlant control_plant(std::string_view name) {
    for (auto& plant : control_plants())
        if (plant.name == name) return plant;
    throw std::runtime_error{"no plant " + std::string{name}};
}

RigPlant& add_control_plant(Rig& rig, const ControlPlant& plant, const PlantWishes& wishes) {
    simulator::DongleSettings dongle;
    dongle.latency = wishes.latency;
    dongle.reboot_time = wishes.reboot_time;
    dongle.seed = wishes.seed;
    dongle.cloud.period = wishes.cloud_period;
    auto settings = Rig::usual_settings();
    settings.control = wishes.control;

    const auto known = known_topologies().find(plant.name);
    const auto kept =
        known == known_topologies().end() ? std::nullopt : std::optional{known->second};
    auto& added = rig.add(simulator::Dongle{image_of(plant), dongle}, std::move(settings), kept);
    added.is_commanded = wishes.is_commanded;
    KeptControl control;
    control.saved_reserve = plant.saved_reserve;
    for (const auto* serial : {"SA2114G047", "FD2341G118", "CE2117G305"})
        added.store.kept[serial] = control;

    rig.restart(added);
    if (!rig.run_until([&] { return is_complete(added); }, 60s))
        throw std::runtime_error{"the plant is not read"};
    if (!kept) {
        rig.run_for(30s);  // the search for parts
        known_topologies()[plant.name] = *added.link->topology();
    }
    added.dongle.clear_write_log();
    return added;
}

void set_clock(Rig& rig, RigPlant& plant, const LocalTime& shows) {
    plant.dongle.run_clock(*local_seconds_of(shows), rig.clock().now());
}

LocalTime time_from(std::string_view text) {
    std::array<unsigned, 6> part{};
    if (std::sscanf(
            std::string{text}.c_str(),
            "%4u-%2u-%2uT%2u:%2u:%2u",
            &part[0],
            &part[1],
            &part[2],
            &part[3],
            &part[4],
            &part[5]
        ) != 6)
        throw std::runtime_error{"no time: " + std::string{text}};
    const auto small = [&](std::size_t i) { return static_cast<std::uint8_t>(part.at(i)); };
    return {static_cast<std::uint16_t>(part[0]), small(1), small(2), small(3), small(4), small(5)};
}

std::chrono::local_seconds clock_last_read(const RigPlant& plant) {
    const auto words = plant.dongle.registers().read(device::inverter, clock_registers).value();
    const auto small = [&](std::size_t i) { return static_cast<std::uint8_t>(words.at(i)); };
    const LocalTime time{
        static_cast<std::uint16_t>(2000 + words.at(0)),
        small(1),
        small(2),
        small(3),
        small(4),
        small(5)};
    return local_seconds_of(time).value();
}

Registers registers_of(const RigPlant& plant) {
    Registers all;
    for (std::uint16_t index = 0; index < holding_end; ++index) {
        const auto word = plant.dongle.registers().word(device::inverter, HR(index));
        if (word && !clock_registers.contains(HR(index))) all[index] = *word;
    }
    return all;
}

std::uint16_t word_of(const RigPlant& plant, std::uint16_t index) {
    return plant.dongle.registers().word(device::inverter, HR(index)).value();
}

std::vector<std::string> texts_of(const std::vector<ExpectedWrite>& writes) {
    std::vector<std::string> texts;
    for (const auto& write : writes)
        texts.push_back(text_of(write));
    return texts;
}

std::vector<std::string> done_writes(const RigPlant& plant) {
    std::vector<std::string> texts;
    for (const auto& write : plant.dongle.write_log())
        if (write.done) texts.push_back(text_of(ExpectedWrite{write.index, write.value}));
    return texts;
}

void set_fault(RigPlant& plant, std::string_view words) {
    plant.dongle.set_fault(simulator::parse_fault(words).value());
}

Outcome final_outcome(Rig& rig, RigPlant& plant, const RigCommand& asked) {
    rig.run_until([&] { return asked.is_answered(); }, 10s);
    if (asked.outcome().reason != Reason::continuing) return asked.outcome();
    const auto report = [&] { return plant.gate->log().find(asked.id).value(); };
    const auto is_done = [&] { return report().state == CommandReport::State::done; };
    rig.run_until(is_done, 60s);
    return report().outcome;
}

Outcome final_outcome(Rig& rig, RigPlant& plant, std::string control, std::string payload) {
    const auto& asked = rig.ask(plant, std::move(control), std::move(payload));
    return final_outcome(rig, plant, asked);
}

std::string shown(const RigPlant& plant, std::string_view path) {
    const auto snapshot = plant.hub.latest();
    if (!snapshot) return "nothing";
    const auto document = render::document(*snapshot, snapshot->made_at, {});
    const auto found = std::ranges::find(document, path, &render::Leaf::path);
    return found == document.end() ? "nothing" : found->text;
}

std::vector<std::string> disagreements(const RigPlant& plant) {
    const auto published = plant.hub.latest();
    if (!published) return {"nothing is published"};
    PlantImage fresh{[](const LocalTime&) { return 60min; }};
    fresh.set_topology(*plant.link->topology());
    fresh.set_control_state(published->control);
    auto reads = configuration_reads(*fresh.topology());
    std::ranges::copy(measurement_reads(*fresh.topology()), std::back_inserter(reads));
    for (const auto& target : reads) {
        const auto words = plant.dongle.registers().read(target.device, target.range);
        if (!words) continue;
        admit_twice(fresh, {target.device, target.range, *words, published->made_at.steady});
    }
    const auto expected = render::document(
        *fresh.snapshot(published->made_at, PlantState::live, ""), published->made_at, {}
    );
    const auto actual = render::document(*published, published->made_at, {});

    std::vector<std::string> differences;
    for (const auto& leaf : actual) {
        if (!is_of_control(leaf)) continue;
        const auto same = std::ranges::find(expected, leaf.path, &render::Leaf::path);
        const std::string should = same == expected.end() ? "absent" : same->text;
        if (should != leaf.text)
            differences.push_back(leaf.path + " is " + leaf.text + ", not " + should);
    }
    return differences;
}

bool has_logged(const RigPlant& plant, std::string_view words) {
    return std::ranges::any_of(plant.log, [words](const std::string& line) {
        return line.find(words) != std::string::npos;
    });
}

std::string text_of(const Outcome& outcome) {
    std::string text{words(outcome.how)};
    return text + ' ' + std::string{words(outcome.reason)} + ": " + outcome.why;
}

}  // namespace giv::testing
