// What the store is told: where it may keep its file. Filled by the config room.
#pragma once

#include <cstdint>
#include <string>

namespace giv {

struct StoreSettings {
    std::string directory = "/var/lib/givtcp";  // STATE_DIR; made if it is missing
    std::uint64_t outbox_megabytes = 64;        // INFLUX_OUTBOX_MB: the oldest beyond it go
};

}  // namespace giv
