// Retained discovery as each generation of GivTCP wrote it (spec/clients.md §3.2), for the inverter
// SA2114G047, or another that a test names.
#pragma once

#include "givtcp/render/adoption.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace giv::testing {

struct OldEntity {
    std::string platform;
    std::string path;  // below the plant's root: "Power/Power/PV_Power"
    std::string serial = "SA2114G047";
    nlohmann::json more = nlohmann::json::object();  // units, classes, commands
    std::string prefix = "GivTCP";
};

inline std::string key_of(const OldEntity& one) { return one.path.substr(one.path.rfind('/') + 1); }

inline std::string section_of(const OldEntity& one) {
    return one.path.substr(0, one.path.find('/'));
}

// The last segment but one: a pack's serial in Battery_Details.
inline std::string parent_of(const OldEntity& one) {
    const auto before = one.path.substr(0, one.path.rfind('/'));
    return before.substr(before.rfind('/') + 1);
}

inline bool is_of_a_pack(const OldEntity& one) { return section_of(one) == "Battery_Details"; }

inline render::HeldConfig held(
    const OldEntity& one, const std::string& object, const nlohmann::json& identity
) {
    nlohmann::json payload{
        {"stat_t", "GivEnergy/" + one.serial + '/' + one.path},
        {"avty_t", "GivEnergy/" + one.serial + "/status"},
        {"pl_avail", "online"},
        {"pl_not_avail", "offline"}};
    payload.update(identity);
    payload.update(one.more);
    return {"homeassistant/" + one.platform + "/GivEnergy/" + object + "/config", payload.dump()};
}

inline render::HeldConfig of_seed(const OldEntity& one) {
    const auto device = one.serial + '_' + section_of(one);
    return held(
        one,
        key_of(one),
        {{"uniq_id", device + '_' + key_of(one)},
         {"name", "GivTCP " + key_of(one)},
         {"device", {{"identifiers", device}, {"name", "GivTCP_" + device}}}}
    );
}

inline render::HeldConfig of_v1(const OldEntity& one) {
    const auto owner = is_of_a_pack(one) ? parent_of(one) : one.serial;
    const auto device = owner + '_' + section_of(one);
    return held(
        one,
        owner + '_' + key_of(one),
        {{"uniq_id", device + '_' + key_of(one)},
         {"device", {{"identifiers", device}, {"name", "GivTCP_" + device}}}}
    );
}

inline render::HeldConfig of_v2(const OldEntity& one) {
    const auto owner = is_of_a_pack(one) ? parent_of(one) : one.serial;
    const auto id = one.prefix + '_' + owner + '_' + key_of(one);
    return held(
        one,
        owner + '_' + key_of(one),
        {{"uniq_id", id},
         {"object_id", id},
         {"device", {{"identifiers", owner + '_' + section_of(one)}}}}
    );
}

inline render::HeldConfig of_v3(const OldEntity& one) {
    const bool is_part = is_of_a_pack(one) || section_of(one) == "Meter_Details";
    const auto owner = is_part ? parent_of(one) : one.serial;
    const auto id = one.prefix + '_' + owner + '_' + key_of(one);
    const auto device = is_part ? one.prefix + ' ' + owner : one.serial + '_' + section_of(one);
    return held(
        one,
        (is_part ? one.serial + '_' : std::string{}) + owner + '_' + key_of(one),
        {{"unique_id", id},
         {"default_entity_id", one.platform + '.' + id},
         {"avty_t", "GivEnergy/" + one.serial + "/Stats/status"},
         {"device", {{"identifiers", device}, {"name", one.prefix + ' ' + section_of(one)}}}}
    );
}

}  // namespace giv::testing
