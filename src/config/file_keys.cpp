#include "config/file_keys.hpp"

#include "config/assign.hpp"
#include "config/foreign_names.hpp"
#include "config/nearest.hpp"

#include <algorithm>
#include <set>

namespace giv {
namespace {

// What may stand in the file, by path without indices.
struct KnownPaths {
    std::vector<std::string> options;
    std::set<std::string> objects;
    std::vector<std::string> suggestions;

    KnownPaths() {
        for (const auto& option : giv::options()) {
            if (option.path.empty()) continue;
            const auto path = path_of(option);
            options.push_back(path);
            if (option.secret) options.push_back(path + "_file");
            for (auto dot = path.find('.'); dot != std::string::npos;
                 dot = path.find('.', dot + 1)) {
                objects.insert(path.substr(0, dot));
            }
        }
        suggestions.insert(suggestions.end(), options.begin(), options.end());
        suggestions.insert(suggestions.end(), objects.begin(), objects.end());
    }

    bool has_option(const std::string& path) const {
        return std::ranges::find(options, path) != options.end();
    }
};

bool is_below(std::string_view path, std::string_view container) {
    return path.size() > container.size() && path.starts_with(container) &&
           (path[container.size()] == '.' || path[container.size()] == '[');
}

// Who writes MQTT_ADDRESS into the file means mqtt.host.
std::string key_of_variable(std::string_view name) {
    for (const auto& option : options()) {
        if (option.path.empty() || option.numbered_only) continue;
        for (const auto variable : option.names) {
            if (!variable.empty() && same_word(name, variable)) return path_of(option);
        }
    }
    return {};
}

// What stands there in place of a list or an object.
std::string expected_at(const std::string& path) {
    for (const auto& option : options()) {
        const bool takes_several = std::holds_alternative<TextList>(option.type);
        if (takes_several && path == path_of(option)) return "one text: " + expected_values(option);
    }
    return "a single value";
}

std::string unknown(const std::string& path, const KnownPaths& known) {
    auto meant = key_called(path);
    if (meant.empty()) meant = key_of_variable(path);
    if (meant.empty()) meant = nearest(without_indices(path), known.suggestions, 4);
    if (const auto brackets = meant.find("[]"); brackets != std::string::npos) {
        meant.insert(brackets + 1, "0");
    }
    return path + " is unknown" + (meant.empty() ? "" : "; did you mean " + meant + "?");
}

// Empty where a container of this kind may stand there.
std::string mistake_in(const FileContainer& container, const KnownPaths& known) {
    const auto path = without_indices(container.path);
    const bool is_object_here = known.objects.contains(path);
    if (container.is_list) {
        if (path == "plants") return {};
        if (is_object_here) return container.path + " is a list; expected an object: { ... }";
    } else {
        if (is_object_here) return {};
        if (path == "plants") return "plants is an object; expected a list: [ { ... } ]";
    }
    if (known.has_option(path)) {
        return container.path + (container.is_list ? " is a list" : " is an object") +
               "; expected " + expected_at(path);
    }
    return unknown(container.path, known);
}

std::string mistake_in(const FileEntry& entry, const KnownPaths& known) {
    const auto path = without_indices(entry.path);
    if (known.has_option(path)) return {};
    if (path == "plants[]" && is_null(entry.given)) return {};  // a number that no plant has
    if (path == "plants") return "plants is a single value; expected a list: [ { ... } ]";
    if (known.objects.contains(path)) {
        return entry.path + " is a single value; expected an object: { ... }";
    }
    return unknown(entry.path, known);
}

}  // namespace

std::vector<std::string> mistakes_in_keys(const FlatFile& file) {
    const KnownPaths known;
    constexpr std::size_t most_mistakes = 20;
    std::vector<std::string> mistakes;
    std::vector<std::string> reported;  // what is below these needs no word of its own
    const auto is_covered = [&](const std::string& path) {
        return std::ranges::any_of(reported, [&](const auto& each) {
            return is_below(path, each);
        });
    };

    for (const auto& container : file.containers) {
        if (mistakes.size() >= most_mistakes || is_covered(container.path)) continue;
        auto mistake = mistake_in(container, known);
        if (mistake.empty()) continue;
        mistakes.push_back(std::move(mistake));
        reported.push_back(container.path);
    }
    for (const auto& entry : file.entries) {
        if (mistakes.size() >= most_mistakes || is_covered(entry.path)) continue;
        if (auto mistake = mistake_in(entry, known); !mistake.empty()) {
            mistakes.push_back(std::move(mistake));
        }
    }
    return mistakes;
}

std::string without_indices(std::string_view path) {
    std::string text;
    bool inside = false;
    for (const char c : path) {
        if (c == ']') inside = false;
        if (!inside) text += c;
        if (c == '[') inside = true;
    }
    return text;
}

std::string path_of(const Option& option) {
    const std::string path{option.path};
    return option.scope == Option::Scope::one_plant ? "plants[]." + path : path;
}

}  // namespace giv
