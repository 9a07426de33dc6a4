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

// As far as it has come: the formula's value, but never back.
void DerivedCounters::advance(const Point& point, const CountedDays& days, double value) {
    const auto known = reached_.find(point.path);
    if (known == reached_.end()) {
        reached_.insert_or_assign(point.path, Counted{value, days.day});
        return;
    }
    auto& counted = known->second;
    if (value < counted.value) {
        // Without a calendar, a counter that is nearly empty has begun its day.
        const bool has_calendar = days.day && counted.day;
        const bool began_a_day = has_calendar ? *days.day != *counted.day : value < nearly_nothing;
        const bool counts_a_day = point.quantity == Quantity::energy_today;
        if (!counts_a_day || !began_a_day) value = counted.value;
    }
    counted = {value, days.day ? days.day : counted.day};
}

double DerivedCounters::to_show(const Point& point) {
    const auto reached = reached_[point.path];
    const auto shown = shown_.find(point.path);
    const bool is_of_another_day =
        shown != shown_.end() && shown->second.is_recalled && reached.value < shown->second.value;
    if (!is_kept_ || shown == shown_.end() || is_of_another_day) {
        shown_.insert_or_assign(point.path, reached);
        return reached.value;
    }
    shown->second.is_recalled = false;
    return shown->second.value;
}

DerivedCounters::Settled DerivedCounters::settle(
    const Point& point, const CountedDays& days, const Value& value
) {
    const auto* now = std::get_if<Number>(&value);
    if (now == nullptr) return {value};
    if (point.quantity == Quantity::energy_today && days.differ) {
        const auto shown = shown_.find(point.path);
        if (shown == shown_.end()) return {Absence::not_read, true};
        return {Number{shown->second.value, now->decimals}, true};
    }
    advance(point, days, now->value);
    return {Number{to_show(point), now->decimals}};
}

void DerivedCounters::begin_anew(Quantity quantity) {
    for (const auto& point : points()) {
        if (point.quantity != quantity) continue;
        reached_.erase(point.path);
        shown_.erase(point.path);
    }
}

void DerivedCounters::recall(const KeptCounters& kept) {
    is_kept_ = true;
    for (const auto& point : points()) {
        if (!is_one(point)) continue;
        const auto known = kept.find(point.path);
        if (known == kept.end()) continue;
        const auto& counter = known->second;
        if (point.quantity == Quantity::energy_today && !counter.day) continue;
        const Counted counted{counter.value, counter.day, true};
        reached_.insert_or_assign(point.path, counted);
        shown_.insert_or_assign(point.path, counted);
    }
}

void DerivedCounters::keep(KeptCounters& kept) const {
    for (const auto& [path, counted] : reached_)
        kept.insert_or_assign(std::string{path}, KeptCounter{counted.value, 0, counted.day});
}

void DerivedCounters::show(const KeptCounters& kept) {
    for (const auto& [path, counted] : reached_) {
        const auto found = kept.find(path);
        if (found == kept.end()) continue;
        shown_.insert_or_assign(path, Counted{found->second.value, found->second.day});
    }
}

}  // namespace giv
