// The kept form of a topology: one JSON object, so that a person can read the store.
#include "givtcp/plant/topology.hpp"

#include <nlohmann/json.hpp>

namespace giv {
namespace {

using nlohmann::json;

std::optional<std::uint16_t> number(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
    const auto value = found->get<std::uint64_t>();
    if (value > 0xFFFF) return std::nullopt;
    return static_cast<std::uint16_t>(value);
}

std::optional<std::string> text(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
}

std::optional<DeviceAddress> address(const json& value) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > 0xFF) return std::nullopt;
    return DeviceAddress{value.get<std::uint8_t>()};
}

const json& list(const json& object, const char* key) {
    static const json none = json::array();
    const auto found = object.find(key);
    return found != object.end() && found->is_array() ? *found : none;
}

bool is_serial(const std::string& serial) { return is_plausible(serial_of(serial)); }

bool read_packs(const json& object, Topology& topology) {
    for (const auto& item : list(object, "packs")) {
        if (!item.is_object() || !item.contains("address")) return false;
        const auto place = address(item.at("address"));
        auto serial = text(item, "serial");
        if (!place || !serial || !is_serial(*serial)) return false;
        topology.packs.push_back({*place, *std::move(serial)});
    }
    return true;
}

bool read_meters(const json& object, Topology& topology) {
    for (const auto& item : list(object, "meters")) {
        const auto place = address(item);
        if (!place) return false;
        topology.meters.push_back(*place);
    }
    return true;
}

bool read_ranges(const json& object, const char* key, std::vector<RegisterRange>& ranges) {
    for (const auto& item : list(object, key)) {
        if (!item.is_object()) return false;
        const auto bank = number(item, "bank");
        const auto base = number(item, "base");
        const auto count = number(item, "count");
        if (!bank || *bank > static_cast<std::uint16_t>(Bank::input) || !base || !count) {
            return false;
        }
        ranges.push_back({static_cast<Bank>(*bank), *base, *count});
    }
    return true;
}

json ranges_of(const std::vector<RegisterRange>& ranges) {
    auto all = json::array();
    for (const auto& range : ranges) {
        all.push_back(
            {{"bank", static_cast<int>(range.bank)}, {"base", range.base}, {"count", range.count}}
        );
    }
    return all;
}

}  // namespace

std::string to_text(const Topology& topology) {
    auto object = json::object();
    object["serial"] = topology.identity.serial;
    object["device_type_code"] = topology.identity.device_type_code;
    object["arm_firmware"] = topology.identity.arm_firmware;
    object["inverter"] = topology.inverter.value;
    object["lv_bcu_page"] = topology.has_lv_bcu_page;
    object["packs"] = json::array();
    for (const auto& pack : topology.packs) {
        object["packs"].push_back({{"address", pack.address.value}, {"serial", pack.serial}});
    }
    object["meters"] = json::array();
    for (const auto& meter : topology.meters)
        object["meters"].push_back(meter.value);
    object["asked"] = ranges_of(topology.asked);
    object["answered"] = ranges_of(topology.answered);
    return object.dump(-1, ' ', true, json::error_handler_t::replace);
}

std::optional<Topology> topology_from(std::string_view kept) {
    const auto object = json::parse(kept, nullptr, false);
    if (!object.is_object()) return std::nullopt;
    auto serial = text(object, "serial");
    const auto code = number(object, "device_type_code");
    const auto arm = number(object, "arm_firmware");
    const auto inverter = number(object, "inverter");
    if (!serial || !is_serial(*serial) || !code || !arm || !inverter || *inverter > 0xFF) {
        return std::nullopt;
    }
    Topology topology;
    topology.identity = {*std::move(serial), *code, *arm};
    topology.inverter = {static_cast<std::uint8_t>(*inverter)};
    topology.has_lv_bcu_page = object.value("lv_bcu_page", json(false)) == json(true);
    if (!read_packs(object, topology) || !read_meters(object, topology) ||
        !read_ranges(object, "asked", topology.asked) ||
        !read_ranges(object, "answered", topology.answered)) {
        return std::nullopt;
    }
    return topology;
}

}  // namespace giv
