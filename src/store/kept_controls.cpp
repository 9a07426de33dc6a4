#include "store/kept_controls.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace giv::store {
namespace {

template <class Number>
std::optional<Number> within(std::int64_t number) {
    if (!std::in_range<Number>(number)) return std::nullopt;
    return static_cast<Number>(number);
}

// Calls `take` with each row.
template <class Take>
Result<void> each_row(Database& database, std::string_view sql, Take take) {
    auto statement = database.prepare(sql);
    if (!statement) return tl::unexpected(statement.error());
    for (;;) {
        const auto row = statement->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return {};
        take(*statement);
    }
}

Result<void> load_actions(Database& database, LoadedControls& loaded) {
    constexpr auto sql = "SELECT serial, description FROM timed_action ORDER BY serial, kind";
    return each_row(database, sql, [&](const Statement& row) {
        if (auto action = action_from(row.text(1))) {
            loaded.controls[row.text(0)].actions.push_back(*std::move(action));
        } else {
            loaded.refused.push_back(
                "a timed action that was kept is refused and will not be ended: " + action.error()
            );
        }
    });
}

// Registers that the saved one is written to take 4 to 100, and 100 is what it stands in for.
bool is_reserve(std::int64_t percent) { return percent >= 4 && percent < 100; }

Result<void> load_reserves(Database& database, LoadedControls& loaded) {
    constexpr auto sql = "SELECT serial, saved_reserve FROM control";
    return each_row(database, sql, [&](const Statement& row) {
        const auto percent = row.number(1);
        if (is_reserve(percent)) {
            loaded.controls[row.text(0)].saved_reserve = static_cast<std::uint16_t>(percent);
        } else {
            loaded.refused.push_back(
                "the battery reserve that was kept is refused: it is 4 to 99, not " +
                std::to_string(percent)
            );
        }
    });
}

struct Counts {
    std::int64_t day = 0;
    std::map<std::uint16_t, RegisterWear> registers;
};

Result<void> load_counts(Database& database, KeptControls& controls) {
    constexpr auto sql = "SELECT serial, register, day, lifetime, today FROM write_count";
    std::map<std::string, Counts> all;
    auto loaded = each_row(database, sql, [&](const Statement& row) {
        const auto index = within<std::uint16_t>(row.number(1));
        const auto lifetime = within<std::uint64_t>(row.number(3));
        const auto today = within<std::uint32_t>(row.number(4));
        if (!index || !lifetime || !today) return;
        auto& counts = all[row.text(0)];
        counts.day = row.number(2);  // the same in all rows of a plant
        counts.registers[*index] = {*lifetime, *today};
    });
    if (!loaded) return loaded;
    for (auto& [serial, counts] : all)
        controls[serial].writes.restore(counts.day, std::move(counts.registers));
    return {};
}

Result<void> save_actions(
    Database& database, const std::string& serial, const TimedActions& old, const TimedActions& kept
) {
    for (const auto& action : old) {
        if (find_action(kept, action.kind) != nullptr) continue;
        auto statement = database.prepare("DELETE FROM timed_action WHERE serial = ? AND kind = ?");
        if (!statement) return tl::unexpected(statement.error());
        statement->bind(1, serial).bind(2, words(action.kind));
        if (auto deleted = statement->run(); !deleted) return deleted;
    }
    for (const auto& action : kept) {
        auto statement = database.prepare("INSERT OR REPLACE INTO timed_action VALUES (?, ?, ?)");
        if (!statement) return tl::unexpected(statement.error());
        statement->bind(1, serial).bind(2, words(action.kind)).bind(3, to_text(action));
        if (auto saved = statement->run(); !saved) return saved;
    }
    return {};
}

Result<void> save_reserve(
    Database& database, const std::string& serial, std::optional<std::uint16_t> reserve
) {
    if (!reserve) return {};  // one that was seen is never unseen
    auto statement = database.prepare("INSERT OR REPLACE INTO control VALUES (?, ?)");
    if (!statement) return tl::unexpected(statement.error());
    return statement->bind(1, serial).bind(2, std::int64_t{*reserve}).run();
}

// SQLite's numbers are signed.
std::int64_t bounded(std::uint64_t number) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min(number, most));
}

Result<void> save_counts(Database& database, const std::string& serial, const WriteCounts& counts) {
    for (const auto& [index, wear] : counts.registers()) {
        auto statement =
            database.prepare("INSERT OR REPLACE INTO write_count VALUES (?, ?, ?, ?, ?)");
        if (!statement) return tl::unexpected(statement.error());
        statement->bind(1, serial).bind(2, std::int64_t{index}).bind(3, counts.day());
        statement->bind(4, bounded(wear.lifetime)).bind(5, std::int64_t{wear.today});
        if (auto saved = statement->run(); !saved) return saved;
    }
    return {};
}

}  // namespace

Result<LoadedControls> load_controls(Database& database) {
    LoadedControls loaded;
    auto done = load_actions(database, loaded);
    if (done) done = load_reserves(database, loaded);
    if (done) done = load_counts(database, loaded.controls);
    if (!done) return tl::unexpected(done.error());
    return loaded;
}

Result<void> save_control(
    Database& database, const std::string& serial, const KeptControl& old, const KeptControl& kept
) {
    Result<void> done = {};
    if (kept.actions != old.actions) {
        done = save_actions(database, serial, old.actions, kept.actions);
    }
    if (done && kept.saved_reserve != old.saved_reserve) {
        done = save_reserve(database, serial, kept.saved_reserve);
    }
    if (done && kept.writes != old.writes) done = save_counts(database, serial, kept.writes);
    return done;
}

}  // namespace giv::store
