#include "core/render/entity_identity.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace giv::render {
namespace {

// Sections whose values are told apart by the last segment but one.
constexpr auto sections_of_parts =
    std::to_array<std::string_view>({"Battery_Details", "Meter_Details", "Inverters"});

std::string joined(std::initializer_list<std::string_view> words, char between) {
    std::string text;
    for (const auto word : words) {
        if (!text.empty()) text += between;
        text += word;
    }
    return text;
}

// Home Assistant makes others into these, too.
std::string as_id(std::string_view text) {
    std::string id{text};
    std::ranges::transform(id, id.begin(), [](char c) {
        if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
        const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        return fits ? c : '_';
    });
    return id;
}

// `time` stands beside another entity of the same key, and is the younger one.
std::string_view ending_of(Platform platform) { return platform == Platform::time ? "_time" : ""; }

std::string unique_id(std::string_view prefix, std::string_view owner, const EntityName& name) {
    return joined({prefix, owner, name.key}, '_').append(ending_of(name.platform));
}

std::string config_topic(
    const EntityName& name, std::string_view serial, const DiscoveryOptions& options
) {
    const auto object = name.owner == serial ? joined({serial, name.key}, '_')
                                             : joined({serial, name.owner, name.key}, '_');
    return joined(
        {options.discovery_prefix, words(name.platform), config_node, object, "config"}, '/'
    );
}

std::string with_blanks(std::string_view text) {
    std::string name{text};
    std::ranges::replace(name, '_', ' ');
    return name;
}

}  // namespace

std::string_view last_segment(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view first_segment(std::string_view path) { return path.substr(0, path.find('/')); }

std::optional<std::string_view> part_in(std::string_view path) {
    const auto section = first_segment(path);
    if (std::ranges::find(sections_of_parts, section) == sections_of_parts.end()) {
        return std::nullopt;
    }
    const auto before_key = path.substr(0, path.rfind('/'));
    if (before_key.size() <= section.size()) return std::nullopt;
    return last_segment(before_key);
}

EntityName name_of(const Entity& entity, std::string_view serial) {
    EntityName name;
    name.platform = entity.platform;
    name.key = entity.path == problem_path ? problem_key : last_segment(entity.path);
    name.owner = part_in(entity.path).value_or(serial);
    return name;
}

std::string section_of(const Entity& entity) {
    return entity.path == problem_path ? "" : std::string{first_segment(entity.path)};
}

std::string root_device(std::string_view serial) { return joined({"givtcp", serial}, '_'); }

std::string section_device(std::string_view serial, std::string_view section) {
    return joined({serial, section}, '_');
}

EntityIdentity fresh_identity(
    const EntityName& name,
    std::string_view section,
    std::string_view serial,
    const DiscoveryOptions& options
) {
    EntityIdentity identity;
    identity.config_topic = config_topic(name, serial, options);
    identity.unique_id = unique_id(options.name_prefix, name.owner, name);
    if (name.owner != serial) {
        identity.identifiers = {joined({options.name_prefix, name.owner}, ' ')};
    } else if (options.layout == DeviceLayout::single || section.empty()) {
        identity.identifiers = {root_device(serial)};
    } else {
        identity.identifiers = {section_device(serial, section)};
    }
    return identity;
}

EntityIdentity with_serial(
    const EntityName& name, std::string_view serial, const DiscoveryOptions& options
) {
    EntityIdentity identity;
    identity.config_topic = config_topic(name, serial, options);
    identity.unique_id = unique_id(options.name_prefix, joined({name.owner, serial}, '_'), name);
    identity.identifiers = {joined({options.name_prefix, name.owner, serial}, ' ')};
    return identity;
}

bool is_ambiguous(std::string_view owner) {
    return owner.starts_with("Battery_Stack_") || owner.starts_with("Meter_ID");
}

std::string id_hint(
    const EntityName& name, const EntityIdentity& identity, std::string_view fresh
) {
    const auto form = joined({name.owner, name.key}, '_').append(ending_of(name.platform));
    return as_id(identity.unique_id.ends_with('_' + form) ? identity.unique_id : fresh);
}

std::string device_name(
    const std::vector<std::string>& identifiers,
    const EntityName& name,
    std::string_view serial,
    const DiscoveryOptions& options
) {
    const auto& prefix = options.name_prefix;
    const std::string_view first = identifiers.empty() ? std::string_view{} : identifiers.front();
    if (name.owner != serial) {
        const bool says_more = first.starts_with(prefix + ' ');
        return with_blanks(says_more ? first : joined({prefix, name.owner}, ' '));
    }
    const auto begin = std::string{serial} + '_';
    if (!first.starts_with(begin)) return prefix;
    return with_blanks(joined({prefix, first.substr(begin.size())}, ' '));
}

}  // namespace giv::render
