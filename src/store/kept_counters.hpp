// Records of one kind: what a plant's counters said last, by its inverter's serial and the
// counter's name. Store's thread.
#pragma once

#include "store/database.hpp"

#include "givtcp/plant/guard/kept_counters.hpp"

#include <functional>
#include <map>
#include <string>

namespace giv::store {

// By serial.
using CountersOfPlants = std::map<std::string, SharedCounters, std::less<>>;

struct LoadedCounters {
    CountersOfPlants counters;
    std::string refused;  // which rows are not believed, in one sentence; empty: all are
};

// A row that says nothing possible is left out; the counter begins anew, and writes over it.
Result<LoadedCounters> load_counters(Database& database);

// Writes what differs from `old`, which the file holds.
Result<void> save_counters(
    Database& database, const std::string& serial, const KeptCounters& old, const KeptCounters& kept
);

}  // namespace giv::store
