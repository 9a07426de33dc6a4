// The table of controls, and what can be said of a row without an inverter. Pure; any thread.
#include "givtcp/control/controls.hpp"

#include "core/control/battery_rows.hpp"
#include "core/control/not_offered_rows.hpp"
#include "core/control/slot_rows.hpp"
#include "core/control/system_rows.hpp"

#include <algorithm>

namespace giv {
namespace {

using control_table::battery;
using control_table::slots;
using control_table::system;

constexpr auto all_controls = [] {
    std::array<Control, battery.size() + slots.size() + system.size()> all{};
    auto* at = std::ranges::copy(battery, all.begin()).out;
    at = std::ranges::copy(slots, at).out;
    std::ranges::copy(system, at);
    return all;
}();

constexpr std::size_t most_parameters = std::tuple_size_v<decltype(Order::arguments)>;

// Functions are left to a test: with sanitizers on, GCC 12 does not take their addresses for
// constants.
static_assert(
    std::ranges::all_of(
        all_controls,
        [](const Control& row) {
            return !row.name.empty() && !row.says.empty() && !row.effect.empty() &&
                   row.parameters.size() <= most_parameters;
        }
    ),
    "a control lacks something, or takes more than an order can hold"
);

// Its slot may stand in the payload.
bool takes_slot(const Control& control) {
    return std::ranges::find(control.parameters, ArgumentType::slot_number, &Parameter::type) !=
           control.parameters.end();
}

bool is_called(const Control& control, std::string_view name) {
    return control.name == name ||
           std::ranges::find(control.aliases, name) != control.aliases.end();
}

// "1" to "10", as it is written; else 0.
int slot_in(std::string_view text) {
    for (int slot = 1; slot <= most_slots; ++slot) {
        if (std::to_string(slot) == text) return slot;
    }
    return 0;
}

// Letters and digits, as all names are: what is said of it may repeat it.
bool could_be_a_name(std::string_view text) {
    constexpr std::size_t longest = 40;
    return text.size() <= longest && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
           });
}

constexpr std::string_view slot_mark = "{n}";

// Which slot this path is of, by the pattern; 0 for a pattern without one.
std::optional<int> slot_of(std::string_view pattern, std::string_view path) {
    const auto mark = pattern.find(slot_mark);
    if (mark == std::string_view::npos)
        return pattern == path ? std::make_optional(0) : std::nullopt;
    if (!path.starts_with(pattern.substr(0, mark))) return std::nullopt;
    const int slot = slot_in(path.substr(mark));
    return slot == 0 ? std::nullopt : std::make_optional(slot);
}

std::string with_slot(std::string_view pattern, int slot) {
    std::string text{pattern};
    const auto mark = text.find(slot_mark);
    if (mark != std::string::npos) text.replace(mark, slot_mark.size(), std::to_string(slot));
    return text;
}

// Examples by type; the second time of a control is its end.
std::string example_value(const Parameter& parameter) {
    switch (parameter.type) {
        case ArgumentType::on_off: return "\"enable\"";
        case ArgumentType::percent: return "80";
        case ArgumentType::rate: return "2000";
        case ArgumentType::time:
            return parameter.keys.front() == "finish" ? "\"04:30\"" : "\"00:30\"";
        case ArgumentType::word: return '"' + std::string{parameter.words.front().text} + '"';
        case ArgumentType::date_time: return "\"05/06/2026 12:30:00\"";
        case ArgumentType::duration: return "30";
        case ArgumentType::slot_number: return "3";
    }
    return "";
}

// Where no slot is named, setDischargeTarget means the first.
int slot_shown(const Order& order) {
    if (order.slot != 0) return order.slot;
    const auto& parameters = order.control->parameters;
    const bool may_lack = std::ranges::any_of(parameters, [](const Parameter& parameter) {
        return parameter.type == ArgumentType::slot_number && parameter.optional;
    });
    return may_lack ? 1 : 0;
}

}  // namespace

std::span<const Control> controls() { return all_controls; }

std::optional<NamedControl> find_control(std::string_view name) {
    for (const auto& control : all_controls) {
        const bool bare = !control.numbered || takes_slot(control);
        if (bare && is_called(control, name)) return NamedControl{&control, 0};
        if (!control.numbered || !name.starts_with(control.name)) continue;
        if (const int slot = slot_in(name.substr(control.name.size()))) {
            return NamedControl{&control, slot};
        }
    }
    return std::nullopt;
}

std::vector<std::string> control_names() {
    std::vector<std::string> names;
    for (const auto& control : all_controls) {
        if (!control.numbered || takes_slot(control)) names.emplace_back(control.name);
        for (const auto alias : control.aliases)
            names.emplace_back(alias);
        for (int slot = 1; control.numbered && slot <= most_slots; ++slot)
            names.push_back(std::string{control.name} + std::to_string(slot));
    }
    return names;
}

bool is_not_offered(std::string_view name) {
    if (!could_be_a_name(name)) return false;
    const auto& beginnings = control_table::not_offered_beginnings;
    return std::ranges::find(control_table::not_offered, name) !=
               control_table::not_offered.end() ||
           std::ranges::any_of(beginnings, [&](std::string_view begin) {
               return name.starts_with(begin);
           });
}

std::string says(const NamedControl& named) {
    if (named.slot != 0) return with_slot(named.control->says, named.slot);
    std::string text{named.control->says};
    const auto mark = text.find(slot_mark);
    // With the blank before it.
    if (mark != std::string::npos) text.erase(mark - 1, slot_mark.size() + 1);
    return text;
}

std::string says(const Order& order) {
    return says(NamedControl{order.control, slot_shown(order)});
}

std::vector<std::string> shown_by(const NamedControl& named) {
    std::vector<std::string> paths;
    for (const auto pattern : named.control->shows) {
        const bool of_slots = pattern.find(slot_mark) != std::string_view::npos;
        const bool every = of_slots && named.slot == 0;
        const int first = every ? 1 : named.slot;
        const int last = every ? most_slots : named.slot;
        for (int slot = first; slot <= last; ++slot)
            paths.push_back(with_slot(pattern, slot));
    }
    return paths;
}

std::vector<std::string> shown_by(const Order& order) {
    return shown_by(NamedControl{order.control, slot_shown(order)});
}

std::optional<NamedControl> set_by(std::string_view path) {
    for (const auto& control : all_controls) {
        for (const auto pattern : control.sets) {
            if (const auto slot = slot_of(pattern, path)) return NamedControl{&control, *slot};
        }
    }
    return std::nullopt;
}

std::string example_of(const NamedControl& named, bool optional_too) {
    std::string text;
    for (const auto& parameter : named.control->parameters) {
        const bool is_named = parameter.type == ArgumentType::slot_number && named.slot != 0;
        if (is_named || (parameter.optional && !optional_too)) continue;
        text += text.empty() ? "{" : ", ";
        text.append("\"").append(parameter.keys.front()).append("\": ");
        text += example_value(parameter);
    }
    return text.empty() ? text : text + "}";
}

}  // namespace giv
