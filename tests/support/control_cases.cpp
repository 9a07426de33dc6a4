#include "support/control_cases.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace giv::testing {
namespace {

using nlohmann::json;

const json& document() {
    static const json read = json::parse(std::ifstream{
        std::filesystem::path{GIVTCP_SOURCE_DIR} / "tests/data/control_writes.json"});
    return read;
}

std::uint16_t index_of(const std::string& name) {
    return static_cast<std::uint16_t>(std::stoi(name.substr(2)));  // "HR94"
}

Model model_named(const std::string& key) {
    for (int i = 0; i <= static_cast<int>(Model::unknown); ++i) {
        if (facts(static_cast<Model>(i)).key == key) return static_cast<Model>(i);
    }
    throw std::runtime_error{"no model " + key};
}

void put(const json& registers, Registers& into) {
    for (const auto& [name, value] : registers.items())
        into[index_of(name)] = value.get<std::uint16_t>();
}

std::vector<ExpectedWrite> writes_in(const json& list) {
    std::vector<ExpectedWrite> writes;
    for (const auto& item : list) {
        const auto text = item.get<std::string>();
        const auto equals = text.find('=');
        writes.push_back(
            {index_of(text.substr(0, equals)),
             static_cast<std::uint16_t>(std::stoi(text.substr(equals + 1)))}
        );
    }
    return writes;
}

// "2026-06-05T12:19:53"
std::optional<LocalTime> time_in(const json& object, const char* key) {
    if (!object.contains(key)) return std::nullopt;
    std::array<unsigned, 6> part{};
    const auto text = object.at(key).get<std::string>();
    if (std::sscanf(
            text.c_str(),
            "%4u-%2u-%2uT%2u:%2u:%2u",
            &part[0],
            &part[1],
            &part[2],
            &part[3],
            &part[4],
            &part[5]
        ) != 6) {
        throw std::runtime_error{"no time: " + text};
    }
    const auto small = [&](std::size_t i) { return static_cast<std::uint8_t>(part.at(i)); };
    return LocalTime{
        static_cast<std::uint16_t>(part[0]), small(1), small(2), small(3), small(4), small(5)};
}

ActionKind kind_named(const std::string& name) {
    for (const auto kind :
         {ActionKind::force_charge,
          ActionKind::force_export,
          ActionKind::pause_charge,
          ActionKind::pause_discharge}) {
        if (words(kind) == name) return kind;
    }
    throw std::runtime_error{"no timed action " + name};
}

ControlPlant plant_named(const std::string& name) {
    for (auto& plant : control_plants()) {
        if (plant.name == name) return plant;
    }
    throw std::runtime_error{"no plant " + name};
}

void take_settings(const json& item, ControlCase& one) {
    const auto settings = item.value("settings", json::object());
    one.settings.seed_profile = settings.value("seed_profile", false);
    one.settings.charge_slot_2_legacy = settings.value("charge_slot_2", "") == "legacy";
    one.plant.capabilities.charge_slot_2_legacy = one.settings.charge_slot_2_legacy;
    const auto unit = settings.value("rate_unit", "auto");
    if (unit == "watts") one.settings.rate_unit = RateUnit::watts;
    if (unit == "percent") one.settings.rate_unit = RateUnit::percent;
}

ControlCase case_of(const json& item) {
    ControlCase one;
    one.command.control = item.at("control").get<std::string>();
    one.command.payload = item.at("payload").get<std::string>();
    one.plant = plant_named(item.at("plant").get<std::string>());
    put(item.value("before", json::object()), one.plant.registers);
    one.plant.saved_reserve = item.value("saved_reserve", one.plant.saved_reserve);
    take_settings(item, one);
    one.clock = time_in(item, "clock");
    one.host_now = time_in(item, "host_now");
    for (const auto& name : item.value("running", json::array()))
        one.running.push_back(kind_named(name.get<std::string>()));
    if (item.contains("refused")) one.refused = item.at("refused").get<std::string>();
    one.writes = writes_in(item.value("writes", json::array()));
    one.changes = writes_in(item.value("changes", json::array()));
    one.warns = item.value("warns", "");
    if (item.contains("begins")) one.begins = item.at("begins").get<int>();
    one.cancels = item.value("cancels", false);
    return one;
}

}  // namespace

std::string ControlCase::text() const {
    return command.control + ' ' + command.payload + " on " + plant.name;
}

ControlView ControlCase::view() const {
    ControlView view;
    view.plant = plant.capabilities;
    view.settings = settings;
    view.registers = [this](std::uint16_t index) -> std::optional<std::uint16_t> {
        const auto found = plant.registers.find(index);
        if (found == plant.registers.end()) return std::nullopt;
        return found->second;
    };
    view.battery_maximum_w = plant.battery_maximum_w;
    view.battery_capacity_wh = plant.battery_capacity_wh;
    view.saved_reserve = plant.saved_reserve;
    for (const auto kind : running) {
        TimedAction action;
        action.kind = kind;
        action.stage = TimedAction::Stage::running;
        action.duration = std::chrono::minutes{30};
        view.actions.push_back(action);
    }
    view.inverter_now = clock;
    view.host_now = host_now;
    return view;
}

std::vector<ControlPlant> control_plants() {
    std::vector<ControlPlant> plants;
    for (const auto& [name, item] : document().at("plants").items()) {
        ControlPlant plant;
        plant.name = name;
        plant.capabilities.model = model_named(item.at("model").get<std::string>());
        plant.capabilities.arm_firmware = item.at("arm_firmware").get<std::uint16_t>();
        plant.capabilities.has_pause_block = item.at("pause_block").get<bool>();
        plant.battery_capacity_wh = item.at("battery_capacity_wh").get<double>();
        plant.battery_maximum_w = item.at("battery_maximum_w").get<double>();
        plant.saved_reserve = item.at("saved_reserve").get<std::uint16_t>();
        put(item.at("registers"), plant.registers);
        plants.push_back(std::move(plant));
    }
    return plants;
}

std::vector<ControlCase> control_cases() {
    std::vector<ControlCase> cases;
    for (const auto& item : document().at("cases"))
        cases.push_back(case_of(item));
    return cases;
}

std::string text_of(const ExpectedWrite& write) {
    return "HR" + std::to_string(write.index) + '=' + std::to_string(write.value);
}

}  // namespace giv::testing
