#include "core/plant/sections.hpp"

#include <algorithm>
#include <array>

namespace giv {
namespace {

constexpr RegisterRange identity_block{Bank::holding, 0, 60};
constexpr RegisterRange live_block{Bank::input, 0, 60};
constexpr RegisterRange counter_block{Bank::input, 180, 60};

// What a section is made of; `configuration` stands for every block of that tier.
struct Needs {
    std::string_view section;
    std::array<RegisterRange, 3> blocks;
    bool configuration;
};

constexpr auto all_needs = std::to_array<Needs>({
    {"Power", {identity_block, live_block, live_block}, false},
    {"Energy", {identity_block, live_block, counter_block}, false},
    {"Battery_Details", {live_block, live_block, live_block}, false},
    {"Meter_Details", {identity_block, identity_block, identity_block}, false},
    {"Control", {identity_block, live_block, live_block}, true},
    {"Timeslots", {identity_block, live_block, live_block}, true},
    {"{details}", {identity_block, live_block, live_block}, true},
    {"raw", {identity_block, live_block, live_block}, true},
});

bool was_read(const RegisterRange& range, InverterBanks banks) {
    const auto* bank = range.bank == Bank::holding ? banks.holding : banks.input;
    return bank->taken_at(range.base, range.count).has_value();
}

// Blocks that exist only on some firmware have been asked for, so that their keys come with the
// others or not at all.
bool probes_are_done(const Topology& topology) {
    const auto& identity = topology.identity;
    const auto is_settled = [&](const Block& block) {
        return !block.after_probe ||
               std::ranges::find(topology.asked, block.range) != topology.asked.end();
    };
    return std::ranges::all_of(read_plan(identity.model(), identity.arm_firmware), is_settled);
}

}  // namespace

bool has_configuration(const Topology& topology, InverterBanks banks) {
    const auto reads = configuration_reads(topology);
    const auto is_in = [&](const ReadTarget& read) {
        return read.range.bank != Bank::holding || was_read(read.range, banks);
    };
    return !reads.empty() && std::ranges::all_of(reads, is_in) && was_read(live_block, banks) &&
           probes_are_done(topology);
}

bool is_of_settings(std::string_view section) {
    const auto* const needs = std::ranges::find(all_needs, section, &Needs::section);
    return needs != all_needs.end() && needs->configuration;
}

bool is_complete(std::string_view section, const Topology& topology, InverterBanks banks) {
    const auto* const needs = std::ranges::find(all_needs, section, &Needs::section);
    if (needs == all_needs.end()) return false;
    const auto was_answered = [&](const RegisterRange& range) { return was_read(range, banks); };
    if (!std::ranges::all_of(needs->blocks, was_answered)) return false;
    return !needs->configuration || has_configuration(topology, banks);
}

}  // namespace giv
