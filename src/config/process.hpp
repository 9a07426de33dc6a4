// What load() needs from this machine: the process's environment, the settings file, zone files.
// At start, before there are threads.
#pragma once

#include "config/load.hpp"

#include "givtcp/result.hpp"

#include <optional>
#include <string>

namespace giv {

inline constexpr const char* default_config_path = "/etc/givtcp/givtcp.json";

Environment process_environment();

// The file that was asked for, which must be there; else the default one, which need not. One that
// is there and cannot be read is an error in either case, in words.
Result<std::optional<ConfigFile>> find_config_file(
    const std::optional<std::string>& asked, const std::string& fallback = default_config_path
);

World this_machine();

}  // namespace giv
