// Source: spec/clients.md §3.1, §3.4, §3.5; research/home-assistant.md 5 says what each Home
// Assistant makes of it. Both id hints stand in every announcement: no version warns of that, and
// each of them knows one.
#include "core/render/announcement_text.hpp"

#include "core/render/entity_identity.hpp"
#include "core/render/sensor_classes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace giv::render {
namespace {

using Json = nlohmann::ordered_json;

// Empty texts are left out: Home Assistant rejects a class that is none.
void add(Json& object, const char* key, std::string_view text) {
    if (!text.empty()) object[key] = text;
}

// Home Assistant before 2025 takes no word for an unknown moment, and logs each that comes. Its
// entity is not available then; what it hides is what it was, or some moment.
constexpr std::string_view no_moment = "{{ 'offline' if value == 'None' else 'online' }}";
constexpr std::string_view some_moment =
    "{{ value if value != 'None' else now().isoformat() if this.state in ['unknown', "
    "'unavailable'] else this.state }}";

bool may_be_no_moment(const Entity& entity) {
    return entity.withdrawn && entity.quantity == Quantity::timestamp;
}

Json availability(const Entity& entity, const Announcement& announcement, const PlantWords& plant) {
    const auto& options = *plant.options;
    Json daemon{{"topic", options.bridge_topic}};
    // While nothing may be changed, whatever the daemon says of itself means "not available".
    if (options.read_only && entity.is_set()) daemon["value_template"] = "offline";
    auto list = Json::array({std::move(daemon)});
    if (!entity.of_link) {
        list.push_back({{"topic", options.root + '/' + std::string{plant.serial} + "/status"}});
    }
    if (may_be_no_moment(entity))
        list.push_back({{"topic", announcement.state_topic}, {"value_template", no_moment}});
    return list;
}

bool is_address(std::string_view url) {
    return url.starts_with("http://") || url.starts_with("https://");
}

Json device(const Announcement& announcement, const PlantWords& plant) {
    const auto& name = announcement.name;
    const auto& identifiers = announcement.identity.identifiers;
    const auto root = root_device(plant.serial);
    const bool is_the_inverter = name.owner == plant.serial;
    Json object{{"identifiers", identifiers}};
    object["name"] = device_name(identifiers, name, plant.serial, *plant.options);
    object["manufacturer"] = "GivEnergy";
    if (is_the_inverter) {
        add(object, "model", plant.model);
        add(object, "serial_number", plant.serial);
        add(object, "sw_version", plant.firmware);
    }
    if (std::ranges::find(identifiers, root) == identifiers.end()) {
        object["via_device"] = root;
    } else if (is_address(plant.options->configuration_url)) {
        object["configuration_url"] = plant.options->configuration_url;
    }
    return object;
}

Json origin(const DiscoveryOptions& options) {
    Json object{{"name", our_origin}};
    add(object, "sw_version", options.version);
    return object;
}

// ---- by platform -------------------------------------------------------------------------------

void add_sensor(
    Json& object,
    const Entity& entity,
    const Announcement& announcement,
    const DiscoveryOptions& options
) {
    if (!entity.quantity) return;
    const auto ours = traits(*entity.quantity);
    SensorClass shown{
        std::string{ours.device_class}, std::string{ours.state_class}, std::string{ours.unit}};
    if (announcement.identity.sensor_class) shown = *announcement.identity.sensor_class;
    add(object, "device_class", shown.device_class);
    add(object, "state_class", shown.state_class);
    // A unit that is kept although it is none is said: to Home Assistant that is not the same.
    if (announcement.identity.sensor_class || !shown.unit.empty())
        object["unit_of_measurement"] = shown.unit;
    if (may_be_no_moment(entity)) object["value_template"] = some_moment;
    if (entity.decimals) object["suggested_display_precision"] = *entity.decimals;
    if (entity.expires && options.expire_after.count() > 0)
        object["expire_after"] = options.expire_after.count();
}

void add_binary_sensor(Json& object, const Entity& entity, const Announcement& announcement) {
    if (entity.path != problem_path) {
        object["payload_on"] = "enable";
        object["payload_off"] = "disable";
        return;
    }
    object["device_class"] = "problem";
    object["value_template"] = "{{ 'ON' if value_json.problem else 'OFF' }}";
    object["json_attributes_topic"] = announcement.state_topic;
}

void add_number(Json& object, const NumberRange& range) {
    object["min"] = range.least;
    object["max"] = range.most;
    object["step"] = 1;
    add(object, "unit_of_measurement", range.unit);
    add(object, "command_template", range.command);
}

constexpr std::string_view reboot = "rebootInverter";

void add_button(Json& object, const Control& control) {
    object["payload_press"] = "restart";
    if (control.name == reboot) object["device_class"] = "restart";
}

void add_platform(
    Json& object,
    const Entity& entity,
    const Announcement& announcement,
    const DiscoveryOptions& options
) {
    switch (entity.platform) {
        case Platform::sensor: add_sensor(object, entity, announcement, options); return;
        case Platform::binary_sensor: add_binary_sensor(object, entity, announcement); return;
        case Platform::number: add_number(object, entity.range); return;
        case Platform::select: object["options"] = choices_of(*entity.control->control); return;
        case Platform::toggle:
            object["payload_on"] = "enable";
            object["payload_off"] = "disable";
            return;
        case Platform::button: add_button(object, *entity.control->control); return;
        case Platform::time: return;
    }
}

std::string command_topic(const NamedControl& control, const PlantWords& plant) {
    auto topic = plant.options->root + "/control/" + std::string{plant.serial} + '/';
    topic += control.control->name;
    if (control.slot != 0) topic += std::to_string(control.slot);
    return topic;
}

// Sensors take no other category than this one; what people use every day stays where they look.
std::string_view category(const Entity& entity) {
    if (entity.is_set()) return entity.control->control->everyday ? "" : "config";
    return entity.diagnostic ? "diagnostic" : "";
}

// "PV Power". Home Assistant puts the device's name before it: that it repeats, it does not need.
std::string shown_name(const EntityName& name, const DiscoveryOptions& options) {
    std::string text = name.key;
    std::ranges::replace(text, '_', ' ');
    const auto prefix = options.name_prefix + ' ';
    if (text.starts_with(prefix) && text.size() > prefix.size()) text.erase(0, prefix.size());
    if (name.platform == Platform::time) text += " time";
    return text;
}

std::string text_of(const Json& value) {
    return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string without_brackets(const std::string& object) {
    return object.substr(1, object.size() - 2);
}

}  // namespace

AnnouncementParts announcement_parts(
    const Entity& entity,
    const Announcement& announcement,
    std::string_view fresh,
    const PlantWords& plant
) {
    const auto& name = announcement.name;
    const auto& identity = announcement.identity;
    const auto hint = id_hint(name, identity, fresh);
    Json object{{"name", shown_name(name, *plant.options)}, {"unique_id", identity.unique_id}};
    object["default_entity_id"] = std::string{words(name.platform)} + '.' + hint;
    object["object_id"] = hint;
    if (name.platform != Platform::button) object["state_topic"] = announcement.state_topic;
    if (entity.is_set()) object["command_topic"] = command_topic(*entity.control, plant);
    add_platform(object, entity, announcement, *plant.options);
    add(object, "entity_category", category(entity));
    // Home Assistant looks at it once, when it meets the entity.
    if (entity.hidden && (!identity.adopted || identity.hidden))
        object["enabled_by_default"] = false;

    AnnouncementParts parts;
    parts.entity = without_brackets(text_of(object));
    parts.availability = text_of(availability(entity, announcement, plant));
    parts.usual_availability = text_of(availability({}, announcement, plant));
    parts.device = text_of(device(announcement, plant));
    parts.origin = text_of(origin(*plant.options));
    return parts;
}

std::string announcement_text(const AnnouncementParts& parts) {
    std::string text = "{" + parts.entity;
    text += R"(,"availability_mode":"all","availability":)" + parts.availability;
    text += R"(,"device":)" + parts.device;
    text += R"(,"origin":)" + parts.origin;
    return text + '}';
}

}  // namespace giv::render
