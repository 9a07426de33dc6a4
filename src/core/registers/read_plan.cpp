// What is read of the inverter itself, how often: one table per kind of model.
//
// Source: spec/models.md §7. The blocks are the vendor's own, so that answers to the cloud and to
// other clients can be used. Nothing outside these blocks is ever polled ("never poll", ibid.).
#include "givtcp/registers/models.hpp"

#include <array>

namespace giv {
namespace {

using enum Tier;

constexpr Block input(std::uint16_t base, Tier tier, bool after_probe = false) {
    return {{Bank::input, base, most_registers_per_read}, tier, after_probe};
}

constexpr Block holding(std::uint16_t base, bool after_probe = false) {
    return {{Bank::holding, base, most_registers_per_read}, configuration, after_probe};
}

constexpr auto hybrid = std::to_array<Block>({
    input(0, measurement),
    input(180, measurement),
    holding(0),
    holding(60),
    holding(120),
    input(120, configuration),
});

// Generation 3 answers two more where its firmware has them; pause (HR318) is not settled there.
constexpr auto hybrid_gen3 = std::to_array<Block>({
    input(0, measurement),
    input(180, measurement),
    input(240, measurement, true),
    holding(0),
    holding(60),
    holding(120),
    holding(300, true),
    input(120, configuration),
});

constexpr auto hybrid_extended = std::to_array<Block>({
    input(0, measurement),
    input(180, measurement),
    input(240, measurement, true),
    holding(0),
    holding(60),
    holding(120),
    holding(240),
    holding(300, true),
    input(120, configuration),
});

// Every AC-coupled unit should have HR300-359; a firmware that is silent there keeps the rest.
constexpr auto ac_coupled = std::to_array<Block>({
    input(0, measurement),
    input(180, measurement),
    holding(0),
    holding(60),
    holding(120),
    holding(300, true),
    input(120, configuration),
});

}  // namespace

std::span<const Block> read_plan(Model model, std::uint16_t arm_firmware) {
    if (!models::supported.contains(model)) return {};
    if (has_extended_slots(model, arm_firmware)) return hybrid_extended;
    if (model == Model::ac) return ac_coupled;
    if (model == Model::hybrid_gen3 || model == Model::hybrid_gen3_plus) return hybrid_gen3;
    return hybrid;
}

}  // namespace giv
