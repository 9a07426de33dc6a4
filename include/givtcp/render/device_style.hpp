// Device style: one message of discovery for each device, with its entities as components, instead
// of one for each entity; and how an install gets from one style to the other and keeps everything.
//
// Source: spec/clients.md §3.1, §3.3 rule 5; research/home-assistant.md 5 "Device style". Home
// Assistant 2024.12 and later. Adoption does not know of it: to adoption.hpp a component is an
// entity with a topic of its own, the one that it would have, and as_entities() says which.
// Pure; any thread.
#pragma once

#include "givtcp/render/adoption.hpp"
#include "givtcp/render/discovery.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace giv::render {

enum class DiscoveryStyle : std::uint8_t { entity, device };

// At the topic that an entity, or a device, is about to leave: Home Assistant lets go of it and
// forgets nothing. Not retained: whoever is cut off here finds the old message, and begins again.
inline constexpr std::string_view migration_payload = R"({"migrate_discovery": true})";

struct Component {
    Platform platform = Platform::sensor;
    std::string key;  // in its device: "sensor-SA2114G047_PV_Power"

    friend bool operator==(const Component&, const Component&) = default;
};

struct DeviceAnnouncement {
    std::string topic;
    std::string payload;
    std::vector<Component> components;
};

// ---- what the broker holds -------------------------------------------------------------------

struct HeldComponent {
    Component is;
    std::string unique_id;
    std::string text;   // as it stands in its device, JSON
    HeldConfig single;  // the same as an entity of its own; no topic if we would not call it so
};

struct HeldDevice {
    std::string topic;
    std::vector<HeldComponent> components;
    bool is_ours = false;  // each of them is, by the test of adoption.hpp
};

// The topic filter of everything that is announced in device style, by anybody.
std::string device_filter(const DiscoveryOptions& options);

// Those messages of `held` that are in device style. What is broken, or has no component that Home
// Assistant would keep, is left out.
std::vector<HeldDevice> held_devices(
    std::span<const HeldConfig> held, std::string_view serial, const DiscoveryOptions& options
);

// For plan_adoption(): entities as they are, and the components of devices as if they were such.
std::vector<HeldConfig> as_entities(
    std::span<const HeldConfig> held, const DiscoveryOptions& options
);

// ---- what is announced -----------------------------------------------------------------------

// Where the device with these identifiers is announced; another for any other device or plant.
std::string device_topic(
    const std::vector<std::string>& identifiers,
    std::string_view serial,
    const DiscoveryOptions& options
);

Component component_of(const Announcement& announcement);

// The due ones by device, the root device first. `kept`: devices that the broker holds; components
// of theirs that are not due stay as they are held, or a start would take away what has no value
// yet.
std::vector<DeviceAnnouncement> device_announcements(
    std::span<const Announcement> announcements,
    const DiscoveryOptions& options,
    std::span<const HeldDevice> kept = {}
);

// What takes away the components that were there before and are not in `now`; empty if there are
// none. `now` itself is sent a few seconds after it: until Home Assistant is done with a component,
// it drops the rest of another message with it.
std::string removing(const DeviceAnnouncement& now, std::span<const Component> before);

// ---- from one style to the other -------------------------------------------------------------

struct DeviceRemoval {
    std::string topic;
    std::string payload;

    friend bool operator==(const DeviceRemoval&, const DeviceRemoval&) = default;
};

// In the order in which it is sent. It holds nothing, but `announce`, where the style stays and
// nothing is gone.
struct MigrationPlan {
    std::vector<Clearing> clear_first;    // instead of AdoptionPlan::clear: an empty message each
    std::vector<DeviceRemoval> removals;  // after either, settled_after
    std::vector<std::string> announce_migration;  // migration_payload each
    std::vector<DeviceAnnouncement> announce;     // in entity style none: each entity by itself
    std::vector<std::string> clear_afterwards;    // an empty message each
    std::vector<std::string> blocked;  // of devices: somebody else is there, nothing is announced
};

// `held`: what the broker holds now, both styles, as it came. `adoption`: what plan_adoption() made
// of as_entities() of it; empty where only more has become due since. `announcements`: all of
// this plant, with its identities. Nothing that is not ours is ever named, but in `blocked`.
MigrationPlan plan_migration(
    DiscoveryStyle style,
    std::span<const HeldConfig> held,
    const AdoptionPlan& adoption,
    std::span<const Announcement> announcements,
    const DiscoveryOptions& options
);

// For people: what is cleared, what moves between the styles, then each entity, one line each, and
// the sums.
std::string plan_text(const AdoptionPlan& plan, const MigrationPlan& migration);

}  // namespace giv::render
