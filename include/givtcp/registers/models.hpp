// Which inverter is this, what can it do, and what is read of it how often.
//
// Source: spec/models.md §1-3 and §7, spec/registers.json "model_groups".
#pragma once

#include "givtcp/protocol/address.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace giv {

enum class Model : std::uint8_t {
    hybrid_gen1,
    hybrid_gen2,
    hybrid_gen3,
    hybrid_gen3_plus,
    hybrid_gen4,
    polar,
    pv_only,
    ac,
    all_in_one,
    hybrid_hv_gen3,
    hybrid_3ph,
    ac_3ph,
    aio_commercial,
    all_in_one_hybrid,
    ems,
    ems_commercial,
    gateway,
    unknown,
};

// A set of models, as bits. Rows of the tables say with one for which models they hold.
struct ModelSet {
    std::uint32_t bits = 0;

    constexpr bool contains(Model model) const {
        return (bits >> static_cast<unsigned>(model) & 1U) != 0;
    }
    constexpr bool intersects(ModelSet other) const { return (bits & other.bits) != 0; }
    friend constexpr ModelSet operator|(ModelSet a, ModelSet b) { return {a.bits | b.bits}; }
    friend constexpr ModelSet operator-(ModelSet a, ModelSet b) { return {a.bits & ~b.bits}; }
    friend constexpr bool operator==(ModelSet, ModelSet) = default;
};

constexpr ModelSet only(Model model) { return {1U << static_cast<unsigned>(model)}; }

namespace models {

inline constexpr ModelSet none{};
inline constexpr ModelSet dc_hybrid_lv = only(Model::hybrid_gen1) | only(Model::hybrid_gen2) |
                                         only(Model::hybrid_gen3) | only(Model::hybrid_gen3_plus) |
                                         only(Model::hybrid_gen4) | only(Model::polar);
inline constexpr ModelSet single_phase_lv = dc_hybrid_lv | only(Model::ac);
inline constexpr ModelSet single_phase =
    single_phase_lv | only(Model::pv_only) | only(Model::all_in_one) | only(Model::hybrid_hv_gen3);
inline constexpr ModelSet three_phase = only(Model::hybrid_3ph) | only(Model::ac_3ph) |
                                        only(Model::aio_commercial) |
                                        only(Model::all_in_one_hybrid);
inline constexpr ModelSet ems = only(Model::ems) | only(Model::ems_commercial);
inline constexpr ModelSet gateway = only(Model::gateway);
inline constexpr ModelSet all = single_phase | three_phase | ems | gateway;
inline constexpr ModelSet high_voltage =
    only(Model::all_in_one) | only(Model::hybrid_hv_gen3) | three_phase;

// What this version reads and publishes; the others are named and left alone.
inline constexpr ModelSet supported = single_phase_lv;

}  // namespace models

struct ModelFacts {
    Model model;
    std::string_view key;          // "hybrid_gen1": as spec/registers.json
    std::string_view givtcp_name;  // "Hybrid_gen1": GivTCP's spelling, over the wire to clients
    int phases;                    // 1 or 3; 1 for controllers
};

const ModelFacts& facts(Model model);

// From HR0 and HR21. A prefix that nobody knows is `unknown`.
Model model_of(std::uint16_t device_type_code, std::uint16_t arm_firmware);

// Rated inverter power by type code; HR2's low byte (x 100 W) where the table has none.
std::optional<int> rated_watts(std::uint16_t device_type_code, std::uint16_t rated_power_code);

// What the table alone says of the battery's power, before capacity and rating limit it.
std::optional<int> table_battery_watts(std::uint16_t device_type_code, std::uint16_t arm_firmware);

// Slots 3-10 and the target of each slot exist (HR240-299).
bool has_extended_slots(Model model, std::uint16_t arm_firmware);

// HR300-359: pause and AC limits.
bool has_ac_block(Model model);

// How often a block is worth reading.
enum class Tier : std::uint8_t {
    measurement,    // every cycle
    configuration,  // every few minutes, and after a write
};

// A block of the inverter itself, in the order in which it is asked for. Packs and meters
// follow from the topology, not from this table.
struct Block {
    RegisterRange range;
    Tier tier;
    bool after_probe = false;  // only where a probe was answered once
};

// Empty for a model that is not read. `arm_firmware` decides where a generation is divided.
std::span<const Block> read_plan(Model model, std::uint16_t arm_firmware);

}  // namespace giv
