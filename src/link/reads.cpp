#include "link/reads.hpp"

#include <algorithm>

namespace giv {
namespace {

// 0x11 and the facade are one register file (spec/models.md §5).
DeviceAddress canonical(DeviceAddress device) {
    return device == device::inverter_facade ? device::inverter : device;
}

bool overlap(const RegisterRange& one, const RegisterRange& other) {
    return one.bank == other.bank && one.base < other.base + other.count &&
           other.base < one.base + one.count;
}

}  // namespace

ReadTarget identity_of(DeviceAddress inverter) {
    return {inverter, {Bank::holding, 0, most_registers_per_read}};
}

bool is_read_by_us(const Topology& topology, const ReadTarget& target) {
    const auto meets = [&](const ReadTarget& ours) {
        return canonical(ours.device) == canonical(target.device) &&
               overlap(ours.range, target.range);
    };
    return std::ranges::any_of(measurement_reads(topology), meets) ||
           std::ranges::any_of(configuration_reads(topology), meets);
}

bool asks_inverter(const ReadTarget& target) {
    constexpr RegisterRange controllers_page{Bank::input, 60, most_registers_per_read};
    const bool is_facade = target.device == device::inverter_facade;
    return target.device == device::inverter || (is_facade && target.range != controllers_page);
}

std::vector<ReadTarget> setting_reads(const Topology& topology) {
    auto reads = configuration_reads(topology);
    std::erase_if(reads, [](const ReadTarget& target) {
        return target.range.bank != Bank::holding;
    });
    return reads;
}

std::vector<ReadTarget> part_reads(const Topology& topology) {
    auto reads = measurement_reads(topology);
    std::erase_if(reads, asks_inverter);
    return reads;
}

Topology without(Topology topology, std::span<const ReadTarget> parts) {
    const auto is_gone = [&](DeviceAddress device) {
        return std::ranges::find(parts, device, &ReadTarget::device) != parts.end();
    };
    std::erase_if(topology.packs, [&](const Pack& pack) { return is_gone(pack.address); });
    std::erase_if(topology.meters, is_gone);
    if (is_gone(device::inverter_facade)) topology.has_lv_bcu_page = false;
    return topology;
}

const Pack* pack_at(const Topology& topology, DeviceAddress place) {
    const auto found = std::ranges::find(topology.packs, place, &Pack::address);
    return found == topology.packs.end() ? nullptr : &*found;
}

}  // namespace giv
