// After every option has its value: what depends on several of them. Defaults that follow others,
// pairs that belong together, plants without an address. Pure.
#pragma once

#include "config/load.hpp"

#include <string>
#include <vector>

namespace giv {

struct DraftPlant {
    LinkSettings link;
    std::string topic;          // empty: as all plants
    std::string name_prefix;    // empty: by its number
    bool is_meant = true;       // false: only a gap in the numbers of those that have an address
    bool is_known_gap = false;  // the file says that there is none
};

// Completes outcome.settings and adds what is wrong. `plants` are numbered from the first on.
// Those without an address are searched for, but for gaps: these are left out.
void settle(LoadOutcome& outcome, std::vector<DraftPlant> plants, const World& world);

}  // namespace giv
