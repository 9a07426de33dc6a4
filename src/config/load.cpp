#include "config/load.hpp"

#include "config/assign.hpp"
#include "config/config_file.hpp"
#include "config/file_keys.hpp"
#include "config/settle.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace giv {
namespace {

using Scope = Option::Scope;

// A value that was found for an option, and where.
struct Found {
    Given given;
    std::string where;   // for messages: "MQTT_PORT", "/etc/givtcp/givtcp.json: mqtt.port"
    std::string origin;  // for --print-config: "MQTT_PORT", "/etc/givtcp/givtcp.json"
};

class Loader {
 public:
    Loader(
        const Environment& environment, const std::optional<ConfigFile>& file, const World& world
    )
        : environment_{environment}, world_{world} {
        if (file) read(*file);
    }

    LoadOutcome run() {
        for (const auto& option : options()) {
            if (option.scope != Scope::one_plant) apply(option, std::string{option.path}, 0);
        }
        load_plants();

        append(outcome_.warnings, remark_on(environment_));
        append(
            outcome_.warnings,
            remark_on_plants_beyond(static_cast<int>(plants_.size()), environment_)
        );

        outcome_.settings = std::move(draft_.all);
        settle(outcome_, plants_, world_);
        return std::move(outcome_);
    }

 private:
    static void append(std::vector<std::string>& to, std::vector<std::string> more) {
        std::ranges::move(more, std::back_inserter(to));
    }

    void read(const ConfigFile& file) {
        file_name_ = file.path;
        auto flat = flatten(file.text);
        for (const auto& error : flat.errors)
            outcome_.errors.push_back(file_name_ + ": " + error);
        for (const auto& mistake : mistakes_in_keys(flat)) {
            outcome_.errors.push_back(file_name_ + ": " + mistake);
        }
        for (const auto& container : flat.containers)
            places_.insert(container.path);
        for (auto& [path, given] : flat.entries)
            entries_.try_emplace(path, std::move(given));
    }

    static std::string plant_path(int index) { return "plants[" + std::to_string(index) + "]"; }

    // "plants": [null, { ... }]: the first number is no plant's.
    bool is_gap(const std::string& plant) const {
        const auto entry = entries_.find(plant);
        return entry != entries_.end() && is_null(entry->second);
    }

    // Up to the last plant in the file; 0: there is none.
    int length_of_list() const {
        int length = 0;
        int last = 0;
        for (auto path = plant_path(0); places_.contains(path) || is_gap(path);
             path = plant_path(length)) {
            ++length;
            if (places_.contains(path)) last = length;
        }
        return last;
    }

    void load_plants() {
        const auto& host = *std::ranges::find_if(options(), [](const Option& option) {
            return option.scope == Scope::one_plant && option.path == "host";
        });
        auto in_environment = highest_number(environment_, host);
        if (draft_.plant_count && in_environment > *draft_.plant_count) {
            outcome_.warnings.push_back(
                "INVERTOR_IP_" + std::to_string(in_environment) + " is set, but NUMINVERTORS is " +
                std::to_string(*draft_.plant_count) + ": those beyond it are not used"
            );
            in_environment = *draft_.plant_count;
        }

        // Those that are counted, or stand in the file, are meant also if they have no address; as
        // is the one plant of somebody who sets nothing.
        const auto in_list = length_of_list();
        const auto counted = draft_.plant_count.value_or(in_environment > 0 || in_list > 0 ? 0 : 1);
        const auto count = std::max({counted, in_list, in_environment});
        const auto common = draft_.link;
        for (int plant = 1; plant <= count; ++plant) {
            draft_.link = common;
            draft_.plant_topic.clear();
            draft_.plant_name_prefix.clear();
            for (const auto& option : options()) {
                if (option.scope != Scope::one_plant) continue;
                apply(option, plant_path(plant - 1) + "." + std::string{option.path}, plant);
            }
            const auto in_file = plant_path(plant - 1);
            plants_.push_back(
                {.link = draft_.link,
                 .topic = draft_.plant_topic,
                 .name_prefix = draft_.plant_name_prefix,
                 .is_meant = plant <= counted || places_.contains(in_file),
                 .is_known_gap = is_gap(in_file)}
            );
        }
    }

    void apply(const Option& option, const std::string& path, int plant) {
        auto found = in_environment(option, plant);
        if (!found) found = in_file(option, path);
        if (!found) return;

        if (const auto problem = assign(option, found->given, draft_)) {
            outcome_.errors.push_back(found->where + " " + *problem);
            return;
        }
        outcome_.origins[path] = found->origin;
    }

    std::optional<Found> in_environment(const Option& option, int plant) {
        std::optional<Found> found;
        for (const auto& name : names_of(option, plant)) {
            keep(found, variable(name));
            if (option.secret)
                keep(found, secret_file(value_of(environment_, name + "_FILE"), name + "_FILE"));
        }
        return found;
    }

    // Two names of one setting may both be set, but not differently.
    void keep(std::optional<Found>& found, std::optional<Found> next) {
        if (!next) return;
        if (!found) {
            found = std::move(next);
            return;
        }
        const auto* one = std::get_if<Words>(&found->given);
        const auto* other = std::get_if<Words>(&next->given);
        if (one != nullptr && other != nullptr && one->text == other->text) return;
        outcome_.errors.push_back(
            found->where + " and " + next->where + " set the same thing differently; keep one"
        );
    }

    std::optional<Found> variable(const std::string& name) const {
        auto value = value_of(environment_, name);
        if (value.empty()) return {};
        return Found{Words{std::move(value)}, name, name};
    }

    // The content of the file, without the line end that editors and `echo` leave behind.
    std::optional<Found> secret_file(const std::string& path, const std::string& where) {
        if (path.empty()) return {};
        auto content = world_.read_file(path);
        if (!content) {
            outcome_.errors.push_back(where + ": " + content.error().detail);
            return {};
        }
        while (content->ends_with('\n') || content->ends_with('\r'))
            content->pop_back();
        return Found{Words{*std::move(content)}, where, where};
    }

    std::optional<Found> in_file(const Option& option, const std::string& path) {
        const auto entry = path.empty() ? entries_.end() : entries_.find(path);
        if (option.secret) {
            const auto file = entries_.find(path + "_file");
            const auto* name =
                file == entries_.end() ? nullptr : std::get_if<std::string>(&file->second);
            if (name != nullptr && !name->empty()) {
                return secret_file(*name, file_name_ + ": " + path + "_file");
            }
        }
        if (entry == entries_.end()) return {};

        const auto* text = std::get_if<std::string>(&entry->second);
        const bool takes_text = std::holds_alternative<Text>(option.type) ||
                                std::holds_alternative<TextList>(option.type);
        const bool is_unset = takes_text && text != nullptr && text->empty();
        if (is_unset) return {};
        return Found{entry->second, file_name_ + ": " + path, file_name_};
    }

    const Environment& environment_;
    const World& world_;
    std::string file_name_;
    std::set<std::string, std::less<>> places_;  // of objects and lists: "mqtt", "plants[0]"
    std::map<std::string, Given> entries_;
    SettingsDraft draft_;
    std::vector<DraftPlant> plants_;
    LoadOutcome outcome_;
};

}  // namespace

LoadOutcome load(
    const Environment& environment, const std::optional<ConfigFile>& file, const World& world
) {
    return Loader{environment, file, world}.run();
}

}  // namespace giv
