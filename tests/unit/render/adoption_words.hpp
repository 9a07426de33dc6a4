// Words for the tests of adoption: a plan for the plant of own_plants.hpp, and what it says of one
// entity.
#pragma once

#include "support/discovered.hpp"
#include "support/old_discovery.hpp"

#include "givtcp/render/adoption.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace giv::testing {

using render::AdoptionPlan;
using render::DiscoveryOptions;
using render::EntityIdentity;
using render::EntityName;
using render::Fate;
using render::HeldConfig;
using render::PlannedEntity;
using render::Platform;

using Held = std::vector<HeldConfig>;

inline AdoptionPlan plan_of(const Held& held, const DiscoveryOptions& options = {}) {
    return render::plan_adoption(*gen1_snapshot(), options, held);
}

inline const EntityIdentity& identity(
    const AdoptionPlan& plan,
    std::string_view key,
    Platform platform = Platform::sensor,
    std::string_view owner = "SA2114G047"
) {
    return plan.identities.at({platform, std::string{key}, std::string{owner}});
}

inline Fate fate(
    const AdoptionPlan& plan,
    std::string_view key,
    Platform platform = Platform::sensor,
    std::string_view owner = "SA2114G047"
) {
    const EntityName name{platform, std::string{key}, std::string{owner}};
    const auto found = std::ranges::find(plan.entities, name, &PlannedEntity::name);
    EXPECT_NE(found, plan.entities.end()) << key;
    return found == plan.entities.end() ? Fate::blocked : found->fate;
}

inline const OldEntity pv_power{"sensor", "Power/Power/PV_Power"};
inline const OldEntity pack_soc_v2{"sensor", "Battery_Details/BG2134G001/Battery_SOC"};
inline const OldEntity pack_soc_v3{
    "sensor", "Battery_Details/Battery_Stack_1/BG2134G001/Battery_SOC"};

}  // namespace giv::testing
