#include "config/show.hpp"

#include "config/assign.hpp"
#include "config/file_keys.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>

namespace giv {
namespace {

using Scope = Option::Scope;

// Values begin here, so that they can be read down the page.
constexpr std::size_t value_column = 34;

// Told of each option: where it stands ("plants[0].host"), and the draft that has its value.
using Visit = std::function<void(const Option&, const std::string& path, const SettingsDraft&)>;

void visit_plant(const Settings& settings, const LinkSettings& plant, const Visit& visit) {
    SettingsDraft draft;
    draft.all = settings;
    draft.link = plant;
    const auto& topics = settings.mqtt.instance_topics;
    const auto topic = topics.find(plant.instance);
    if (topic != topics.end()) draft.plant_topic = topic->second;
    const auto& prefixes = settings.mqtt.discovery.name_prefixes;
    const auto prefix = prefixes.find(plant.instance);
    if (prefix != prefixes.end()) draft.plant_name_prefix = prefix->second;
    const auto index = std::to_string(plant.instance - settings.mqtt.instance);
    for (const auto& option : options()) {
        if (option.scope != Scope::one_plant) continue;
        visit(option, "plants[" + index + "]." + std::string{option.path}, draft);
    }
}

void visit_all(const Settings& settings, const Visit& visit) {
    SettingsDraft draft;
    draft.all = settings;
    for (const auto& plant : settings.plants) {
        draft.link = plant;
        visit_plant(settings, plant, visit);
    }
    for (const auto& option : options()) {
        if (option.scope == Scope::one_plant || option.path.empty()) continue;
        visit(option, std::string{option.path}, draft);
    }
}

std::string line(const std::string& path, const std::string& value, const std::string& origin) {
    std::string text = path;
    text.resize(std::max(value_column, text.size() + 1), ' ');
    return text + (value == "null" ? "-" : value) + "   (" + origin + ")\n";
}

// "plants[0].host" as the pointer to where it stands: "/plants/0/host".
nlohmann::ordered_json::json_pointer pointer_to(const std::string& path) {
    std::string pointer = "/";
    for (const char c : path) {
        if (c == ']') continue;
        pointer += c == '.' || c == '[' ? '/' : c;
    }
    return nlohmann::ordered_json::json_pointer{pointer};
}

}  // namespace

std::string print_config(const LoadOutcome& outcome) {
    std::string text;
    visit_all(outcome.settings, [&](const Option& option, const auto& path, const auto& draft) {
        const auto origin = outcome.origins.find(path);
        text += line(
            path,
            shown_value(option, draft),
            origin == outcome.origins.end() ? "default" : origin->second
        );
    });
    return text;
}

std::string config_of(const LoadOutcome& outcome) {
    nlohmann::ordered_json config = nlohmann::ordered_json::object();
    visit_all(outcome.settings, [&](const Option& option, const auto& path, const auto& draft) {
        if (!outcome.origins.contains(path)) return;
        config[pointer_to(path)] = nlohmann::ordered_json::parse(value_as_json(option, draft));
    });
    // Numbers that no plant has are null by themselves. Of those that are searched for there is
    // nothing to be said but that they are there; of a single one not even that.
    const auto& plants = outcome.settings.plants;
    for (std::size_t i = 0; plants.size() > 1 && i < plants.size(); ++i) {
        const auto index = std::to_string(plants[i].instance - outcome.settings.mqtt.instance);
        auto& shown = config[pointer_to("plants[" + index + "]")];
        if (shown.is_null()) shown = nlohmann::ordered_json::object();
    }
    return config.dump(4) + "\n";
}

std::string print_remarks(const LoadOutcome& outcome) {
    std::string text;
    for (const auto& error : outcome.errors)
        text += "error: " + error + "\n";
    for (const auto& warning : outcome.warnings)
        text += "warning: " + warning + "\n";
    return text;
}

}  // namespace giv
