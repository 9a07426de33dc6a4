#include "store/audit_log.hpp"

#include <chrono>

namespace giv::store {
namespace {

Result<void> append(Database& database, const AuditEntry& entry) {
    using std::chrono::milliseconds;
    auto statement = database.prepare(
        "INSERT INTO audit (at, serial, source, command, outcome, detail, wrote)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    );
    if (!statement) return tl::unexpected(statement.error());
    const auto since_1970 = std::chrono::floor<milliseconds>(entry.at.time_since_epoch());
    statement->bind(1, std::int64_t{since_1970.count()}).bind(2, entry.serial);
    statement->bind(3, entry.source).bind(4, entry.command);
    statement->bind(5, entry.outcome).bind(6, entry.detail).bind(7, entry.wrote ? 1 : 0);
    return statement->run();
}

Result<void> keep_newest(Database& database, std::int64_t wrote, std::size_t most) {
    auto statement = database.prepare(
        "DELETE FROM audit WHERE wrote = ?1 AND id <="
        " (SELECT id FROM audit WHERE wrote = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)"
    );
    if (!statement) return tl::unexpected(statement.error());
    return statement->bind(1, wrote).bind(2, static_cast<std::int64_t>(most)).run();
}

}  // namespace

Result<void> append_audit(Database& database, std::span<const AuditEntry> entries) {
    if (entries.empty()) return {};
    for (const auto& entry : entries) {
        if (auto appended = append(database, entry); !appended) return appended;
    }
    auto kept = keep_newest(database, 1, most_that_wrote);
    if (kept) kept = keep_newest(database, 0, most_that_wrote_nothing);
    return kept;
}

}  // namespace giv::store
