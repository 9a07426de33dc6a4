#include "core/render/held_entity.hpp"

#include "core/render/entity_identity.hpp"

#include <array>

namespace giv::render {
namespace {

struct Renamed {
    std::string_view from;
    std::string_view to;
};

// GivTCP's own corrections of its keys, which its later versions made and lost the histories.
constexpr auto renamed_keys = std::to_array<Renamed>({
    {"Battery_Remaining_Capcity", "Battery_Remaining_Capacity"},
});

// The text with its key as it is spelt today.
std::string as_today(std::string_view text) {
    for (const auto& [from, to] : renamed_keys) {
        if (text.ends_with(from))
            return std::string{text.substr(0, text.size() - from.size())}.append(to);
    }
    return std::string{text};
}

std::optional<std::string_view> below(std::string_view topic, std::string_view place) {
    if (place.size() >= topic.size() || !topic.starts_with(place)) return std::nullopt;
    return topic.substr(place.size());
}

struct Place {
    std::string key;
    std::string owner;
};

// From where its states are, or, for a button, from what its topic is called.
std::optional<Place> place_of(
    const DiscoveryConfig& config, std::string_view serial, const DiscoveryOptions& options
) {
    const auto own = options.root + '/' + std::string{serial} + '/';
    if (!config.state_topic.empty()) {
        const auto path = below(config.state_topic, own);
        if (!path) return std::nullopt;
        if (*path == problem_path) return Place{std::string{problem_key}, std::string{serial}};
        return Place{as_today(last_segment(*path)), std::string{part_in(*path).value_or(serial)}};
    }
    const auto commands = options.root + "/control/" + std::string{serial} + '/';
    if (!below(config.command_topic, commands)) return std::nullopt;
    const auto begin = std::string{serial} + '_';
    if (!config.object.starts_with(begin)) return std::nullopt;
    return Place{config.object.substr(begin.size()), std::string{serial}};
}

// What stands before "_<ending>"; nothing if it does not end so, or nothing stands before it.
std::optional<std::string_view> before(std::string_view text, std::string_view ending) {
    if (text.size() < ending.size() + 2 || !text.ends_with(ending)) return std::nullopt;
    text.remove_suffix(ending.size());
    if (text.back() != '_') return std::nullopt;
    text.remove_suffix(1);
    return text;
}

std::optional<int> rank_of_topic(
    std::string_view object, const Place& place, std::string_view serial
) {
    const auto in = [&](std::string_view who) { return std::string{who} + '_' + place.key; };
    const bool is_of_a_part = place.owner != serial;
    if (is_of_a_part && object == std::string{serial} + '_' + in(place.owner)) return 2;
    if (is_of_a_part && object == in(place.owner)) return 1;
    if (!is_of_a_part && object == in(serial)) return 2;
    if (object == place.key) return 0;
    return std::nullopt;
}

std::optional<int> rank_of_unique_id(
    std::string_view unique_id,
    const Place& place,
    std::string_view serial,
    const DiscoveryOptions& options
) {
    const auto before_key = before(unique_id, place.key);
    if (!before_key) return std::nullopt;
    // The seed's and 1.x's begin with the serial.
    if (before_key->starts_with(std::string{serial} + '_')) return 0;
    if (*before_key == place.owner + "_Battery_Details") return 0;
    if (const auto prefix = before(*before_key, place.owner))
        return *prefix == options.name_prefix ? 2 : 1;
    // Ours for a stack or a meter whose name another inverter has, too.
    if (place.owner != serial && before(*before_key, place.owner + '_' + std::string{serial}))
        return 1;
    return std::nullopt;
}

}  // namespace

std::optional<HeldEntity> held_entity(
    const DiscoveryConfig& config, std::string_view serial, const DiscoveryOptions& options
) {
    if (serial.empty()) return std::nullopt;
    const auto place = place_of(config, serial, options);
    if (!place || place->key.empty() || place->owner.empty()) return std::nullopt;
    const bool is_time = config.platform == Platform::time;
    auto unique_id = as_today(config.unique_id);
    if (is_time && unique_id.ends_with("_time")) unique_id.resize(unique_id.size() - 5);
    const auto topic = rank_of_topic(as_today(config.object), *place, serial);
    const auto id = rank_of_unique_id(unique_id, *place, serial, options);
    if (!topic || !id) return std::nullopt;
    return HeldEntity{{config.platform, place->key, place->owner}, {*topic, *id}};
}

std::optional<EntityIdentity> seed_identity(
    const DiscoveryConfig& of_another, const EntityName& name, std::string_view serial
) {
    // "SA1234G567_Power_PV_Power" at ".../PV_Power/config", states below ".../SA1234G567/".
    const auto before_key = before(of_another.unique_id, name.key);
    if (of_another.object != name.key || !before_key) return std::nullopt;
    const auto end_of_serial = before_key->find('_');
    if (end_of_serial == std::string_view::npos) return std::nullopt;
    const auto other = before_key->substr(0, end_of_serial);
    const auto place = '/' + std::string{other} + '/';
    if (other == serial || of_another.state_topic.find(place) == std::string::npos)
        return std::nullopt;

    EntityIdentity identity;
    const auto device = std::string{serial}.append(before_key->substr(end_of_serial));
    identity.identifiers = {device};
    identity.unique_id = device + '_' + name.key;
    return identity;
}

}  // namespace giv::render
