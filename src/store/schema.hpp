// What the store's file looks like, and how an older file becomes a newer one: numbered steps,
// each taken once, each whole or not at all. Store's thread, or whoever opens it.
//
// Schema 1: topologies by serial; which serial was last found at which endpoint.
// Schema 2: timed actions, saved reserves and write counters by serial; the audit of commands.
// Schema 3: which lines of the audit wrote something.
// Schema 4: what the counters of a plant said last.
// Schema 5: what the entities of a plant are called.
// Schema 6: what waits for InfluxDB.
// Schema 7: where the plants were found that have no address by setting.
#pragma once

#include "store/database.hpp"

#include <span>

namespace giv::store {

// What takes a file from version n to n + 1; the first makes an empty file version 1.
std::span<const char* const> migrations();

// Brings the file up to the last of `steps`. A file of a newer version, or of another program, is
// an error in words and stays as it is.
Result<void> migrate(Database& database, std::span<const char* const> steps);

}  // namespace giv::store
