#include "givtcp/registers/local_time.hpp"

#include <array>
#include <charconv>

namespace giv {
namespace {

using std::chrono::local_days;
using std::chrono::local_seconds;

constexpr int first_year = 2000;
constexpr int last_year = 9999;

constexpr local_seconds first{local_days{std::chrono::year{first_year} / 1 / 1}};
constexpr local_seconds after_last{local_days{std::chrono::year{last_year + 1} / 1 / 1}};

// One number of a time's text: where it stands, how many digits, and what follows it.
struct Part {
    std::size_t at;
    std::size_t digits;
    char next;  // '\0': the end
};

constexpr auto parts = std::to_array<Part>({
    {0, 4, '-'},
    {5, 2, '-'},
    {8, 2, ' '},
    {11, 2, ':'},
    {14, 2, ':'},
    {17, 2, '\0'},
});
constexpr std::size_t text_length = 19;

std::optional<unsigned> number(std::string_view digits) {
    unsigned value = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

}  // namespace

std::optional<local_seconds> local_seconds_of(const LocalTime& time) {
    if (time.year > last_year || !is_valid(time)) return std::nullopt;
    using namespace std::chrono;
    const year_month_day date{year{time.year}, month{time.month}, day{time.day}};
    return local_seconds{local_days{date}} + hours{time.hour} + minutes{time.minute} +
           seconds{time.second};
}

std::optional<LocalTime> local_time_at(local_seconds at) {
    using namespace std::chrono;
    if (at < first || at >= after_last) return std::nullopt;
    const auto midnight = floor<days>(at);
    const year_month_day date{midnight};
    const hh_mm_ss clock{at - midnight};
    return LocalTime{
        static_cast<std::uint16_t>(static_cast<int>(date.year())),
        static_cast<std::uint8_t>(static_cast<unsigned>(date.month())),
        static_cast<std::uint8_t>(static_cast<unsigned>(date.day())),
        static_cast<std::uint8_t>(clock.hours().count()),
        static_cast<std::uint8_t>(clock.minutes().count()),
        static_cast<std::uint8_t>(clock.seconds().count())};
}

std::optional<LocalTime> plus(const LocalTime& time, std::chrono::seconds step) {
    // A longer step leaves the range in any case, and could overflow.
    constexpr auto longest = after_last - first;
    const auto at = local_seconds_of(time);
    if (!at || step > longest || step < -longest) return std::nullopt;
    return local_time_at(*at + step);
}

std::optional<std::chrono::seconds> between(const LocalTime& from, const LocalTime& to) {
    const auto begin = local_seconds_of(from);
    const auto end = local_seconds_of(to);
    if (!begin || !end) return std::nullopt;
    return *end - *begin;
}

std::uint16_t hhmm_of(const LocalTime& time) {
    return static_cast<std::uint16_t>(time.hour * 100 + time.minute);
}

std::string text_of(const LocalTime& time) {
    const std::array<unsigned, parts.size()> numbers{
        time.year, time.month, time.day, time.hour, time.minute, time.second};
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto digits = std::to_string(numbers[i]);
        if (digits.size() < parts[i].digits) text.append(parts[i].digits - digits.size(), '0');
        text += digits;
        if (parts[i].next != '\0') text += parts[i].next;
    }
    return text;
}

std::optional<LocalTime> local_time_from(std::string_view text) {
    if (text.size() != text_length) return std::nullopt;
    std::array<unsigned, parts.size()> numbers{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& part = parts[i];
        const auto value = number(text.substr(part.at, part.digits));
        const bool goes_on = part.next == '\0' || text[part.at + part.digits] == part.next;
        if (!value || !goes_on) return std::nullopt;
        numbers[i] = *value;
    }
    const LocalTime time{
        static_cast<std::uint16_t>(numbers[0]),
        static_cast<std::uint8_t>(numbers[1]),
        static_cast<std::uint8_t>(numbers[2]),
        static_cast<std::uint8_t>(numbers[3]),
        static_cast<std::uint8_t>(numbers[4]),
        static_cast<std::uint8_t>(numbers[5])};
    if (!is_valid(time)) return std::nullopt;
    return time;
}

}  // namespace giv
