#include "config/show.hpp"

#include "config/assign.hpp"
#include "config/file_keys.hpp"

#include <algorithm>

namespace giv {
namespace {

using Scope = Option::Scope;

// Values begin here, so that they can be read down the page.
constexpr std::size_t value_column = 34;

std::string line(
    const Option& option,
    const std::string& path,
    const SettingsDraft& draft,
    const LoadOutcome& outcome
) {
    const auto origin = outcome.origins.find(path);
    const auto value = shown_value(option, draft);
    std::string text = path;
    text.resize(std::max(value_column, text.size() + 1), ' ');
    return text + (value == "null" ? "-" : value) + "   (" +
           (origin == outcome.origins.end() ? "default" : origin->second) + ")\n";
}

}  // namespace

std::string print_config(const LoadOutcome& outcome) {
    const auto& settings = outcome.settings;
    SettingsDraft draft;
    draft.all = settings;
    std::string text;
    for (const auto& plant : settings.plants) {
        draft.link = plant;
        draft.plant_topic.clear();
        if (const auto own = settings.mqtt.instance_topics.find(plant.instance);
            own != settings.mqtt.instance_topics.end()) {
            draft.plant_topic = own->second;
        }
        const auto& prefixes = settings.mqtt.discovery.name_prefixes;
        const auto prefix = prefixes.find(plant.instance);
        draft.plant_name_prefix = prefix == prefixes.end() ? "" : prefix->second;
        const auto index = std::to_string(plant.instance - settings.mqtt.instance);
        for (const auto& option : options()) {
            if (option.scope != Scope::one_plant) continue;
            text +=
                line(option, "plants[" + index + "]." + std::string{option.path}, draft, outcome);
        }
    }
    for (const auto& option : options()) {
        if (option.scope == Scope::one_plant || option.path.empty()) continue;
        text += line(option, std::string{option.path}, draft, outcome);
    }
    return text;
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
