#include "store/schema.hpp"

#include <array>
#include <string>

namespace giv::store {
namespace {

constexpr std::array steps_of_this_version{
    R"(
    CREATE TABLE topology (
        serial TEXT PRIMARY KEY,
        description TEXT NOT NULL  -- plant/topology.hpp to_text()
    ) WITHOUT ROWID;
    CREATE TABLE endpoint (
        endpoint TEXT PRIMARY KEY,  -- "host:port"
        serial TEXT NOT NULL
    ) WITHOUT ROWID;
    )",
    R"(
    CREATE TABLE timed_action (
        serial TEXT NOT NULL,
        kind TEXT NOT NULL,        -- "forceCharge"
        description TEXT NOT NULL, -- control/timed_action.hpp to_text()
        PRIMARY KEY (serial, kind)
    ) WITHOUT ROWID;
    CREATE TABLE control (
        serial TEXT PRIMARY KEY,
        saved_reserve INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE write_count (
        serial TEXT NOT NULL,
        register INTEGER NOT NULL,
        day INTEGER NOT NULL,      -- of "today", since 1970, by the inverter's clock
        lifetime INTEGER NOT NULL,
        today INTEGER NOT NULL,
        PRIMARY KEY (serial, register)
    ) WITHOUT ROWID;
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,       -- milliseconds since 1970, UTC
        serial TEXT NOT NULL,
        source TEXT NOT NULL,
        command TEXT NOT NULL,
        outcome TEXT NOT NULL,
        detail TEXT NOT NULL
    );
    )",
    R"(
    ALTER TABLE audit ADD COLUMN wrote INTEGER NOT NULL DEFAULT 1;  -- 1: a write was sent
    UPDATE audit SET wrote = 0
        WHERE (outcome LIKE 'refused%' OR outcome = 'no-op') AND detail NOT LIKE '%HR%=%';
    )",
    R"(
    CREATE TABLE counter (
        serial TEXT NOT NULL,
        name TEXT NOT NULL,        -- of a field, "<serial>/<field>" of a pack's, or a point's path
        milliwatt_hours INTEGER NOT NULL,
        wraps INTEGER NOT NULL,    -- how often a register of 16 bits began anew
        day INTEGER NOT NULL,      -- whose energy, since 1970, by the inverter's clock; 0: unknown
        PRIMARY KEY (serial, name)
    ) WITHOUT ROWID;
    )",
    R"(
    CREATE TABLE discovery (
        serial TEXT PRIMARY KEY,
        identities TEXT NOT NULL   -- render/adoption.hpp to_text()
    ) WITHOUT ROWID;
    )",
    R"(
    CREATE TABLE outbox (
        number INTEGER PRIMARY KEY, -- grows from line to line
        size INTEGER NOT NULL,      -- bytes of the line
        line TEXT NOT NULL          -- as it is sent, with its time and newline
    );
    CREATE TABLE outbox_figures (
        lines INTEGER NOT NULL,     -- that are in outbox
        bytes INTEGER NOT NULL,     -- the sum of their sizes
        dropped INTEGER NOT NULL,   -- lines that made room, since the file was made
        refused INTEGER NOT NULL    -- lines that the server did not want
    );
    INSERT INTO outbox_figures VALUES (0, 0, 0, 0);
    )",
    R"(
    CREATE TABLE place (
        plant INTEGER PRIMARY KEY,  -- its instance
        serial TEXT NOT NULL,       -- of the inverter that was found for it
        host TEXT NOT NULL          -- where its dongle was last
    );
    )",
};

Result<std::int64_t> first_number(Database& database, std::string_view sql) {
    auto statement = database.prepare(sql);
    if (!statement) return tl::unexpected(statement.error());
    const auto row = statement->step();
    if (!row) return tl::unexpected(row.error());
    return *row ? statement->number(0) : 0;
}

// 0: an empty file.
Result<std::int64_t> version_of(Database& database) {
    auto tables = first_number(database, "SELECT count(*) FROM sqlite_schema");
    if (!tables || *tables == 0) return tables;
    auto ours = first_number(
        database, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'meta'"
    );
    if (!ours) return ours;
    if (*ours == 0) return fail(Errc::unsupported, "it is another program's database");
    return first_number(database, "SELECT value FROM meta WHERE name = 'schema'");
}

Result<void> take_step(Database& database, const char* step, std::size_t version) {
    const std::string meta =
        version == 1 ? "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL)"
                       " WITHOUT ROWID;"
                     : "";
    return database.execute(
        meta + step + "INSERT OR REPLACE INTO meta VALUES ('schema', " + std::to_string(version) +
        ");"
    );
}

Result<void> take_steps(
    Database& database, std::span<const char* const> steps, std::size_t version
) {
    for (; version < steps.size(); ++version) {
        if (auto taken = take_step(database, steps[version], version + 1); !taken) return taken;
    }
    return {};
}

}  // namespace

std::span<const char* const> migrations() { return steps_of_this_version; }

Result<void> migrate(Database& database, std::span<const char* const> steps) {
    // Looking and changing are one transaction: another daemon may be opening the same file.
    if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return begun;
    const auto version = version_of(database);
    Result<void> done = {};
    if (!version) {
        done = tl::unexpected(version.error());
    } else if (*version < 0 || static_cast<std::size_t>(*version) > steps.size()) {
        done = fail(
            Errc::unsupported,
            "its schema is version " + std::to_string(*version) + ", and this program knows " +
                std::to_string(steps.size()) + "; a newer givtcpd wrote it"
        );
    } else {
        done = take_steps(database, steps, static_cast<std::size_t>(*version));
    }
    if (!done) {
        // The reason is what counts; whether this works or not, the connection ends here.
        static_cast<void>(database.execute("ROLLBACK"));
        return done;
    }
    return database.execute("COMMIT");
}

}  // namespace giv::store
