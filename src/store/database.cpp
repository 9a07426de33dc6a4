#include "store/database.hpp"

#include <chrono>
#include <sqlite3.h>
#include <utility>

namespace giv::store {
namespace {

// Another process (a second daemon on the same file) may hold the lock for so long.
constexpr std::chrono::milliseconds patience{1000};

tl::unexpected<Error> failure(sqlite3* connection) {
    const auto code = sqlite3_errcode(connection) == SQLITE_BUSY ? Errc::busy : Errc::rejected;
    return fail(code, sqlite3_errmsg(connection));
}

}  // namespace

void Statement::Finalise::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement& Statement::bind(int place, std::string_view text) {
    // SQLITE_TRANSIENT, which is a C cast of -1: the library keeps a copy.
    // NOLINTNEXTLINE(performance-no-int-to-ptr,cppcoreguidelines-pro-type-cstyle-cast): SQLite's
    const auto copied = SQLITE_TRANSIENT;
    sqlite3_bind_text64(statement_.get(), place, text.data(), text.size(), copied, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int place, std::int64_t number) {
    sqlite3_bind_int64(statement_.get(), place, number);
    return *this;
}

Result<bool> Statement::step() {
    switch (sqlite3_step(statement_.get())) {
        case SQLITE_ROW: return true;
        case SQLITE_DONE: return false;
        default: return failure(sqlite3_db_handle(statement_.get()));
    }
}

Result<void> Statement::run() {
    for (;;) {
        const auto row = step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return {};
    }
}

std::string Statement::text(int column) const {
    const auto* bytes = sqlite3_column_blob(statement_.get(), column);
    const auto size = sqlite3_column_bytes(statement_.get(), column);
    if (bytes == nullptr || size <= 0) return {};
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

void Database::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

Result<Database> Database::open(const std::string& path) {
    sqlite3* connection = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int opened = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
    Database database{connection};  // closes it in any case, as SQLite demands
    if (opened != SQLITE_OK) return failure(connection);
    sqlite3_busy_timeout(connection, static_cast<int>(patience.count()));
    if (sqlite3_db_readonly(connection, "main") == 1) {
        return fail(Errc::rejected, "it can be read but not written");
    }
    auto head = database.prepare("PRAGMA schema_version");
    if (!head) return tl::unexpected(head.error());
    if (const auto row = head->step(); !row) return tl::unexpected(row.error());
    return database;
}

Result<void> Database::execute(const std::string& sql) {
    if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return failure(connection_.get());
    }
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int size = static_cast<int>(sql.size());
    if (sqlite3_prepare_v2(connection_.get(), sql.data(), size, &statement, nullptr) != SQLITE_OK) {
        return failure(connection_.get());
    }
    return Statement{statement};
}

bool Database::is_in_place() {
    int has_moved = 0;  // stays so where there is no file
    sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
    return has_moved == 0;
}

Result<void> Database::transaction(const std::function<Result<void>()>& work) {
    auto done = execute("BEGIN IMMEDIATE");
    if (!done) return done;
    done = work();
    if (done) done = execute("COMMIT");
    if (done) return done;
    // SQLite has often rolled back already, and then says so; the first error is the one to tell.
    static_cast<void>(execute("ROLLBACK"));
    return done;
}

}  // namespace giv::store
