#include "givtcp/plant/topology.hpp"

#include <algorithm>
#include <array>

namespace giv {
namespace {

// Two characters a register, high byte first.
Serial serial_in(std::span<const std::uint16_t> words) {
    Serial serial;
    for (std::size_t i = 0; i < words.size() && 2 * i + 1 < serial.bytes.size(); ++i) {
        serial.bytes.at(2 * i) = static_cast<char>(words[i] >> 8U);
        serial.bytes.at(2 * i + 1) = static_cast<char>(words[i] & 0xFFU);
    }
    return serial;
}

std::optional<std::string> plausible_serial(std::span<const std::uint16_t> words) {
    const auto serial = serial_in(words);
    if (!is_plausible(serial)) return std::nullopt;
    return std::string{serial.text()};
}

constexpr std::uint16_t first_of_page = 60;  // packs, meters and the BCU page begin at IR60

DeviceAddress place(DeviceAddress first, int index) {
    return {static_cast<std::uint8_t>(first.value + index)};
}

ReadTarget page(DeviceAddress device, std::uint16_t count) {
    return {device, {Bank::input, first_of_page, count}};
}

bool has_packs(Model model) { return models::single_phase_lv.contains(model); }

void set_pack(Topology& topology, DeviceAddress address, const std::string& serial) {
    auto& packs = topology.packs;
    const auto at = std::ranges::lower_bound(packs, address, {}, &Pack::address);
    if (at != packs.end() && at->address == address) {
        at->serial = serial;
    } else {
        packs.insert(at, {address, serial});
    }
}

template <class T>
void insert_sorted(std::vector<T>& all, T one) {
    const auto at = std::ranges::lower_bound(all, one);
    if (at == all.end() || *at != one) all.insert(at, one);
}

bool is_answered(const Topology& topology, const Block& block) {
    return !block.after_probe ||
           std::ranges::find(topology.answered, block.range) != topology.answered.end();
}

void add_blocks(std::vector<ReadTarget>& reads, const Topology& topology, Tier tier) {
    const auto& identity = topology.identity;
    for (const auto& block : read_plan(identity.model(), identity.arm_firmware)) {
        if (block.tier != tier || !is_answered(topology, block)) continue;
        reads.push_back({topology.inverter, block.range});
    }
}

constexpr std::uint16_t pack_page = 60;
constexpr std::uint16_t meter_page = 30;

}  // namespace

std::optional<Identity> judge_identity(std::span<const std::uint16_t> words) {
    constexpr std::size_t serial_at = 13;
    constexpr std::size_t arm_at = 21;
    if (words.size() <= arm_at || words[0] == 0) return std::nullopt;
    auto serial = plausible_serial(words.subspan(serial_at, 5));
    if (!serial) return std::nullopt;
    return Identity{*std::move(serial), words[0], words[arm_at]};
}

std::optional<std::string> judge_pack(std::span<const std::uint16_t> words) {
    constexpr std::size_t serial_at = 110 - first_of_page;
    if (words.size() < serial_at + 5) return std::nullopt;
    return plausible_serial(words.subspan(serial_at, 5));
}

bool judge_meter(std::span<const std::uint16_t> words) {
    return !words.empty() && words[0] != 0;  // the voltage of phase 1
}

bool judge_lv_bcu_page(std::span<const std::uint16_t> words) {
    const auto page_words = words.first(std::min<std::size_t>(words.size(), 4));
    return std::ranges::any_of(page_words, [](std::uint16_t word) { return word != 0; });
}

std::vector<Probe> probes(const Identity& identity, DeviceAddress inverter) {
    std::vector<Probe> all;
    const auto model = identity.model();
    const auto plan = read_plan(model, identity.arm_firmware);
    if (plan.empty()) return all;
    for (const auto& block : plan) {
        if (block.after_probe) all.push_back({Probe::Kind::block, {inverter, block.range}, true});
    }
    if (has_packs(model)) {
        for (int i = 0; i < device::lv_pack_places; ++i) {
            const auto address = place(device::first_lv_pack, i);
            all.push_back({Probe::Kind::pack, page(address, pack_page), i == 0});
        }
        all.push_back({Probe::Kind::lv_bcu_page, page(device::inverter_facade, pack_page), false});
    }
    for (int i = 0; i < device::meter_places; ++i) {
        const auto address = place(device::first_meter, i);
        all.push_back({Probe::Kind::meter, page(address, meter_page), false});
    }
    return all;
}

void apply(Topology& topology, const Probe& probe, std::span<const std::uint16_t> words) {
    switch (probe.kind) {
        case Probe::Kind::pack:
            if (const auto serial = judge_pack(words)) {
                set_pack(topology, probe.target.device, *serial);
            }
            return;
        case Probe::Kind::lv_bcu_page: topology.has_lv_bcu_page = judge_lv_bcu_page(words); return;
        case Probe::Kind::meter:
            if (judge_meter(words)) insert_sorted(topology.meters, probe.target.device);
            return;
        case Probe::Kind::block:
            insert_sorted(topology.asked, probe.target.range);
            if (!words.empty()) insert_sorted(topology.answered, probe.target.range);
            return;
    }
}

std::vector<ReadTarget> measurement_reads(const Topology& topology) {
    std::vector<ReadTarget> reads;
    add_blocks(reads, topology, Tier::measurement);
    for (const auto& pack : topology.packs)
        reads.push_back(page(pack.address, pack_page));
    if (topology.has_lv_bcu_page) reads.push_back(page(device::inverter_facade, pack_page));
    for (const auto& meter : topology.meters)
        reads.push_back(page(meter, meter_page));
    return reads;
}

std::vector<ReadTarget> configuration_reads(const Topology& topology) {
    std::vector<ReadTarget> reads;
    add_blocks(reads, topology, Tier::configuration);
    return reads;
}

}  // namespace giv
