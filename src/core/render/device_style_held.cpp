// Discovery in device style as the broker holds it. Anybody may have written it.
#include "core/render/discovery_config.hpp"
#include "core/render/entity_identity.hpp"
#include "core/render/flat_json.hpp"
#include "core/render/held_entity.hpp"
#include "core/render/safe_name.hpp"

#include "givtcp/render/device_style.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace giv::render {
namespace {

using nlohmann::json;

// A device with all entities of a large plant, and all its slots, is 200 kB long.
constexpr std::size_t longest = 512 * 1024;
constexpr std::size_t longest_topic = 8 * 1024;

// Of all devices together; what comes after is not looked at.
constexpr std::size_t most_components = 20'000;

bool is_in_device_style(std::string_view topic, const DiscoveryOptions& options) {
    constexpr std::string_view ending = "/config";
    const auto begin = options.discovery_prefix + "/device/";
    if (topic.size() > longest_topic || topic.size() <= begin.size() + ending.size()) return false;
    if (!topic.starts_with(begin) || !topic.ends_with(ending)) return false;
    topic.remove_prefix(begin.size());
    topic.remove_suffix(ending.size());
    return topic.find('/') == std::string_view::npos;
}

// Home Assistant's two spellings of a key.
struct Spelling {
    const char* in_full;
    const char* in_short;
};

constexpr Spelling of_components{"components", "cmps"};
constexpr Spelling of_device{"device", "dev"};
constexpr Spelling of_identifiers{"identifiers", "ids"};
constexpr Spelling of_platform{"platform", "p"};
constexpr Spelling of_options{"options", "ops"};

const json* member(const json& object, const Spelling& spelling) {
    for (const char* key : {spelling.in_short, spelling.in_full}) {
        const auto found = object.find(key);
        if (found != object.end()) return &*found;
    }
    return nullptr;
}

void remove(json& object, const Spelling& spelling) {
    object.erase(spelling.in_full);
    object.erase(spelling.in_short);
}

std::string text_of(const json& value) {
    return value.dump(-1, ' ', true, json::error_handler_t::replace);
}

// Each component is given a copy of it: bounded, and of the right kind.
json identifiers_in(const json& message) {
    constexpr std::size_t most = 4096;
    const auto* device = member(message, of_device);
    const auto* found =
        device != nullptr && device->is_object() ? member(*device, of_identifiers) : nullptr;
    if (found == nullptr || text_of(*found).size() > most) return json::array();
    return *found;
}

std::optional<Platform> platform_in(const json& component) {
    const auto* word = member(component, of_platform);
    if (word == nullptr || !word->is_string()) return std::nullopt;
    return platform_of(word->get_ref<const std::string&>());
}

// Where this component would be announced by itself; empty if its key is none of ours.
std::string single_topic(std::string_view key, Platform platform, const DiscoveryOptions& options) {
    const auto begin = std::string{words(platform)} + '-';
    if (!key.starts_with(begin)) return {};
    const auto object = text_of_safe_name(key.substr(begin.size()));
    if (!object) return {};
    return options.discovery_prefix + '/' + std::string{words(platform)} + '/' +
           std::string{config_node} + '/' + *object + "/config";
}

class Reader {
 public:
    Reader(std::string_view serial, const DiscoveryOptions& options)
        : serial_(serial), options_(&options) {}

    std::optional<HeldDevice> read(const HeldConfig& one) {
        if (one.payload.size() > longest || !is_flat(one.payload)) return std::nullopt;
        const auto message = json::parse(one.payload, nullptr, false);
        const auto* components = message.is_object() ? member(message, of_components) : nullptr;
        if (components == nullptr || !components->is_object()) return std::nullopt;
        const auto shared = shared_in(message);

        HeldDevice device{one.topic, {}, true};
        for (auto each = components->begin(); each != components->end(); ++each) {
            if (!each->is_object() || is_removed(*each)) continue;
            if (read_ == most_components) return std::nullopt;
            ++read_;
            device.components.push_back(component(each.key(), *each, shared));
            device.is_ours = device.is_ours && is_ours(device.components.back());
        }
        if (device.components.empty()) return std::nullopt;
        return device;
    }

 private:
    // What an entity by itself says, too: whose device it is of, and who announces it.
    static json shared_in(const json& message) {
        json shared{{"device", {{"identifiers", identifiers_in(message)}}}};
        for (const char* key : {"origin", "o"})
            if (message.contains(key)) shared["origin"] = message[key];
        return shared;
    }

    static bool is_removed(const json& component) {
        return component.size() == 1 && member(component, of_platform) != nullptr;
    }

    HeldComponent component(const std::string& key, const json& object, const json& shared) const {
        HeldComponent made;
        made.is.key = key;
        const auto platform = platform_in(object);
        if (!platform) return made;
        made.is.platform = *platform;

        auto single = object;
        for (const auto& one : {of_platform, of_options, of_device})
            remove(single, one);
        single.update(shared);
        HeldConfig as_entity{single_topic(key, *platform, *options_), text_of(single)};
        const auto config =
            discovery_config(as_entity.topic, as_entity.payload, options_->discovery_prefix);
        if (!config) return made;
        made.unique_id = config->unique_id;
        made.text = text_of(object);
        made.single = std::move(as_entity);
        return made;
    }

    bool is_ours(const HeldComponent& one) const {
        if (one.single.topic.empty()) return false;
        const auto config =
            discovery_config(one.single.topic, one.single.payload, options_->discovery_prefix);
        return config && held_entity(*config, serial_, *options_);
    }

    std::string_view serial_;
    const DiscoveryOptions* options_;
    std::size_t read_ = 0;
};

}  // namespace

std::vector<HeldDevice> held_devices(
    std::span<const HeldConfig> held, std::string_view serial, const DiscoveryOptions& options
) {
    // By topic, so that the same set makes the same list in whatever order it came.
    std::map<std::string_view, const HeldConfig*> messages;
    for (const auto& one : held)
        if (is_in_device_style(one.topic, options)) messages.insert_or_assign(one.topic, &one);

    std::vector<HeldDevice> devices;
    Reader reader{serial, options};
    for (const auto& [topic, message] : messages)
        if (auto device = reader.read(*message)) devices.push_back(*std::move(device));
    return devices;
}

std::vector<HeldConfig> as_entities(
    std::span<const HeldConfig> held, const DiscoveryOptions& options
) {
    std::vector<HeldConfig> all;
    std::set<std::string_view> topics;
    for (const auto& one : held) {
        if (is_in_device_style(one.topic, options)) continue;
        all.push_back(one);
        topics.insert(one.topic);
    }
    for (auto& device : held_devices(held, {}, options)) {
        for (auto& one : device.components) {
            const bool is_there = topics.contains(one.single.topic);
            if (!is_there && !one.single.topic.empty()) all.push_back(std::move(one.single));
        }
    }
    return all;
}

}  // namespace giv::render
