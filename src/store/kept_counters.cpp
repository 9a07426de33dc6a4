#include "store/kept_counters.hpp"

#include "givtcp/protocol/short_serial.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace giv::store {
namespace {

constexpr double milliwatt_hours = 1e6;  // in a kWh

// A plant has no more in a hundred years, and no register as many beginnings.
constexpr std::int64_t most_milliwatt_hours = 100'000'000'000'000;
constexpr double most = most_milliwatt_hours / milliwatt_hours;  // kWh

std::optional<KeptCounter> counter_of(std::int64_t value, std::int64_t wraps, std::int64_t day) {
    constexpr std::int64_t last_day = 2'932'896;  // in the year 9999
    if (value < 0 || value > most_milliwatt_hours) return std::nullopt;
    if (!std::in_range<std::uint16_t>(wraps) || day < 0 || day > last_day) return std::nullopt;
    KeptCounter counter{
        static_cast<double>(value) / milliwatt_hours, static_cast<std::uint32_t>(wraps), {}};
    if (day != 0) counter.day = std::chrono::local_days{std::chrono::days{day}};
    return counter;
}

std::optional<KeptCounter> counter_in(const Statement& row) {
    if (row.number(5) == 0) return std::nullopt;
    return counter_of(row.number(2), row.number(3), row.number(4));
}

// A file that was damaged has many: they are one sentence.
class Refusals {
 public:
    void add(std::string which) {
        if (++count_ == 1) first_ = std::move(which);
    }

    std::string sentence() const {
        if (count_ == 0) return {};
        const auto which = count_ == 1 ? ": " + first_ : ", the first of them " + first_;
        return std::to_string(count_) +
               " counter(s) that were kept say what can't be and begin anew" + which;
    }

 private:
    std::size_t count_ = 0;
    std::string first_;
};

Result<void> save_counter(
    Database& database, const std::string& serial, const std::string& name, const KeptCounter& kept
) {
    if (!(kept.value >= 0 && kept.value <= most)) return {};  // nor what is no number
    auto statement = database.prepare("INSERT OR REPLACE INTO counter VALUES (?, ?, ?, ?, ?)");
    if (!statement) return tl::unexpected(statement.error());
    const std::int64_t day = kept.day ? kept.day->time_since_epoch().count() : 0;
    statement->bind(1, serial).bind(2, name);
    statement->bind(3, std::int64_t{std::llround(kept.value * milliwatt_hours)});
    statement->bind(4, std::int64_t{kept.wraps}).bind(5, day);
    return statement->run();
}

}  // namespace

Result<LoadedCounters> load_counters(Database& database) {
    // The columns take texts and nothing too, which would read as 0.
    constexpr auto sql =
        "SELECT serial, name, milliwatt_hours, wraps, day, typeof(milliwatt_hours) = 'integer' AND "
        "typeof(wraps) = 'integer' AND typeof(day) = 'integer' FROM counter ORDER BY serial, name";
    auto statement = database.prepare(sql);
    if (!statement) return tl::unexpected(statement.error());
    std::map<std::string, KeptCounters> found;
    Refusals refusals;
    for (;;) {
        const auto row = statement->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) break;
        const auto serial = statement->text(0);
        const auto name = statement->text(1);
        if (const auto counter = counter_in(*statement)) {
            found[serial].insert_or_assign(name, *counter);
        } else {
            refusals.add(with_short_serials(serial + " " + name));
        }
    }
    LoadedCounters loaded{.counters = {}, .refused = refusals.sentence()};
    for (auto& [serial, counters] : found) {
        auto shared = std::make_shared<const KeptCounters>(std::move(counters));
        loaded.counters.emplace(serial, std::move(shared));
    }
    return loaded;
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
