// SQLite as values: a connection, a statement, Results instead of codes. The only file that calls
// the library.
//
// One thread at a time uses a Database and its statements; Store sees to that.
#pragma once

#include "givtcp/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace giv::store {

// One prepared statement. Binding counts from 1, columns from 0, as SQL does. It does not outlive
// its Database.
class Statement {
 public:
    Statement& bind(int place, std::string_view text);
    Statement& bind(int place, std::int64_t number);

    // True: there is a row. False: done.
    Result<bool> step();

    // To its end; rows, if any, are not looked at.
    Result<void> run();

    // Of the row that step() found. Empty and 0 for NULL.
    std::string text(int column) const;
    std::int64_t number(int column) const;

 private:
    friend class Database;

    struct Finalise {
        void operator()(sqlite3_stmt* statement) const;
    };

    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

    std::unique_ptr<sqlite3_stmt, Finalise> statement_;
};

class Database {
 public:
    // Opens the file for reading and writing, makes it if it is missing, and reads its head: what
    // is no database, or can't be written, is an error here. ":memory:" is one for tests.
    static Result<Database> open(const std::string& path);

    // Statements without results, separated by semicolons.
    Result<void> execute(const std::string& sql);

    Result<Statement> prepare(std::string_view sql);

    // Whether the file at its path is still the one that is written: else whatever is written is
    // gone with this process. Asks the disk.
    bool is_in_place();

    // All that `work` does, or nothing of it.
    Result<void> transaction(const std::function<Result<void>()>& work);

 private:
    struct Close {
        void operator()(sqlite3* connection) const;
    };

    explicit Database(sqlite3* connection) : connection_(connection) {}

    std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace giv::store
