// After every option has its value: what depends on several of them. Defaults that follow others,
// pairs that belong together, plants without an address. Pure.
#pragma once

#include "config/load.hpp"

#include <string>
#include <vector>

namespace giv {

struct DraftPlant {
    LinkSettings link;
    std::string topic;        // empty: as all plants
    std::string name_prefix;  // empty: by its number
};

// Completes outcome.settings and adds what is wrong. `plants` are numbered from the first on.
// A file that could not be read to its end is no reason to miss what it may have said.
void settle(
    LoadOutcome& outcome, std::vector<DraftPlant> plants, const World& world, bool is_file_complete
);

}  // namespace giv
