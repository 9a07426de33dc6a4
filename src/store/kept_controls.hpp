// Records of one kind: what of each plant's control outlives the process, by its inverter's serial:
// timed actions with what they will restore, the saved reserve, write counters. Store's thread.
#pragma once

#include "store/database.hpp"

#include "givtcp/control/kept_control.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace giv::store {

using KeptControls = std::map<std::string, KeptControl, std::less<>>;

struct LoadedControls {
    KeptControls controls;
    std::vector<std::string> refused;  // rows that are not believed, and why; they stay in the file
};

Result<LoadedControls> load_controls(Database& database);

// Brings what the file says of this plant from `old` to `kept`.
Result<void> save_control(
    Database& database, const std::string& serial, const KeptControl& old, const KeptControl& kept
);

}  // namespace giv::store
