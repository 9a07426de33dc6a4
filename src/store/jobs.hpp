// What the store's worker is asked to keep: one small struct for each kind of record.
#pragma once

#include "exchange/place.hpp"
#include "store/outbox_values.hpp"

#include "givtcp/control/kept_control.hpp"
#include "givtcp/plant/guard/kept_counters.hpp"
#include "givtcp/plant/topology.hpp"
#include "givtcp/result.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace giv::store {

// Told once what became of it; on the store's thread, or at once on the caller's.
using Done = std::function<void(Result<void>)>;

struct SaveTopology {
    std::string endpoint;
    Topology topology;
};

struct KeepControl {
    std::string serial;
    KeptControl kept;
    Done done;  // empty: it may wait for the next commit
};

struct KeepCounters {
    std::string serial;
    SharedCounters kept;
    Done done;  // waits for the next commit; makes none
};

struct KeepIdentities {
    std::string serial;
    std::string identities;  // as text
};

struct KeepPlace {
    int plant = 0;  // its instance
    Place place;
};

struct AppendLines {
    std::vector<std::string> lines;
    std::uint64_t lost = 0;  // that went on their way here
};

struct ReadLines {
    OutboxWanted wanted;
    BatchRead done;
};

struct RemoveLines {
    OutboxBatch batch;
    std::uint64_t refused = 0;
};

// What the outbox does; the others are the recorder's.
using OutboxJob = std::variant<AppendLines, ReadLines, RemoveLines>;

using Job = std::variant<
    SaveTopology,
    KeepControl,
    KeepCounters,
    KeepIdentities,
    KeepPlace,
    AuditEntry,
    OutboxJob>;

}  // namespace giv::store
