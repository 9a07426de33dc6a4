// An entity as the JSON that Home Assistant takes. Pure.
#pragma once

#include "core/render/entity.hpp"

#include "givtcp/render/discovery.hpp"

#include <string>
#include <string_view>

namespace giv::render {

// What all announcements of a plant share.
struct PlantWords {
    std::string_view serial;
    std::string model;     // "Hybrid gen1"
    std::string firmware;  // "D0.449-A0.449"; empty: not known
    const DiscoveryOptions* options = nullptr;
};

// `fresh`: the unique id that it would have had if nobody knew it.
AnnouncementParts announcement_parts(
    const Entity& entity,
    const Announcement& announcement,
    std::string_view fresh,
    const PlantWords& plant
);

// The payload of an entity that is announced by itself.
std::string announcement_text(const AnnouncementParts& parts);

}  // namespace giv::render
