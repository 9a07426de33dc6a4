#include "givtcp/registers/models.hpp"

#include <algorithm>
#include <array>

namespace giv {
namespace {

constexpr auto all_facts = std::to_array<ModelFacts>({
    {Model::hybrid_gen1, "hybrid_gen1", "Hybrid_gen1", 1},
    {Model::hybrid_gen2, "hybrid_gen2", "Hybrid_gen2", 1},
    {Model::hybrid_gen3, "hybrid_gen3", "Hybrid_gen3", 1},
    {Model::hybrid_gen3_plus, "hybrid_gen3_plus", "Hybrid_gen3_plus", 1},
    {Model::hybrid_gen4, "hybrid_gen4", "Hybrid_gen4", 1},
    {Model::polar, "polar", "Polar", 1},
    {Model::pv_only, "pv_only", "Pv", 1},
    {Model::ac, "ac", "Ac", 1},
    {Model::all_in_one, "all_in_one", "All_in_one", 1},
    {Model::hybrid_hv_gen3, "hybrid_hv_gen3", "Hybrid_hv_gen3", 1},
    {Model::hybrid_3ph, "hybrid_3ph", "Hybrid_3ph", 3},
    {Model::ac_3ph, "ac_3ph", "Ac_3ph", 3},
    {Model::aio_commercial, "aio_commercial", "Aio_commercial", 3},
    {Model::all_in_one_hybrid, "all_in_one_hybrid", "All_in_one_hybrid", 3},
    {Model::ems, "ems", "Ems", 1},
    {Model::ems_commercial, "ems_commercial", "Ems_commercial", 1},
    {Model::gateway, "gateway", "Gateway", 1},
    {Model::unknown, "unknown", "Unknown", 1},
});

constexpr bool facts_are_in_order() {
    for (std::size_t i = 0; i < all_facts.size(); ++i) {
        if (static_cast<std::size_t>(all_facts.at(i).model) != i) return false;
    }
    return all_facts.size() == static_cast<std::size_t>(Model::unknown) + 1;
}
static_assert(facts_are_in_order(), "one row per model, in the order of the enumeration");

// The first two hex digits of the type code. Family 20 is divided by firmware, below.
struct Family {
    std::uint16_t prefix;
    Model model;
};
constexpr auto families = std::to_array<Family>({
    {0x20, Model::hybrid_gen1},
    {0x21, Model::polar},
    {0x22, Model::hybrid_gen3_plus},
    {0x23, Model::pv_only},
    {0x24, Model::polar},
    {0x25, Model::polar},
    {0x30, Model::ac},
    {0x40, Model::hybrid_3ph},
    {0x41, Model::aio_commercial},
    {0x50, Model::ems},
    {0x51, Model::ems_commercial},
    {0x60, Model::ac_3ph},
    {0x70, Model::gateway},
    {0x80, Model::all_in_one},
    {0x81, Model::hybrid_hv_gen3},
    {0x82, Model::all_in_one_hybrid},
    {0x83, Model::hybrid_gen4},
});

// The hundreds of the ARM firmware tell generations apart; 0 keeps the most restrictive.
Model generation(std::uint16_t arm_firmware) {
    switch (arm_firmware / 100) {
        case 3: return Model::hybrid_gen3;
        case 8:
        case 9: return Model::hybrid_gen2;
        default: return Model::hybrid_gen1;
    }
}

struct Rating {
    std::uint16_t code;
    int watts;
};

// spec/models.md §3. 22xx, 24xx and 25xx are rated as 21xx.
constexpr auto ratings = std::to_array<Rating>({
    {0x2001, 5000},  {0x2002, 4600},  {0x2003, 3600},  {0x2101, 5000},  {0x2102, 4600},
    {0x2103, 3600},  {0x2104, 6000},  {0x2105, 7000},  {0x2106, 8000},  {0x2301, 5000},
    {0x2302, 4600},  {0x2303, 3600},  {0x2304, 6000},  {0x3001, 3000},  {0x3002, 3600},
    {0x4001, 6000},  {0x4002, 8000},  {0x4003, 10000}, {0x4004, 11000}, {0x4005, 15000},
    {0x4006, 20000}, {0x4007, 5000},  {0x4101, 30000}, {0x4103, 50000}, {0x6001, 6000},
    {0x6002, 8000},  {0x6003, 10000}, {0x6004, 11000}, {0x6005, 15000}, {0x6006, 20000},
    {0x7001, 12000}, {0x8001, 6000},  {0x8002, 3600},  {0x8003, 5000},  {0x8101, 6000},
    {0x8102, 8000},  {0x8103, 10000}, {0x8201, 6000},  {0x8202, 8000},  {0x8203, 10000},
    {0x8204, 12000}, {0x8205, 11000}, {0x8301, 3600},  {0x8302, 4600},  {0x8303, 5000},
    {0x8304, 6000},
});

constexpr auto battery_ratings = std::to_array<Rating>({
    {0x2201, 5400},
    {0x3001, 3000},
    {0x3002, 3000},
    {0x8001, 6000},
    {0x8002, 3600},
    {0x8003, 5000},
    {0x8102, 8000},
    {0x8103, 10000},
});

template <std::size_t Size>
std::optional<int> watts_of(const std::array<Rating, Size>& table, std::uint16_t code) {
    const auto* found = std::ranges::find(table, code, &Rating::code);
    if (found == table.end()) return std::nullopt;
    return found->watts;
}

constexpr std::uint16_t prefix_of(std::uint16_t code) {
    return static_cast<std::uint16_t>(code >> 8U);
}

std::uint16_t rated_like(std::uint16_t code) {
    const auto prefix = prefix_of(code);
    const bool as_polar = prefix == 0x22 || prefix == 0x24 || prefix == 0x25;
    return as_polar ? static_cast<std::uint16_t>(0x2100 | (code & 0xFFU)) : code;
}

constexpr ModelSet always_extended = only(Model::hybrid_gen4) | only(Model::all_in_one) |
                                     only(Model::hybrid_hv_gen3) | only(Model::all_in_one_hybrid) |
                                     only(Model::hybrid_3ph) | only(Model::ac_3ph) |
                                     only(Model::gateway);
constexpr ModelSet with_ac_block = only(Model::ac) | only(Model::ac_3ph) | only(Model::all_in_one);

}  // namespace

const ModelFacts& facts(Model model) {
    const auto index = static_cast<std::size_t>(model);
    return index < all_facts.size() ? all_facts.at(index) : all_facts.back();
}

Model model_of(std::uint16_t device_type_code, std::uint16_t arm_firmware) {
    const auto* family = std::ranges::find(families, prefix_of(device_type_code), &Family::prefix);
    if (family == families.end()) return Model::unknown;
    return family->prefix == 0x20 ? generation(arm_firmware) : family->model;
}

std::optional<int> rated_watts(std::uint16_t device_type_code, std::uint16_t rated_power_code) {
    if (const auto watts = watts_of(ratings, rated_like(device_type_code))) return watts;
    if (rated_power_code != 0) return rated_power_code * 100;
    return std::nullopt;
}

std::optional<int> table_battery_watts(std::uint16_t device_type_code, std::uint16_t arm_firmware) {
    if (prefix_of(device_type_code) == 0x20) {
        return generation(arm_firmware) == Model::hybrid_gen1 ? 2600 : 3600;
    }
    return watts_of(battery_ratings, device_type_code);
}

bool has_extended_slots(Model model, std::uint16_t arm_firmware) {
    return always_extended.contains(model) || (model == Model::hybrid_gen3 && arm_firmware > 302);
}

bool has_ac_block(Model model) { return with_ac_block.contains(model); }

}  // namespace giv
