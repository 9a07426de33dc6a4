// What entities are called at the broker, as the store keeps it: a list of lists of texts.
#include "givtcp/render/adoption.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace giv::render {
namespace {

using nlohmann::json;

// Of a plant with all that there can be: some hundreds of entities.
constexpr std::size_t longest = 1024 * 1024;

json list_of(const EntityName& name, const EntityIdentity& identity) {
    json classes;
    if (const auto& kept = identity.sensor_class)
        classes = {kept->device_class, kept->state_class, kept->unit};
    return json::array(
        {words(name.platform),
         name.key,
         name.owner,
         identity.config_topic,
         identity.unique_id,
         json(identity.identifiers),
         classes,
         identity.adopted,
         identity.hidden,
         identity.withheld}
    );
}

bool is_text(const json& value) {
    return value.is_string() && !value.get_ref<const std::string&>().empty();
}

// Not std::ranges: their concepts ask more of the parser's iterators than all versions of it have.
bool is_list_of_texts(const json& value) {
    if (!value.is_array()) return false;
    return std::all_of(value.begin(), value.end(), [](const json& one) { return one.is_string(); });
}

bool has_the_form(const json& list) {
    constexpr std::size_t length = 10;
    if (!list.is_array() || list.size() != length) return false;
    for (std::size_t i = 0; i < 5; ++i)
        if (!is_text(list[i])) return false;
    const auto& classes = list[6];
    const bool classes_fit =
        classes.is_null() || (is_list_of_texts(classes) && classes.size() == 3);
    const bool flags_fit = list[7].is_boolean() && list[8].is_boolean() && list[9].is_boolean();
    return is_list_of_texts(list[5]) && classes_fit && flags_fit;
}

EntityIdentity identity_in(const json& list) {
    EntityIdentity identity;
    identity.config_topic = list[3].get<std::string>();
    identity.unique_id = list[4].get<std::string>();
    identity.identifiers = list[5].get<std::vector<std::string>>();
    if (const auto& kept = list[6]; !kept.is_null()) {
        identity.sensor_class = SensorClass{
            kept[0].get<std::string>(), kept[1].get<std::string>(), kept[2].get<std::string>()};
    }
    identity.adopted = list[7].get<bool>();
    identity.hidden = list[8].get<bool>();
    identity.withheld = list[9].get<bool>();
    return identity;
}

}  // namespace

std::string to_text(const Identities& identities) {
    auto all = json::array();
    for (const auto& [name, identity] : identities)
        all.push_back(list_of(name, identity));
    return all.dump(-1, ' ', true, json::error_handler_t::replace);
}

std::optional<Identities> identities_from(std::string_view kept) {
    if (kept.size() > longest) return std::nullopt;
    const auto all = json::parse(kept, nullptr, false);
    if (!all.is_array()) return std::nullopt;
    Identities identities;
    for (const auto& list : all) {
        if (!has_the_form(list)) return std::nullopt;
        const auto platform = platform_of(list[0].get_ref<const std::string&>());
        if (!platform) return std::nullopt;
        identities.insert_or_assign(
            {*platform, list[1].get<std::string>(), list[2].get<std::string>()}, identity_in(list)
        );
    }
    return identities;
}

}  // namespace giv::render
