// GivTCP's settings as ours: an environment of version 1 or 2, or version 3's allsettings.json.
//
// Pure, any thread. Nothing is lost silently: the report names every setting that was met.
#pragma once

#include "config/load.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace giv {

// As it stands there; of a compose file, what looks like a variable.
struct ForeignSetting {
    std::string name;
    std::string value;
    bool is_elsewhere = false;  // the value has a $NAME or ${NAME} in it, which compose fills in
};

using ForeignSettings = std::vector<ForeignSetting>;

// JSON where the text begins with a brace. Else lines: "NAME=value", or a compose file's
// "- NAME=value" and "NAME: value", with $$ for a dollar; with or without quotes. What is nothing
// of the kind is passed over. The error is the end of a sentence: "is not JSON: ...".
Result<ForeignSettings> read_foreign(std::string_view text);

struct Import {
    std::string settings;  // a settings file of ours, with a newline at its end
    std::string report;    // for people, line by line; no secret is in it
    bool is_clean = true;  // false: something was wrong; the report says what became of it
};

Import import_settings(const ForeignSettings& foreign, const World& world);

}  // namespace giv
