#include "core/render/discovery_config.hpp"

#include "core/render/entity_identity.hpp"
#include "core/render/flat_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace giv::render {
namespace {

using nlohmann::json;

// A select of a whole day is 20 kB long.
constexpr std::size_t longest = 64 * 1024;
constexpr std::size_t longest_text = 255;
constexpr std::size_t most_identifiers = 8;

// The first of two spellings that is there and no longer than it may be.
std::string text_at(const json& object, const char* name, const char* short_name) {
    for (const char* key : {name, short_name}) {
        const auto found = object.find(key);
        if (found == object.end() || !found->is_string()) continue;
        const auto& text = found->get_ref<const std::string&>();
        if (text.size() <= longest_text) return text;
    }
    return {};
}

bool is_false(const json& object, const char* name, const char* short_name) {
    return std::ranges::any_of(std::array{name, short_name}, [&](const char* key) {
        const auto found = object.find(key);
        return found != object.end() && found->is_boolean() && !found->get<bool>();
    });
}

void add_identifier(std::vector<std::string>& list, const json& value) {
    if (!value.is_string() || list.size() >= most_identifiers) return;
    const auto& text = value.get_ref<const std::string&>();
    if (!text.empty() && text.size() <= longest_text) list.push_back(text);
}

void add_identifiers(std::vector<std::string>& list, const json& value) {
    if (!value.is_array()) return add_identifier(list, value);
    for (const auto& one : value)
        add_identifier(list, one);
}

std::vector<std::string> identifiers_of(const json& object) {
    std::vector<std::string> list;
    for (const char* device : {"device", "dev"}) {
        const auto found = object.find(device);
        if (found == object.end() || !found->is_object()) continue;
        for (const char* key : {"identifiers", "ids"}) {
            const auto value = found->find(key);
            if (value != found->end()) add_identifiers(list, *value);
        }
    }
    return list;
}

bool is_blank(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() &&
           found->get_ref<const std::string&>().empty();
}

std::string origin_of(const json& object) {
    for (const char* key : {"origin", "o"}) {
        const auto found = object.find(key);
        if (found != object.end() && found->is_object()) return text_at(*found, "name", "name");
    }
    return {};
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

// Cuts off what it begins with, or says that it does not.
bool skip(std::string_view& text, std::string_view beginning) {
    if (!text.starts_with(beginning)) return false;
    text.remove_prefix(beginning.size());
    return true;
}

struct TopicParts {
    Platform platform;
    std::string_view object;
};

std::optional<TopicParts> parts_of(std::string_view topic, std::string_view discovery_prefix) {
    if (topic.size() > longest_text) return std::nullopt;
    if (!skip(topic, discovery_prefix) || !skip(topic, "/")) return std::nullopt;
    const auto platform = platform_of(first_segment(topic));
    if (!platform || !skip(topic, words(*platform)) || !skip(topic, "/")) return std::nullopt;
    if (!skip(topic, config_node) || !skip(topic, "/")) return std::nullopt;
    const auto object = first_segment(topic);
    if (object.empty() || topic.substr(object.size()) != "/config") return std::nullopt;
    return TopicParts{*platform, object};
}

}  // namespace

std::optional<DiscoveryConfig> discovery_config(
    std::string_view topic, std::string_view payload, std::string_view discovery_prefix
) {
    const auto parts = parts_of(topic, discovery_prefix);
    if (!parts || payload.size() > longest || !is_flat(payload)) return std::nullopt;
    const auto object = json::parse(payload, nullptr, false);
    if (!object.is_object()) return std::nullopt;

    DiscoveryConfig config;
    config.platform = parts->platform;
    config.object = parts->object;
    config.unique_id = text_at(object, "unique_id", "uniq_id");
    if (config.unique_id.empty()) return std::nullopt;
    config.state_topic = text_at(object, "state_topic", "stat_t");
    config.command_topic = text_at(object, "command_topic", "cmd_t");
    config.identifiers = identifiers_of(object);
    config.sensor_class = {
        lower(text_at(object, "device_class", "dev_cla")),
        lower(text_at(object, "state_class", "stat_cla")),
        text_at(object, "unit_of_measurement", "unit_of_meas")};
    config.has_blank_unit =
        is_blank(object, "unit_of_measurement") || is_blank(object, "unit_of_meas");
    config.is_by_us = origin_of(object) == our_origin;
    config.hidden = is_false(object, "enabled_by_default", "en");
    return config;
}

}  // namespace giv::render
