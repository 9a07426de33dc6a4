#include "core/plant/load_meter.hpp"

#include "givtcp/registers/local_time.hpp"

#include <algorithm>
#include <string_view>

namespace giv {
namespace {

using namespace std::chrono_literals;
using Seconds = std::chrono::duration<double>;

// Nobody knows what was used in a longer gap: it stays out.
constexpr auto longest_gap = 5min;

constexpr std::string_view today_name = "counted_load_today";
constexpr std::string_view total_name = "counted_load_total";

double kilowatt_hours(double watts, Seconds time) {
    constexpr double joules_per_kilowatt_hour = 3.6e6;
    return watts * time.count() / joules_per_kilowatt_hour;
}

// How much of the time before `time` belongs to its day.
Seconds since_midnight(const LocalTime& time) {
    return std::chrono::hours{time.hour} + std::chrono::minutes{time.minute} +
           std::chrono::seconds{time.second};
}

std::optional<CountedLoad> load_in(const KeptCounters& kept) {
    const auto today = kept.find(today_name);
    const auto total = kept.find(total_name);
    if (today == kept.end() || total == kept.end()) return std::nullopt;
    return CountedLoad{today->second.value, total->second.value};
}

}  // namespace

void LoadMeter::recall(const KeptCounters& kept) {
    const auto load = load_in(kept);
    if (!load) return;
    counted_ = *load;
    day_ = kept.find(today_name)->second.day;
    is_recalled_ = true;
}

void LoadMeter::keep(KeptCounters& kept) const {
    if (!last_) return;
    kept.insert_or_assign(std::string{today_name}, KeptCounter{counted_.today_kwh, 0, day_});
    kept.insert_or_assign(std::string{total_name}, KeptCounter{counted_.total_kwh, 0, {}});
}

void LoadMeter::show(const KeptCounters& kept) {
    if (const auto load = load_in(kept); load && last_) shown_ = load;
}

// A clock that was put back repeats part of a day; it does not begin one.
void LoadMeter::begin_day(const LocalTime& time) {
    const auto at = local_seconds_of(time);
    if (!at) return;
    const auto today = std::chrono::floor<std::chrono::days>(*at);
    if (day_ && today > *day_) counted_.today_kwh = 0;
    day_ = today;
}

void LoadMeter::measured(double watts, Instant at, const std::optional<LocalTime>& time) {
    const auto day_before = day_;
    if (time) begin_day(*time);
    if (last_ && at > last_->at && at - last_->at <= longest_gap) {
        const Seconds passed = at - last_->at;
        const auto mean = (watts + last_->watts) / 2;
        const bool is_new_day = day_before != day_ && time;
        const auto of_today = is_new_day ? std::min(passed, since_midnight(*time)) : passed;
        counted_.today_kwh += kilowatt_hours(mean, of_today);
        counted_.total_kwh += kilowatt_hours(mean, passed);
    }
    if (!last_ && is_recalled_) shown_ = counted_;
    last_ = {watts, at};
}

}  // namespace giv
