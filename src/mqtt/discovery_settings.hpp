// What the MQTT room is told of Home Assistant: whether and how plants are announced to it.
//
// Plain values, filled by the config room. Source: spec/clients.md §3.3-3.5.
#pragma once

#include "givtcp/render/device_style.hpp"
#include "givtcp/render/discovery.hpp"

#include <map>
#include <string>

namespace giv {

struct DiscoverySettings {
    bool enabled = true;                   // HA_AUTO_D
    std::string prefix = "homeassistant";  // HA_DISCOVERY_PREFIX, without a slash at either end

    render::DiscoveryStyle style = render::DiscoveryStyle::entity;  // HA_DISCOVERY_STYLE

    // HADEVICEPREFIX, by instance; of others "GivTCP", "GivTCP2", "GivTCP3".
    std::map<int, std::string> name_prefixes;

    render::DeviceLayout layout = render::DeviceLayout::single;  // HA_DEVICE_LAYOUT
    bool time_entities = false;                                  // HA_TIME_ENTITIES
    bool seed_slot_sensors = false;                              // HA_SEED_SLOT_SENSORS
    std::string configuration_url;                               // HA_CONFIGURATION_URL

    // What a plant's entities and devices begin with. `first` is the first plant's instance.
    std::string name_prefix_of(int instance, int first) const {
        const auto own = name_prefixes.find(instance);
        if (own != name_prefixes.end()) return own->second;
        const auto place = instance - first + 1;
        return place <= 1 ? "GivTCP" : "GivTCP" + std::to_string(place);
    }

    // Where Home Assistant says that it has started, and that it stops, whatever the prefix.
    static std::string birth_topic() { return "homeassistant/status"; }
};

}  // namespace giv
