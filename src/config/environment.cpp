#include "config/environment.hpp"

#include "config/foreign_names.hpp"
#include "config/nearest.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace giv {
namespace {

constexpr int highest_plant = 1000;

// The n of NAME_n; 0 where `name` is nothing of the kind.
int number_in(std::string_view name, std::string_view base) {
    if (name.size() < base.size() + 2 || !name.starts_with(base) || name[base.size()] != '_') {
        return 0;
    }
    const auto digits = name.substr(base.size() + 1);
    int number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    const bool is_plain = error == std::errc{} && stop == end && digits.front() != '0';
    return is_plain && number >= 1 && number <= highest_plant ? number : 0;
}

// "INVERTOR_IP_1001", "INVERTOR_IP_02": of one plant, but no plant has this number.
bool has_number_of_none(std::string_view name) {
    const auto bar = std::min(name.rfind('_'), name.size());
    const auto digits = name.substr(std::min(bar + 1, name.size()));
    const auto base = name.substr(0, bar);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
        return false;
    return std::ranges::any_of(options(), [&](const Option& option) {
        const bool is_named = std::ranges::find(option.names, base) != option.names.end();
        return option.scope == Option::Scope::one_plant && is_named && number_in(name, base) == 0;
    });
}

bool is_named_by(const Option& option, std::string_view name) {
    return std::ranges::any_of(option.names, [&](std::string_view base) {
        if (base.empty()) return false;
        if (option.scope == Option::Scope::one_plant && number_in(name, base) > 0) return true;
        if (option.secret && name == std::string{base} + "_FILE") return true;
        return name == base && !option.numbered_only;
    });
}

std::vector<std::string> all_our_names() {
    std::vector<std::string> names;
    for (const auto& option : options()) {
        for (const auto name : option.names) {
            if (!name.empty() && !option.numbered_only) names.emplace_back(name);
        }
    }
    return names;
}

// Near means near: a variable of somebody else's must not be mistaken for ours.
std::string base_meant_by(std::string_view name, const std::vector<std::string>& ours) {
    if (auto synonym = variable_called(name); !synonym.empty()) return synonym;
    if (name.size() < 5 || name.starts_with("LC_")) return {};
    return nearest(name, ours, name.size() < 9 ? 1 : 2);
}

// The "_2" or "_FILE" at the end of a name; empty if it has none.
std::string_view suffix_of(std::string_view name) {
    constexpr std::string_view file = "_FILE";
    if (name.ends_with(file)) return file;
    const auto bar = std::min(name.rfind('_'), name.size());
    return number_in(name, name.substr(0, bar)) > 0 ? name.substr(bar) : std::string_view{};
}

// With the end that the name has, where the option that is meant may have one.
std::string meant_by(std::string_view name, const std::vector<std::string>& ours) {
    const auto suffix = suffix_of(name);
    if (!suffix.empty()) {
        const auto base = base_meant_by(name.substr(0, name.size() - suffix.size()), ours);
        const auto whole = base + std::string{suffix};
        if (!base.empty()) return is_variable_of_ours(whole) ? whole : base;
    }
    return base_meant_by(name, ours);
}

// The add-on and the compose file of GivTCP set these of plants, too, that there are not.
bool is_of_the_template(std::string_view name, std::string_view value, int plant) {
    const auto number = std::to_string(plant);
    return (name == "NUMBATTERIES_" + number && value == "1") ||
           (name == "HADEVICEPREFIX_" + number && value == "GivTCP" + number);
}

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

std::string value_of(const Environment& environment, std::string_view name) {
    const auto found = environment.find(name);
    if (found == environment.end()) return {};

    constexpr std::string_view blanks = " \t\r\n";
    const auto first = found->second.find_first_not_of(blanks);
    if (first == std::string::npos) return {};
    return found->second.substr(first, found->second.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string> names_of(const Option& option, int plant) {
    std::vector<std::string> names;
    for (const auto base : option.names) {
        if (base.empty()) continue;
        const bool of_one = option.scope == Option::Scope::one_plant;
        if (!option.numbered_only && (!of_one || plant == 1)) names.emplace_back(base);
        if (of_one) names.push_back(std::string{base} + "_" + std::to_string(plant));
    }
    return names;
}

bool is_variable_of_ours(std::string_view name) {
    return std::ranges::any_of(options(), [&](const Option& option) {
        return is_named_by(option, name);
    });
}

int plant_of(std::string_view name) {
    for (const auto& option : options()) {
        if (option.scope != Option::Scope::one_plant) continue;
        for (const auto base : option.names) {
            if (base.empty()) continue;
            if (name == base && !option.numbered_only) return 1;
            if (const auto number = number_in(name, base); number > 0) return number;
        }
    }
    return 0;
}

int highest_number(const Environment& environment, const Option& option) {
    int highest = 0;
    for (const auto base : option.names) {
        if (base.empty()) continue;
        if (!value_of(environment, base).empty()) highest = std::max(highest, 1);
        for (const auto& [name, ignored] : environment) {
            const auto number = number_in(name, base);
            if (number > highest && !value_of(environment, name).empty()) highest = number;
        }
    }
    return highest;
}

std::vector<std::string> remark_on(const Environment& environment) {
    std::vector<std::string> remarks;
    std::vector<std::string> ignored;
    const auto ours = all_our_names();
    for (const auto& [name, text] : environment) {
        const auto value = value_of(environment, name);
        if (value.empty() || is_variable_of_ours(name)) continue;

        if (has_number_of_none(name)) {
            remarks.push_back(
                name + " is not used: the numbers of plants are 1 to " +
                std::to_string(highest_plant) + ", without zeros in front"
            );
        } else if (find_foreign_name(name) != nullptr) {
            ignored.push_back(name);
        } else if (const auto meant = meant_by(name, ours); !meant.empty()) {
            remarks.push_back(name + " is unknown; did you mean " + meant + "?");
        }
    }
    if (!ignored.empty()) {
        remarks.push_back("ignored, without a function here: " + join(ignored));
    }
    return remarks;
}

std::vector<std::string> remark_on_plants_beyond(int count, const Environment& environment) {
    std::map<int, std::vector<std::string>> set;
    for (const auto& [name, text] : environment) {
        const auto plant = plant_of(name);
        const auto value = value_of(environment, name);
        if (plant <= count || value.empty() || is_of_the_template(name, value, plant)) continue;
        set[plant].push_back(name);
    }
    std::vector<std::string> remarks;
    for (const auto& [plant, names] : set) {
        const auto number = std::to_string(plant);
        const auto address = "INVERTOR_IP_" + number;
        if (std::ranges::find(names, address) != names.end()) continue;
        remarks.push_back(
            join(names) + (names.size() == 1 ? " is" : " are") + " not used: plant " + number +
            " has no address (" + address + ", plants[" + std::to_string(plant - 1) +
            "].host); NUMINVERTORS=" + number + " has it searched for"
        );
    }
    return remarks;
}

}  // namespace giv
