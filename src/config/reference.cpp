// The two documents that are made from the table of options.
#include "config/assign.hpp"
#include "config/file_keys.hpp"
#include "config/foreign_names.hpp"
#include "config/show.hpp"

#include <algorithm>

namespace giv {
namespace {

using Scope = Option::Scope;

constexpr std::string_view introduction = R"(# Settings

<!-- Made from the table in src/config/options.cpp; a test compares. -->

Every option can stand in the environment or in a JSON file with `//` comments: the one named with
`--config`, else `/etc/givtcp/givtcp.json` if it is there. The environment wins over the file, the
file over the default. An empty variable counts as not set. `config/givtcp.example.json` shows every
option with its default.

- In the environment, true is `True`, `true`, `1`, `on` or `yes`; false is `False`, `false`, `0`,
  `off` or `no`. In the file it is JSON's `true` or `false`.
- Options of one plant stand in the list `plants` of the file. In the environment, `NAME` and
  `NAME_1` are the first plant's, `NAME_2` the second's. `null` in the list is a number that no plant
  has: `[null, {"host": "192.168.1.21"}]` is the second plant alone.
- A password can be kept in a file: `NAME_FILE` names it in the environment, `<option>_file` in the
  settings file.
- An unknown key in the file, or a value that an option does not take, stops the start; all mistakes
  are listed at once. `givtcpd --check-config` does only that; `givtcpd --print-config` shows every
  value and where it comes from.
)";

std::string code(std::string_view text) { return "`" + std::string{text} + "`"; }

std::string names_in_words(const Option& option) {
    std::string text;
    for (const auto name : option.names) {
        if (name.empty()) continue;
        if (!text.empty()) text += ", ";
        text += code(name);
        if (option.numbered_only) text.insert(text.size() - 1, "_1");
        if (option.scope == Scope::one_plant) text += " ...";
        if (option.secret) text += ", " + code(std::string{name} + "_FILE");
    }
    return text;
}

std::string row(const Option& option) {
    const auto value = shown_value(option, SettingsDraft{});
    const bool has_default = value != "null" && value != "\"\"";
    return "| " + (option.path.empty() ? std::string{} : code(path_of(option))) + " | " +
           names_in_words(option) + " | " + (has_default ? code(value) : "") + " | " +
           expected_values(option) + " | " + std::string{option.meaning} + " |\n";
}

std::string foreign_list() {
    std::string text;
    for (const auto& name : foreign_names()) {
        if (!text.empty()) text += ", ";
        text += code(name.name);
        if (name.numbered) text += " (also numbered)";
    }
    return text;
}

// One member of an object, with its comment; `is_active` if it is not commented out itself.
struct Member {
    std::string comment;
    std::string text;
    bool is_active = true;
};

std::string joined(const std::vector<Member>& members, const std::string& indent) {
    const auto last = std::ranges::find_if(
        members.rbegin(), members.rend(), [](const Member& member) { return member.is_active; }
    );
    std::string text;
    for (const auto& member : members) {
        if (!member.comment.empty()) text += indent + "// " + member.comment + "\n";
        const bool needs_comma = member.is_active && (last == members.rend() || &member != &*last);
        text +=
            indent + (member.is_active ? "" : "// ") + member.text + (needs_comma ? ",\n" : "\n");
    }
    return text;
}

std::string value_in_example(const Option& option) {
    const auto value = shown_value(option, SettingsDraft{});
    const bool is_empty = value == "null" || value == "\"\"";
    return is_empty && !option.example.empty() ? std::string{option.example} : value;
}

std::vector<Member> members_of(const Option& option, std::string_view key) {
    std::string comment;
    for (const auto name : option.names) {
        if (name.empty()) continue;
        comment +=
            (comment.empty() ? "" : ", ") + std::string{name} + (option.numbered_only ? "_1" : "");
    }
    comment += ": " + std::string{option.meaning} + " (" + expected_values(option) + ")";
    const auto name = "\"" + std::string{key};
    std::vector<Member> members;
    const bool is_set_by_default = shown_value(option, SettingsDraft{}) != "null";
    members.push_back({comment, name + "\": " + value_in_example(option), is_set_by_default});
    if (option.secret) {
        members.push_back(
            {"Or the name of a file that holds it (an absolute path)", name + R"(_file": "")"}
        );
    }
    return members;
}

// All options below `section` ("", "mqtt", "mqtt.tls"), in the table's order.
std::vector<Member> section_members(std::string_view section, const std::string& indent) {
    const std::string prefix = section.empty() ? "" : std::string{section} + ".";
    std::vector<Member> members;
    std::vector<std::string> done;
    for (const auto& option : options()) {
        const bool is_inside = option.scope != Scope::one_plant && !option.path.empty() &&
                               option.path.starts_with(prefix);
        if (!is_inside) continue;

        const auto rest = option.path.substr(prefix.size());
        const auto dot = rest.find('.');
        if (dot == std::string_view::npos) {
            std::ranges::move(members_of(option, rest), std::back_inserter(members));
            continue;
        }
        const std::string name{rest.substr(0, dot)};
        if (std::ranges::find(done, name) != done.end()) continue;
        done.push_back(name);
        const auto inner = joined(section_members(prefix + name, indent + "    "), indent + "    ");
        members.push_back({"", "\"" + name + "\": {\n" + inner + indent + "}"});
    }
    return members;
}

Member plants_member() {
    std::vector<Member> plant;
    for (const auto& option : options()) {
        if (option.scope != Scope::one_plant) continue;
        std::ranges::move(members_of(option, option.path), std::back_inserter(plant));
    }
    const std::string indent = "            ";
    return {
        "One entry for each dongle",
        "\"plants\": [\n        {\n" + joined(plant, indent) + "        }\n    ]"};
}

}  // namespace

std::string config_reference() {
    std::string text{introduction};
    text +=
        "\n| In the file | In the environment | Default | Values | Meaning "
        "|\n|---|---|---|---|---|\n";
    for (const auto& option : options())
        text += row(option);

    text +=
        "\n## GivTCP's other variables\n\nWithout a function here, and ignored (the log says so "
        "once): " +
        foreign_list() + ".\n";
    return text;
}

std::string config_example() {
    auto members = section_members("", "    ");
    members.insert(members.begin(), plants_member());
    return "// Settings of givtcpd: every option with its default. Copy to /etc/givtcp/givtcp.json "
           "and\n"
           "// keep what you change. The names in capitals are variables of the environment; they "
           "win "
           "over "
           "this file.\n{\n" +
           joined(members, "    ") + "}\n";
}

}  // namespace giv
