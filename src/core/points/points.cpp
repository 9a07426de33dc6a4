// The points' tables as one, and what the compiler checks of them.
#include "core/points/battery_rows.hpp"
#include "core/points/control_rows.hpp"
#include "core/points/details_rows.hpp"
#include "core/points/energy_rows.hpp"
#include "core/points/meter_rows.hpp"
#include "core/points/power_rows.hpp"

#include "givtcp/points/point.hpp"

#include <algorithm>

namespace giv {
namespace {

template <class... Tables>
consteval auto joined(const Tables&... tables) {
    std::array<Point, (std::tuple_size_v<Tables> + ...)> all{};
    auto place = all.begin();
    ((place = std::ranges::copy(tables, place).out), ...);
    return all;
}

constexpr auto all_points = joined(
    points_table::powers,
    points_table::energy,
    points_table::details,
    points_table::controls,
    points_table::slots,
    points_table::batteries,
    points_table::meters
);

// ---- what must hold for every row ----------------------------------------------------------

consteval bool has_unique_paths() {
    std::array<std::string_view, all_points.size()> paths{};
    std::ranges::transform(all_points, paths.begin(), &Point::path);
    std::ranges::sort(paths);
    return std::ranges::adjacent_find(paths) == paths.end();
}

// Keys become names of metrics and entities elsewhere; "{...}" are placeholders.
consteval bool has_safe_paths() {
    constexpr auto safe = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '/' || c == '{' || c == '}';
    };
    return std::ranges::all_of(all_points, [&](const Point& row) {
        return !row.key().empty() && !row.label.empty() && std::ranges::all_of(row.path, safe);
    });
}

// A row about a part has a place for the part's name in its path, and no other row has one.
consteval bool names_its_part() {
    return std::ranges::all_of(all_points, [](const Point& row) {
        const bool named = row.path.find("{id}") != std::string_view::npos;
        return named == (row.subject == Subject::pack || row.subject == Subject::meter);
    });
}

static_assert(has_unique_paths(), "two points share a path");
static_assert(has_safe_paths(), "a path has a character that clients can't take");
static_assert(names_its_part(), "a part's point needs {id} in its path");

}  // namespace

std::span<const Point> points() { return all_points; }

Unit unit_of(Quantity quantity) {
    switch (quantity) {
        case Quantity::power: return Unit::watt;
        case Quantity::apparent_power: return Unit::volt_ampere;
        case Quantity::energy_today:
        case Quantity::energy_total:
        case Quantity::energy_stored: return Unit::kilowatt_hour;
        case Quantity::voltage: return Unit::volt;
        case Quantity::current: return Unit::ampere;
        case Quantity::frequency: return Unit::hertz;
        case Quantity::temperature: return Unit::celsius;
        case Quantity::state_of_charge:
        case Quantity::percentage: return Unit::percent;
        case Quantity::capacity: return Unit::ampere_hour;
        case Quantity::duration_minutes: return Unit::minute;
        case Quantity::duration_seconds: return Unit::second;
        case Quantity::count:
        case Quantity::power_factor:
        case Quantity::money:
        case Quantity::timestamp:
        case Quantity::time_of_day:
        case Quantity::state:
        case Quantity::on_off:
        case Quantity::text: return Unit::none;
    }
    return Unit::none;
}

}  // namespace giv
