// What Home Assistant is told of a plant: one announcement per entity, for MQTT discovery.
//
// Source: spec/clients.md §3. Everything follows from rows: the points, the stamps and the
// controls. Only the plant's own texts differ between two plants. Pure; any thread.
#pragma once

#include "givtcp/plant/snapshot.hpp"
#include "givtcp/points/point.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace giv::render {

enum class Platform : std::uint8_t { sensor, binary_sensor, number, select, toggle, button, time };

// As in topics: "sensor", "binary_sensor", ..., and "switch" for a toggle.
std::string_view words(Platform platform);
std::optional<Platform> platform_of(std::string_view word);

// Which devices an inverter's own entities belong to. Packs, meters and the stack are devices of
// their own either way.
enum class DeviceLayout : std::uint8_t {
    single,    // one, for whoever begins afresh
    sections,  // one a section, as every generation of GivTCP has it
};

struct DiscoveryOptions {
    std::string discovery_prefix = "homeassistant";
    std::string root = "GivEnergy";                          // of the plant's topics
    std::string bridge_topic = "GivEnergy/bridge/1/status";  // where the daemon says that it lives
    std::string name_prefix = "GivTCP";                      // HADEVICEPREFIX
    bool prefix_is_shared =
        false;  // an earlier plant has it too: a stack and meters need the serial
    DeviceLayout layout = DeviceLayout::single;
    std::chrono::seconds expire_after = std::chrono::minutes{25};  // 0: never
    std::string configuration_url;  // "http://host:6345/"; none if it is no http(s) address
    std::string version;            // ours
    bool seed_profile = false;      // rates are percent
    bool read_only = false;         // whatever can be set is shown as not available
    bool time_entities = false;     // slots as `time` beside `select`: Home Assistant 2026.11
    bool slot_sensors = false;      // slots as sensors, too, as GivTCP's first version had them
};

// Which entity it is, whatever it is called at the broker.
struct EntityName {
    Platform platform = Platform::sensor;
    std::string key;    // the last segment of the path: "PV_Power"
    std::string owner;  // the inverter's serial, a pack's, "Battery_Stack_1", "Meter_ID1"

    friend auto operator<=>(const EntityName&, const EntityName&) = default;
};

// What makes a number a number for Home Assistant, in its words; each may be empty.
struct SensorClass {
    std::string device_class;
    std::string state_class;
    std::string unit;

    friend bool operator==(const SensorClass&, const SensorClass&) = default;
};

// What it is called at the broker, and so what Home Assistant knows it by.
struct EntityIdentity {
    std::string config_topic;
    std::string unique_id;
    std::vector<std::string> identifiers;     // of its device
    std::optional<SensorClass> sensor_class;  // other than ours, and as true: statistics hang on it
    bool adopted = false;                     // the broker holds it
    bool hidden = false;                      // ... and says that it is not enabled by itself
    bool withheld = false;                    // may not be announced: adoption.hpp

    friend bool operator==(const EntityIdentity&, const EntityIdentity&) = default;
};

using Identities = std::map<EntityName, EntityIdentity>;

// What a payload is made of, as JSON: device style (device_style.hpp) says some of it only once.
struct AnnouncementParts {
    std::string entity;              // the members that are this entity's alone, without brackets
    std::string availability;        // a list
    std::string usual_availability;  // of most entities of this plant
    std::string device;
    std::string origin;
};

struct Announcement {
    EntityName name;
    std::string serial;  // of the plant's inverter
    EntityIdentity identity;
    std::string state_topic;
    std::string section;  // of its path: "Power"; empty for what belongs to the root device
    std::optional<Quantity> quantity;  // nothing for what is no value of the document
    bool due = false;         // false: there is no value yet, or it is withheld; nothing is sent
    std::string payload;      // JSON; empty while it is not due
    AnnouncementParts parts;  // of the payload
};

// What announcements follow from, but for the options and the identities: as long as it stays, they
// stay. Cheaper by far than they are.
struct AnnouncedShape {
    std::optional<Identity> identity;
    std::string firmware;  // "D0.449-A0.449"
    std::optional<int> maximum_rate;
    bool complete = false;
    std::vector<std::string> parts;
    std::vector<std::pair<const Point*, std::uint16_t>> valued;  // with their part
    std::vector<std::string_view> stamped;                       // keys

    friend bool operator==(const AnnouncedShape&, const AnnouncedShape&) = default;
};

AnnouncedShape shape_of(const Snapshot& snapshot);

// All that this plant can have, the root device's first, then as points(). What is not in
// `identities` gets a fresh identity. Nothing before the plant is identified.
std::vector<Announcement> announcements(
    const Snapshot& snapshot, const DiscoveryOptions& options, const Identities& identities = {}
);

}  // namespace giv::render
