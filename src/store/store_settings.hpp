// What the store is told: where it may keep its file. Filled by the config room.
#pragma once

#include <string>

namespace giv {

struct StoreSettings {
    std::string directory = "/var/lib/givtcp";  // STATE_DIR; made if it is missing
};

}  // namespace giv
