#include "core/plant/derived_counters.hpp"

#include <algorithm>

namespace giv {
namespace {

constexpr double nearly_nothing = 1.0;  // kWh: a day that has just begun

}  // namespace

bool DerivedCounters::is_one(const Point& point) {
    const bool is_formula = std::holds_alternative<Derivation>(point.source);
    return is_formula && (point.quantity == Quantity::energy_today || point.never_falls);
}

DerivedCounters::Settled DerivedCounters::settle(
    const Point& point, const CountedDays& days, const Value& value
) {
    const auto* now = std::get_if<Number>(&value);
    if (now == nullptr) return {value};
    const auto known = published_.find(point.path);
    const bool is_known = known != published_.end();
    const bool counts_a_day = point.quantity == Quantity::energy_today;
    if (counts_a_day && days.differ) {
        if (!is_known) return {Absence::not_read, true};
        return {known->second.number, true};
    }
    auto settled = *now;
    if (is_known && now->value < known->second.number.value) {
        // Without a calendar, a counter that is nearly empty has begun its day.
        const bool has_calendar = days.day && known->second.day;
        const bool began_a_day =
            has_calendar ? *days.day != *known->second.day : now->value < nearly_nothing;
        if (!counts_a_day || !began_a_day) settled.value = known->second.number.value;
    }
    const auto day = days.day || !is_known ? days.day : known->second.day;
    published_.insert_or_assign(point.path, Published{settled, day});
    return {settled};
}

void DerivedCounters::recall(const KeptCounters& kept) {
    for (const auto& point : points()) {
        if (!is_one(point)) continue;
        const auto known = kept.find(point.path);
        if (known == kept.end()) continue;
        const auto& counter = known->second;
        if (point.quantity == Quantity::energy_today && !counter.day) continue;
        published_.insert_or_assign(point.path, Published{{counter.value, 1}, counter.day});
    }
}

void DerivedCounters::keep(KeptCounters& kept) const {
    for (const auto& [path, published] : published_) {
        const KeptCounter counter{published.number.value, 0, published.day};
        kept.insert_or_assign(std::string{path}, counter);
    }
}

}  // namespace giv
