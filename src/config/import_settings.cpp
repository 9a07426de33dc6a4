#include "config/import_settings.hpp"

#include "config/config_file.hpp"
#include "config/foreign_names.hpp"
#include "config/show.hpp"
#include "config/v3_names.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <optional>
#include <set>

namespace giv {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view without_quotes(std::string_view text) {
    const bool is_quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
                           text.front() == text.back();
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

// YAML's, of text without quotes.
std::string_view without_comment(std::string_view text) {
    return trimmed(text.substr(0, text.find(" #")));
}

// In a compose file everything else is written in small letters.
bool is_variable(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }) && std::isdigit(static_cast<unsigned char>(name.front())) == 0;
}

// In a compose file $$ is a dollar, and $NAME or ${NAME} what compose finds elsewhere.
ForeignSetting in_compose(ForeignSetting setting) {
    std::string value;
    for (std::size_t i = 0; i < setting.value.size(); ++i) {
        value += setting.value[i];
        if (setting.value[i] != '$' || i + 1 == setting.value.size()) continue;
        const auto next = setting.value[i + 1];
        if (next == '$') ++i;
        const bool begins_a_name = std::isalpha(static_cast<unsigned char>(next)) != 0;
        if (next == '{' || next == '_' || begins_a_name) setting.is_elsewhere = true;
    }
    setting.value = std::move(value);
    return setting;
}

std::optional<ForeignSetting> read_line(std::string_view line) {
    line = trimmed(line);
    const bool is_item = line.starts_with("- ");
    if (is_item) {
        line = trimmed(line.substr(2));
        const auto inner = without_quotes(line);
        line = inner == line ? without_comment(line) : inner;
    }
    if (line.starts_with("export ")) line = trimmed(line.substr(7));
    const auto end = line.find_first_of("=:");
    if (end == std::string_view::npos) return std::nullopt;
    const auto name = trimmed(line.substr(0, end));
    if (!is_variable(name)) return std::nullopt;
    auto value = trimmed(line.substr(end + 1));
    const bool is_yaml = line[end] == ':';
    if (is_yaml && without_quotes(value) == value) value = without_comment(value);
    ForeignSetting setting{std::string{name}, std::string{without_quotes(value)}};
    return is_item || is_yaml ? in_compose(std::move(setting)) : setting;
}

std::string in_words(const Given& given) {
    if (const auto* words = std::get_if<Words>(&given)) return words->text;
    if (const auto* text = std::get_if<std::string>(&given)) return *text;
    if (const auto* flag = std::get_if<bool>(&given)) return *flag ? "True" : "False";
    if (const auto* whole = std::get_if<std::int64_t>(&given)) return std::to_string(*whole);
    if (const auto* number = std::get_if<double>(&given)) {
        auto text = std::to_string(*number);
        while (text.ends_with('0'))
            text.pop_back();
        return text;
    }
    return {};
}

// Of each name in the file: what became of it.
struct Lists {
    std::vector<std::string> taken;
    std::vector<std::string> needless;
    std::vector<std::string> unknown;
    std::vector<std::string> wrong;
    std::vector<std::string> unused;  // of a plant that is left out
    std::vector<std::string> still_wrong;
};

void add_list(std::string& report, std::string_view title, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    report += std::string{title} + ":\n";
    for (const auto& line : lines)
        report += "  " + line + "\n";
}

// A slot that version 3 has switched off is none.
std::set<std::string> disabled_slots(const ForeignSettings& foreign) {
    constexpr std::string_view name = "inverter_enable";
    std::set<std::string> slots;
    for (const auto& setting : foreign) {
        if (setting.name.starts_with(name) && setting.value == "False")
            slots.insert(setting.name.substr(name.size()));
    }
    return slots;
}

// The first word of the error that is one of these variables; empty: it has none.
std::string variable_in(std::string_view error, const Environment& variables) {
    const auto is_part = [](char c) {
        return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
    };
    while (!error.empty()) {
        const auto* const end = std::ranges::find_if_not(error, is_part);
        std::string word{error.begin(), end};
        if (variables.contains(word)) return word;
        error.remove_prefix(std::min(word.size() + 1, error.size()));
    }
    return {};
}

class Importer {
 public:
    Importer(const ForeignSettings& foreign, const World& world)
        : foreign_(foreign), world_(world), disabled_(disabled_slots(foreign)) {}

