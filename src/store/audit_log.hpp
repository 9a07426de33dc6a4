// Records of one kind: every command and what became of it, the newest 10,000. Store's thread.
#pragma once

#include "store/database.hpp"

#include "givtcp/control/kept_control.hpp"

#include <span>

namespace giv::store {

// Adds these, and lets the oldest go.
Result<void> append_audit(Database& database, std::span<const AuditEntry> entries);

}  // namespace giv::store
