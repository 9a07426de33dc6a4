#include "givtcp/control/write_budget.hpp"

#include "core/control/always_allowed.hpp"

#include "givtcp/registers/local_time.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace giv {
namespace {

// A clock that is set back for a day or two counts on; one that was set to another century by
// mistake must not stop the counting for ever.
constexpr std::int64_t days_back_in_doubt = 7;

std::optional<std::int64_t> day_of(const LocalTime& time) {
    const auto at = local_seconds_of(time);
    if (!at) return std::nullopt;
    return std::chrono::floor<std::chrono::days>(at->time_since_epoch()).count();
}

// Counters that a file gave us may be anything: no sum wraps.
template <class Number>
Number sum(Number a, Number b) {
    return b > std::numeric_limits<Number>::max() - a ? std::numeric_limits<Number>::max() : a + b;
}

}  // namespace

void WriteCounts::count(std::uint16_t index, const std::optional<LocalTime>& inverter_now) {
    if (inverter_now) roll(*inverter_now);
    auto& wear = registers_[index];
    wear.lifetime = sum<std::uint64_t>(wear.lifetime, 1);
    wear.today = sum<std::uint32_t>(wear.today, 1);
}

void WriteCounts::roll(const LocalTime& inverter_now) {
    const auto day = day_of(inverter_now);
    if (!day || (*day <= day_ && *day >= day_ - days_back_in_doubt)) return;
    day_ = *day;
    for (auto& [index, wear] : registers_)
        wear.today = 0;
}

void WriteCounts::call_today(const LocalTime& inverter_now) {
    day_ = day_of(inverter_now).value_or(day_);
}

std::uint32_t WriteCounts::today() const {
    std::uint32_t all = 0;
    for (const auto& [index, wear] : registers_)
        all = sum(all, wear.today);
    return all;
}

std::uint64_t WriteCounts::lifetime() const {
    std::uint64_t all = 0;
    for (const auto& [index, wear] : registers_)
        all = sum(all, wear.lifetime);
    return all;
}

void WriteCounts::restore(std::int64_t day, std::map<std::uint16_t, RegisterWear> registers) {
    day_ = day;
    registers_ = std::move(registers);
}

bool is_always_allowed(std::uint16_t index, std::uint16_t value) {
    switch (index) {
        case 96:                     // charge schedule
        case 59: return value == 0;  // discharge schedule
        case 27: return value == 1;  // self consumption
        case 318: return true;       // pause mode
        default: return false;
    }
}

bool is_always_allowed(std::span<const JudgedWrite> writes) {
    return std::ranges::all_of(writes, [](const JudgedWrite& write) {
        return is_always_allowed(write.index(), write.value());
    });
}

}  // namespace giv
