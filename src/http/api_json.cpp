#include "http/api_json.hpp"

#include "givtcp/control/controls.hpp"
#include "givtcp/points/wall_text.hpp"
#include "givtcp/registers/models.hpp"
#include "givtcp/render/point_report.hpp"
#include "givtcp/render/problem_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace giv::http {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) {
    return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

Json or_null(std::optional<std::uint16_t> value) { return value ? Json(*value) : Json(nullptr); }

Json json_of(const RegisterOutcome& one, bool of_dry_run) {
    Json json{
        {"register", "HR" + std::to_string(one.index)},
        {"requested", one.requested},
        {"written", one.written},
        {"before", or_null(one.before)},
        {"read_back", or_null(one.read_back)},
    };
    if (of_dry_run) json["would_write"] = one.would_write;
    return json;
}

// What would write something is none of the four outcomes: it was not tried.
bool has_come_to_something(const Outcome& outcome) {
    return !outcome.dry_run ||
           std::ranges::none_of(outcome.registers, &RegisterOutcome::would_write);
}

void add(Json& json, const Outcome& outcome) {
    if (outcome.dry_run) json["dry_run"] = true;
    if (has_come_to_something(outcome)) json["outcome"] = words(outcome.how);
    if (outcome.reason != Reason::none) json["reason"] = words(outcome.reason);
    if (!outcome.why.empty() && !json.contains("detail")) json["detail"] = outcome.why;
    auto registers = Json::array();
    for (const auto& one : outcome.registers)
        registers.push_back(json_of(one, outcome.dry_run));
    json["registers"] = std::move(registers);
}

void add(Json& json, const CarriedOut& done) {
    json["command"] = done.command.control;
    if (!done.id.empty()) json["id"] = done.id;
    if (done.command.dry_run) json["dry_run"] = true;
    add(json, done.outcome);
}

std::string_view words(CommandReport::State state) {
    switch (state) {
        case CommandReport::State::waiting: return "waiting";
        case CommandReport::State::running: return "running";
        case CommandReport::State::done: return "done";
    }
    return "";
}

std::string_view words(ArgumentType type) {
    switch (type) {
        case ArgumentType::on_off: return "on-off";
        case ArgumentType::percent: return "percent";
        case ArgumentType::rate: return "rate";
        case ArgumentType::time: return "time";
        case ArgumentType::word: return "word";
        case ArgumentType::date_time: return "date-time";
        case ArgumentType::duration: return "duration";
        case ArgumentType::slot_number: return "slot-number";
    }
    return "";
}

Json json_of(const Parameter& parameter) {
    Json json{
        {"keys", parameter.keys},
        {"type", words(parameter.type)},
        {"optional", parameter.optional},
    };
    for (const auto& word : parameter.words)
        json["words"].push_back(word.text);
    return json;
}

Json json_of(const Control& control, const std::vector<std::string>& names) {
    auto parameters = Json::array();
    for (const auto& parameter : control.parameters)
        parameters.push_back(json_of(parameter));
    Json json{
        {"name", control.name},
        {"names", names},
        {"parameters", std::move(parameters)},
        {"shows", shown_by(NamedControl{&control})},
    };
    const auto example = example_of(NamedControl{&control}, true);
    if (!example.empty()) json["example"] = Json::parse(example, nullptr, false);
    return json;
}

// Every name that a control is asked for by.
std::map<const Control*, std::vector<std::string>> names_of_controls() {
    std::map<const Control*, std::vector<std::string>> names;
    for (auto& name : control_names()) {
        if (const auto named = find_control(name)) names[named->control].push_back(name);
    }
    return names;
}

// The number, text or truth that the document shows.
Json json_of(const render::Leaf& leaf) {
    if (leaf.kind == render::Leaf::Kind::text) return leaf.text;
    return Json::parse(leaf.text, nullptr, false);
}

Json json_of(const render::PointReport& report) {
    Json json{{"path", report.path}};
    if (report.value) json["value"] = json_of(*report.value);
    json["quality"] = giv::words(report.quality);
    if (report.age) json["age_s"] = report.age->count();
    if (!report.reason.empty()) json["reason"] = report.reason;
    if (report.derived) json["derived"] = true;
    if (report.held_back) json["held_back"] = json_of(*report.held_back);
    return json;
}

Json json_of(const guard::RuleCounts& counts) {
    auto json = Json::object();
    for (const auto& rule : guard::rules())
        json[std::string{rule.key}] = counts.of(rule.rule);
    return json;
}

Json json_of(const PlantFace& plant) {
    Json json{{"serial", nullptr}, {"instance", plant.instance}};
    const auto snapshot = plant.hub->latest();
    if (!snapshot) return json;
    if (const auto& identity = snapshot->identity) {
        json["serial"] = identity->serial;
        json["model"] = facts(identity->model()).givtcp_name;
        json["arm_firmware"] = identity->arm_firmware;
    }
    json["state"] = giv::words(snapshot->state);
    json["detail"] = snapshot->detail;
    json.update(Json::parse(render::problem_text(snapshot->problems), nullptr, false));
    return json;
}

}  // namespace

std::string to_json(const Problem& problem) {
    Json json{
        {"type", problem.type},
        {"title", problem.title},
        {"status", problem.status},
        {"detail", problem.detail},
    };
    if (!problem.instance.empty()) json["instance"] = problem.instance;
    if (!problem.result.empty()) json["result"] = problem.result;
    if (problem.command != nullptr) add(json, *problem.command);
    return text_of(json);
}

std::string to_json(const CarriedOut& done) {
    auto json = Json::object();
    add(json, done);
    return text_of(json);
}

std::string to_json(const CommandReport& report) {
    Json json{
        {"command", report.control},
        {"id", report.id},
        {"accepted_at", utc_text(report.accepted_at)},
        {"state", words(report.state)},
    };
    if (report.state == CommandReport::State::done) add(json, report.outcome);
    return text_of(json);
}

std::string inverters_json(const House& house) {
    auto inverters = Json::array();
    for (const auto& plant : house.plants)
        inverters.push_back(json_of(plant.face));
    return text_of({{"inverters", std::move(inverters)}});
}

std::string inverter_json(const PlantFace& plant) { return text_of(json_of(plant)); }

std::string points_json(const Snapshot& snapshot, Moment now) {
    auto points = Json::array();
    for (const auto& report : render::point_reports(snapshot, now))
        points.push_back(json_of(report));
    return text_of({{"points", std::move(points)}, {"doubts", json_of(snapshot.rule_counts)}});
}

std::optional<std::string> point_json(const Snapshot& snapshot, Moment now, std::string_view path) {
    const auto reports = render::point_reports(snapshot, now);
    const auto found = std::ranges::find(reports, path, &render::PointReport::path);
    if (found == reports.end()) return std::nullopt;
    return text_of(json_of(*found));
}

std::string controls_json(const Capabilities& plant) {
    const auto names = names_of_controls();
    auto list = Json::array();
    for (const auto& control : controls()) {
        const auto is_here = control.exists == nullptr || control.exists(plant);
        const auto known = names.find(&control);
        if (is_here && known != names.end()) list.push_back(json_of(control, known->second));
    }
    return text_of({{"controls", std::move(list)}});
}

}  // namespace giv::http
