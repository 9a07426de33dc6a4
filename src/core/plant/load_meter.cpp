#include "core/plant/load_meter.hpp"

#include "givtcp/registers/local_time.hpp"

#include <algorithm>
#include <string_view>

namespace giv {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::local_days;
using Seconds = std::chrono::duration<double>;

// Nobody knows what was used in a longer gap: it stays out.
constexpr auto longest_gap = 5min;

// Setting a clock right is less; more is another date.
constexpr auto longest_correction = 12h;

constexpr std::string_view today_name = "counted_load_today";
constexpr std::string_view total_name = "counted_load_total";

double kilowatt_hours(double watts, Seconds time) {
    constexpr double joules_per_kilowatt_hour = 3.6e6;
    return watts * time.count() / joules_per_kilowatt_hour;
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

// A clock that was put back repeats part of a day; it does not begin one. Where it is far ahead no
// longer, the day is as it says. Whether a day began.
bool LoadMeter::reach(local_days today) {
    const bool begins = day_ && today > *day_;
    const bool is_repeated = day_ && today == *day_ - days{1};
    if (begins) counted_.today_kwh = 0;
    if (!is_repeated) day_ = today;
    return begins;
}

// How long a day has lasted that began just now. What passed since the last look passed by the
// calendar of then: one whose date was set since, or is wrong for a while, takes the day along.
std::optional<std::chrono::seconds> LoadMeter::begin_day(const LocalTime& time, Instant at) {
    const auto shown = local_seconds_of(time);
    if (!shown) return std::nullopt;
    auto now = *shown;
    if (calendar_) {
        const auto since = std::chrono::floor<std::chrono::seconds>(at - calendar_->at);
        const auto expected = calendar_->time + since;
        if (std::chrono::abs(*shown - expected) > longest_correction) now = expected;
    }
    const auto today = std::chrono::floor<days>(now);
    const bool begins = reach(today);
    *day_ += std::chrono::floor<days>(*shown) - today;
    calendar_ = {*shown, at};
    if (!begins) return std::nullopt;
    return now - today;
}

void LoadMeter::measured(double watts, Instant at, const std::optional<LocalTime>& time) {
    const auto begun = time ? begin_day(*time, at) : std::nullopt;
    if (last_ && at > last_->at && at - last_->at <= longest_gap) {
        const Seconds passed = at - last_->at;
        const auto mean = (watts + last_->watts) / 2;
        const auto of_today = begun ? std::min<Seconds>(passed, *begun) : passed;
        counted_.today_kwh += kilowatt_hours(mean, of_today);
        counted_.total_kwh += kilowatt_hours(mean, passed);
    }
    if (!last_ && is_recalled_) shown_ = counted_;
    last_ = {watts, at};
}

}  // namespace giv
