// What somebody announced to Home Assistant, as far as we need to know it. Any text may come: what
// is broken, or no entity, is nothing. Pure.
#pragma once

#include "givtcp/render/discovery.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv::render {

struct DiscoveryConfig {
    Platform platform = Platform::sensor;
    std::string object;  // the last segment before "config": "SA2114G047_PV_Power"
    std::string unique_id;
    std::string state_topic;  // each may be empty
    std::string command_topic;
    std::vector<std::string> identifiers;  // of its device
    SensorClass sensor_class;              // in lower case, but for the unit
    bool has_blank_unit = false;           // it says that it has none: "", and is a number so
    bool is_by_us = false;                 // its origin says so
    bool hidden = false;                   // Home Assistant does not enable it by itself
};

// `topic` is <discovery prefix>/<platform>/GivEnergy/<object>/config. Both of Home Assistant's
// spellings of each key are known. Nothing without a unique id: Home Assistant keeps nothing of it.
std::optional<DiscoveryConfig> discovery_config(
    std::string_view topic, std::string_view payload, std::string_view discovery_prefix
);

}  // namespace giv::render
