// Records of one kind: every command and what became of it. Store's thread.
//
// There are 10,000 rows at most. Commands that wrote nothing have places of their own among them,
// so that no flood of those drives out what was written to the inverter.
#pragma once

#include "store/database.hpp"

#include "givtcp/control/kept_control.hpp"

#include <cstddef>
#include <span>

namespace giv::store {

inline constexpr std::size_t most_that_wrote = 8'000;
inline constexpr std::size_t most_that_wrote_nothing = 2'000;

// Adds these, and lets the oldest of either sort go.
Result<void> append_audit(Database& database, std::span<const AuditEntry> entries);

}  // namespace giv::store
