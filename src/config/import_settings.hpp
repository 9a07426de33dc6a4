// GivTCP's settings as ours: an environment of version 1 or 2, or version 3's allsettings.json.
//
// Pure, any thread. Nothing is lost silently: the report names every setting that was met.
#pragma once

#include "config/load.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace giv {

// Names and values as they stand there; of a compose file, what looks like a variable.
using ForeignSettings = std::vector<std::pair<std::string, std::string>>;

// JSON where the text begins with a brace. Else lines: "NAME=value", "- NAME=value",
// "NAME: value", with or without quotes; what is nothing of the kind is passed over. The error is
// the end of a sentence: "is not JSON: ...".
Result<ForeignSettings> read_foreign(std::string_view text);

struct Import {
    std::string settings;  // a settings file of ours, with a newline at its end
    std::string report;    // for people, line by line; no secret is in it
    bool is_clean = true;  // false: a value was wrong, and is left out
};

Import import_settings(const ForeignSettings& foreign, const World& world);

}  // namespace giv
