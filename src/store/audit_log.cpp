#include "store/audit_log.hpp"

#include <chrono>

namespace giv::store {
namespace {

Result<void> append(Database& database, const AuditEntry& entry) {
    using std::chrono::milliseconds;
    auto statement = database.prepare(
        "INSERT INTO audit (at, serial, source, command, outcome, detail) VALUES (?, ?, ?, ?, ?, ?)"
    );
    if (!statement) return tl::unexpected(statement.error());
    const auto since_1970 = std::chrono::floor<milliseconds>(entry.at.time_since_epoch());
    statement->bind(1, std::int64_t{since_1970.count()}).bind(2, entry.serial);
    statement->bind(3, entry.source).bind(4, entry.command);
    statement->bind(5, entry.outcome).bind(6, entry.detail);
    return statement->run();
}

}  // namespace

Result<void> append_audit(Database& database, std::span<const AuditEntry> entries) {
    if (entries.empty()) return {};
    for (const auto& entry : entries) {
        if (auto appended = append(database, entry); !appended) return appended;
    }
    // Ids count up without gaps, so that the last tells how many there are.
    return database.execute("DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - 10000");
}

}  // namespace giv::store