    Import run() {
        for (const auto& setting : foreign_) {
            if (!setting.value.empty()) sort_in(setting);
        }
        auto outcome = load_what_is_right();
        Import import;
        import.settings = config_of(outcome);
        read_again(import.settings);
        import.is_clean = lists_.wrong.empty() && lists_.still_wrong.empty();
        add_list(import.report, "taken over", lists_.taken);
        add_list(import.report, "wrong, and left out", lists_.wrong);
        add_list(import.report, "wrong, and to be set right in what was made", lists_.still_wrong);
        add_list(import.report, "of an inverter that is left out", lists_.unused);
        add_list(import.report, "not known, and left out", lists_.unknown);
        add_list(import.report, "without a function here", lists_.needless);
        add_list(import.report, "to be looked at", outcome.warnings);
        return import;
    }

 private:
    void sort_in(const ForeignSetting& setting) {
        const auto& key = setting.name;
        const auto v3 = variable_of_v3(key);
        const auto variable = v3.value_or(key);
        const bool is_off = v3 && key.size() > 2 && disabled_.contains(key.substr(key.size() - 2));
        if (variable.empty() || is_off || find_foreign_name(variable) != nullptr) {
            lists_.needless.push_back(
                is_off && !variable.empty() ? key + " (is switched off)" : key
            );
        } else if (is_variable_of_ours(variable) && setting.is_elsewhere) {
            lists_.wrong.push_back(key + " is filled in by compose ($...): set it by hand");
        } else if (is_variable_of_ours(variable)) {
            taken_.insert_or_assign(variable, setting.value);
            said_.insert_or_assign(variable, key == variable ? key : key + " as " + variable);
        } else {
            const auto meant = variable_called(variable);
            lists_.unknown.push_back(meant.empty() ? key : key + " (did you mean " + meant + "?)");
        }
    }

    // A value that is wrong must not take the others with it.
    LoadOutcome load_what_is_right() {
        auto right = taken_;
        auto outcome = load(right, std::nullopt, world_);
        for (auto wrong = first_wrong(outcome, right); !wrong.empty();
             wrong = first_wrong(outcome, right)) {
            right.erase(wrong);
            outcome = load(right, std::nullopt, world_);
        }
        for (const auto& [variable, value] : right) {
            const auto number = plant_of(variable);
            auto& list = number == 0 || has_plant(outcome, number) ? lists_.taken : lists_.unused;
            list.push_back(said_.at(variable));
        }
        std::ranges::copy(outcome.errors, std::back_inserter(outcome.warnings));
        return outcome;
    }

    // A daemon that is given the file has to start.
    void read_again(const std::string& settings) {
        const auto outcome = load({}, ConfigFile{"the file", settings}, world_);
        std::ranges::copy(outcome.errors, std::back_inserter(lists_.still_wrong));
    }

    static bool has_plant(const LoadOutcome& outcome, int number) {
        return std::ranges::any_of(outcome.settings.plants, [&](const LinkSettings& plant) {
            return plant.instance - outcome.settings.mqtt.instance + 1 == number;
        });
    }

    // The variable that an error is about, which is told; empty: there is none.
    std::string first_wrong(const LoadOutcome& outcome, const Environment& tried) {
        for (const auto& error : outcome.errors) {
            auto variable = variable_in(error, tried);
            if (variable.empty()) continue;
            lists_.wrong.push_back(error);
            return variable;
        }
        return {};
    }

    const ForeignSettings& foreign_;
    const World& world_;
    const std::set<std::string> disabled_;
    Lists lists_;
    Environment taken_;
    std::map<std::string, std::string> said_;  // by variable: how the report calls it
};

}  // namespace

Result<ForeignSettings> read_foreign(std::string_view text) {
    ForeignSettings settings;
    const auto first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (first != std::string_view::npos && text[first] == '{') {
        auto flat = flatten(text.substr(first));
        if (!flat.errors.empty())
            return fail(Errc::malformed, "is not JSON: " + flat.errors.front());
        for (const auto& [path, given] : flat.entries)
            settings.push_back({path, in_words(given)});
        return settings;
    }
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (auto setting = read_line(text.substr(0, end))) settings.push_back(*std::move(setting));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (settings.empty()) {
        return fail(Errc::malformed, "has no settings: neither NAME=value lines nor JSON");
    }
    return settings;
}

Import import_settings(const ForeignSettings& foreign, const World& world) {
    return Importer{foreign, world}.run();
}

}  // namespace giv
