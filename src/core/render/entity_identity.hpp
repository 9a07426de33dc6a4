// What entities and their devices are called at the broker: the names of GivTCP 2.2 and later, to
// the letter. Pure.
//
// Source: spec/clients.md §3.2-3.4.
#pragma once

#include "core/render/entity.hpp"

#include "givtcp/render/discovery.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv::render {

// The segment below <discovery prefix>/<platform>/ that GivTCP has for inverters.
inline constexpr std::string_view config_node = "GivEnergy";

std::string_view last_segment(std::string_view path);
std::string_view first_segment(std::string_view path);

// Whose value stands under this path: a pack's serial, "Battery_Stack_1", "Meter_ID1", or nothing
// for the inverter's own. Older versions' paths, too.
std::optional<std::string_view> part_in(std::string_view path);

EntityName name_of(const Entity& entity, std::string_view serial);

// Empty for what belongs to the root device in any layout.
std::string section_of(const Entity& entity);

// Who announces: the origin's name.
inline constexpr std::string_view our_origin = "givtcp";

std::string root_device(std::string_view serial);

// "<SN>_Power"
std::string section_device(std::string_view serial, std::string_view section);

EntityIdentity fresh_identity(
    const EntityName& name,
    std::string_view section,
    std::string_view serial,
    const DiscoveryOptions& options
);

// Of an entity whose owner is no serial: "GivTCP_Battery_Stack_1_SA2114G047_BMS_Voltage".
EntityIdentity with_serial(
    const EntityName& name, std::string_view serial, const DiscoveryOptions& options
);

// What the newly registered entity's id shall be, without the domain: in lower case, GivTCP's form.
std::string id_hint(const EntityName& name, const EntityIdentity& identity, std::string_view fresh);

// A stack's and a meter's names are the same in every plant.
bool is_ambiguous(std::string_view owner);

// What people read: "GivTCP Power" for "SA2114G047_Power".
std::string device_name(
    const std::vector<std::string>& identifiers,
    const EntityName& name,
    std::string_view serial,
    const DiscoveryOptions& options
);

}  // namespace giv::render
