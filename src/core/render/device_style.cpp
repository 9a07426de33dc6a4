// What is announced in device style. Its texts are those of the entities, put together otherwise.
#include "givtcp/render/device_style.hpp"

#include "core/render/entity_identity.hpp"
#include "core/render/safe_name.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace giv::render {
namespace {

bool is_of_root(const Announcement& one) {
    const auto& identifiers = one.identity.identifiers;
    return std::ranges::find(identifiers, root_device(one.serial)) != identifiers.end();
}

// Two plants may have the same names for their stacks and meters, and a pack may move.
std::string device_object(std::vector<std::string> identifiers, std::string_view serial) {
    std::ranges::sort(identifiers);
    std::string object;
    for (const auto& one : identifiers) {
        if (!object.empty()) object += between_names;
        object += safe_name(one);
    }
    const auto& first = identifiers.front();
    if (first == root_device(serial) || first.starts_with(std::string{serial} + '_')) return object;
    return safe_name(serial).append(between_names) + object;
}

struct Device {
    std::string topic;
    std::vector<const Announcement*> due;

    // A seed's packs are of one of the inverter's sections: what the device is called by the
    // inverter's own is right.
    const Announcement& spokesman() const {
        const auto found = std::ranges::find_if(due, [](const Announcement* one) {
            return one->name.owner == one->serial;
        });
        return found == due.end() ? *due.front() : **found;
    }
};

std::vector<Device> by_device(
    std::span<const Announcement> announcements, const DiscoveryOptions& options
) {
    std::vector<Device> devices;
    std::map<std::string, std::size_t> places;
    for (const auto& one : announcements) {
        if (!one.due || one.identity.identifiers.empty()) continue;
        auto topic = device_topic(one.identity.identifiers, one.serial, options);
        const auto [place, is_new] = places.insert({topic, devices.size()});
        if (is_new) devices.push_back({std::move(topic), {}});
        devices[place->second].due.push_back(&one);
    }
    std::stable_partition(devices.begin(), devices.end(), [](const Device& one) {
        return is_of_root(*one.due.front());
    });
    return devices;
}

// Every component of a message but its first comes after a comma.
void add(DeviceAnnouncement& made, const Component& component, std::string_view text) {
    if (!made.components.empty()) made.payload += ',';
    made.payload.append("\"").append(component.key).append("\":").append(text);
    made.components.push_back(component);
}

std::string component_text(const Announcement& one) {
    const auto& parts = one.parts;
    auto text = R"({"p":")" + std::string{words(one.name.platform)} + "\"," + parts.entity;
    if (parts.availability != parts.usual_availability)
        text += R"(,"availability":)" + parts.availability;
    return text + '}';
}

std::string beginning(const AnnouncementParts& parts) {
    auto text = R"({"dev":)" + parts.device + R"(,"o":)" + parts.origin;
    text += R"(,"availability_mode":"all","availability":)" + parts.usual_availability;
    return text + R"(,"cmps":{)";
}

std::set<std::string> keys_of(std::span<const Component> components) {
    std::set<std::string> keys;
    for (const auto& one : components)
        keys.insert(one.key);
    return keys;
}

using UniqueIds = std::set<std::pair<Platform, std::string>>;

// Those that nothing due has taken the place of.
void add_kept(DeviceAnnouncement& made, const HeldDevice& held, const UniqueIds& due) {
    const auto keys = keys_of(made.components);
    for (const auto& one : held.components) {
        const bool is_known = !one.single.topic.empty();
        const bool has_successor =
            keys.contains(one.is.key) || due.contains({one.is.platform, one.unique_id});
        if (is_known && !has_successor) add(made, one.is, one.text);
    }
}

}  // namespace

std::string device_filter(const DiscoveryOptions& options) {
    return options.discovery_prefix + "/device/+/config";
}

std::string device_topic(
    const std::vector<std::string>& identifiers,
    std::string_view serial,
    const DiscoveryOptions& options
) {
    if (identifiers.empty()) return {};
    return options.discovery_prefix + "/device/" + device_object(identifiers, serial) + "/config";
}

Component component_of(const Announcement& announcement) {
    constexpr std::string_view ending = "/config";
    const auto platform = announcement.name.platform;
    std::string_view topic = announcement.identity.config_topic;
    if (topic.ends_with(ending)) topic.remove_suffix(ending.size());
    return {platform, std::string{words(platform)} + '-' + safe_name(last_segment(topic))};
}

std::vector<DeviceAnnouncement> device_announcements(
    std::span<const Announcement> announcements,
    const DiscoveryOptions& options,
    std::span<const HeldDevice> kept
) {
    UniqueIds due;
    for (const auto& one : announcements)
        if (one.due) due.insert({one.name.platform, one.identity.unique_id});

    std::vector<DeviceAnnouncement> all;
    for (const auto& device : by_device(announcements, options)) {
        DeviceAnnouncement made{device.topic, beginning(device.spokesman().parts), {}};
        for (const auto* one : device.due)
            add(made, component_of(*one), component_text(*one));
        for (const auto& held : kept)
            if (held.topic == device.topic) add_kept(made, held, due);
        made.payload += "}}";
        all.push_back(std::move(made));
    }
    return all;
}

std::string removing(const DeviceAnnouncement& now, std::span<const Component> before) {
    constexpr std::string_view ending = "}}";
    auto text = now.payload;
    if (!text.ends_with(ending)) return {};
    text.resize(text.size() - ending.size());
    const auto keys = keys_of(now.components);
    bool removes = false;
    for (const auto& one : before) {
        if (keys.contains(one.key)) continue;
        removes = true;
        text += ",\"" + one.key + R"(":{"p":")" + std::string{words(one.platform)} + "\"}";
    }
    return removes ? text.append(ending) : std::string{};
}

}  // namespace giv::render
