#include "store/kept_counters.hpp"

#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

namespace giv::store {
namespace {

constexpr double milliwatt_hours = 1e6;  // in a kWh

// A plant has no more in a hundred years, and no register as many beginnings.
constexpr std::int64_t most_milliwatt_hours = 100'000'000'000'000;

std::optional<KeptCounter> counter_of(std::int64_t value, std::int64_t wraps, std::int64_t day) {
    constexpr std::int64_t last_day = 2'932'896;  // in the year 9999
    if (value < 0 || value > most_milliwatt_hours) return std::nullopt;
    if (!std::in_range<std::uint16_t>(wraps) || day < 0 || day > last_day) return std::nullopt;
    KeptCounter counter{
        static_cast<double>(value) / milliwatt_hours, static_cast<std::uint32_t>(wraps), {}};
    if (day != 0) counter.day = std::chrono::local_days{std::chrono::days{day}};
    return counter;
}

Result<void> save_counter(
    Database& database, const std::string& serial, const std::string& name, const KeptCounter& kept
) {
    auto statement = database.prepare("INSERT OR REPLACE INTO counter VALUES (?, ?, ?, ?, ?)");
    if (!statement) return tl::unexpected(statement.error());
    const std::int64_t day = kept.day ? kept.day->time_since_epoch().count() : 0;
    statement->bind(1, serial).bind(2, name);
    statement->bind(3, std::int64_t{std::llround(kept.value * milliwatt_hours)});
    statement->bind(4, std::int64_t{kept.wraps}).bind(5, day);
    return statement->run();
}

}  // namespace

Result<CountersOfPlants> load_counters(Database& database) {
    constexpr auto sql = "SELECT serial, name, milliwatt_hours, wraps, day FROM counter";
    auto statement = database.prepare(sql);
    if (!statement) return tl::unexpected(statement.error());
    CountersOfPlants plants;
    for (;;) {
        const auto row = statement->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return plants;
        const auto counter =
            counter_of(statement->number(2), statement->number(3), statement->number(4));
        if (counter) plants[statement->text(0)].insert_or_assign(statement->text(1), *counter);
    }
}

Result<void> save_counters(
    Database& database, const std::string& serial, const KeptCounters& old, const KeptCounters& kept
) {
    for (const auto& [name, counter] : kept) {
        const auto known = old.find(name);
        if (known != old.end() && known->second == counter) continue;
        if (auto saved = save_counter(database, serial, name, counter); !saved) return saved;
    }
    return {};
}

}  // namespace giv::store
