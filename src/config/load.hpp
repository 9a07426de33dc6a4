// From the environment and the settings file to Settings, or to the list of every mistake in them.
//
// Order: environment over file over default. Pure: what is read from the machine comes in as
// arguments; process.hpp fetches them. Any thread.
#pragma once

#include "config/environment.hpp"
#include "config/settings.hpp"

#include "givtcp/result.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace giv {

struct ConfigFile {
    std::string path;  // for messages
    std::string text;
};

// What has to be asked of the machine while loading.
struct World {
    std::function<Result<std::string>(const std::string& path)> read_file;  // NAME_FILE
    std::function<bool(const std::string& name)> has_zone;
    std::function<std::vector<std::string>()> zone_names;  // asked only to suggest one
};

struct LoadOutcome {
    Settings settings;  // to be used only where there are no errors
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
    std::map<std::string, std::string> origins;  // by path ("plants[0].host"); none: the default
};

LoadOutcome load(
    const Environment& environment, const std::optional<ConfigFile>& file, const World& world
);

}  // namespace giv
