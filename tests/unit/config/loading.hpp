// What the tests of this room load from: variables and a file's text, and a machine that has two
// zones and two secret files.
#pragma once

#include "config/load.hpp"

#include <optional>
#include <string>
#include <utility>

namespace giv::testing {

inline World a_machine() {
    return {
        .read_file = [](const std::string& path) -> Result<std::string> {
            if (path == "/run/secrets/mqtt") return "from the file\n";
            return fail(Errc::unsupported, "cannot read " + path + ": no such file");
        },
        .has_zone = [](const std::string& name) { return name == "Europe/London"; },
        .zone_names =
            [] {
                return std::vector<std::string>{"Europe/London", "UTC"};
            }};
}

inline LoadOutcome load_both(const Environment& environment, std::string file) {
    return load(environment, ConfigFile{"givtcp.json", std::move(file)}, a_machine());
}

inline LoadOutcome load_variables(Environment environment) {
    environment.try_emplace("INVERTOR_IP", "10.0.0.7");
    return load(environment, std::nullopt, a_machine());
}

inline LoadOutcome load_file(std::string file) {
    return load_both({{"INVERTOR_IP", "10.0.0.7"}}, std::move(file));
}

}  // namespace giv::testing
