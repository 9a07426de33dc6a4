#include "core/render/iso_time.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace giv::render {
namespace {

// "0000-00-00" fits "2026-06-05": a zero stands for any digit, all else for itself.
bool fits(std::string_view text, std::string_view pattern) {
    return std::ranges::equal(text, pattern, [](char c, char wanted) {
        return wanted == '0' ? c >= '0' && c <= '9' : c == wanted;
    });
}

int number_at(std::string_view text, std::size_t place, std::size_t digits) {
    int number = 0;
    for (const char c : text.substr(place, digits))
        number = number * 10 + (c - '0');
    return number;
}

std::optional<std::chrono::sys_days> day_of(std::string_view date) {
    using namespace std::chrono;
    const year_month_day day{
        year{number_at(date, 0, 4)},
        month{static_cast<unsigned>(number_at(date, 5, 2))},
        std::chrono::day{static_cast<unsigned>(number_at(date, 8, 2))}};
    return day.ok() ? std::optional{sys_days{day}} : std::nullopt;
}

// "12:19" or more; nothing for an hour or a minute that does not exist.
std::optional<std::chrono::minutes> clock_of(std::string_view clock) {
    const int hour = number_at(clock, 0, 2);
    const int minute = number_at(clock, 3, 2);
    if (hour > 23 || minute > 59) return std::nullopt;
    return std::chrono::hours{hour} + std::chrono::minutes{minute};
}

std::optional<std::chrono::minutes> offset_of(std::string_view text) {
    if (text.empty()) return std::chrono::minutes{0};
    if (!fits(text, "+00:00") && !fits(text, "-00:00")) return std::nullopt;
    const auto offset = clock_of(text.substr(1));
    if (!offset) return std::nullopt;
    return text.front() == '-' ? -*offset : *offset;
}

}  // namespace

std::optional<std::int64_t> seconds_since_1970(std::string_view text) {
    constexpr std::size_t date_size = 10;
    constexpr std::size_t size = 19;
    const auto local = text.substr(0, size);
    if (!fits(local, "0000-00-00T00:00:00") && !fits(local, "0000-00-00 00:00:00")) {
        return std::nullopt;
    }
    const auto day = day_of(local);
    const auto clock = clock_of(local.substr(date_size + 1));
    const int second = number_at(local, size - 2, 2);
    const auto offset = offset_of(text.substr(size));
    if (!day || !clock || second > 59 || !offset) return std::nullopt;
    const auto at = *day + *clock - *offset + std::chrono::seconds{second};
    return at.time_since_epoch().count();
}

}  // namespace giv::render
