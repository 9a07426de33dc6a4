// Which of our entities a config at the broker is, if it is one. Pure.
//
// Source: spec/clients.md §3.2 (what each generation called them), §3.3 rules 2 and 4.
#pragma once

#include "core/render/discovery_config.hpp"

#include "givtcp/render/discovery.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace giv::render {

// Better ones first: the names of later versions, then those nearer to what we would choose.
struct Rank {
    int topic = 0;      // 2: as version 3; 1: as 1.x and 2 for a pack; 0: the seed's
    int unique_id = 0;  // 2: <P>_<SN>_<Key>, with our prefix; 1: with another; 0: before 2.2

    friend auto operator<=>(const Rank&, const Rank&) = default;
};

struct HeldEntity {
    EntityName name;
    Rank rank;
};

// Nothing for what is not provably of this inverter: its topics are below others, or its names are
// none that GivTCP or we ever gave.
std::optional<HeldEntity> held_entity(
    const DiscoveryConfig& config, std::string_view serial, const DiscoveryOptions& options
);

// The names that the seed would have given this entity, from those that it gave the same one of
// another inverter, which took its topic away. Nothing if it is no such config.
std::optional<EntityIdentity> seed_identity(
    const DiscoveryConfig& of_another, const EntityName& name, std::string_view serial
);

}  // namespace giv::render
