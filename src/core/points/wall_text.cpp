#include "givtcp/points/wall_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace giv {
namespace {

std::string padded(long value, std::size_t width) {
    auto digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

std::string iso_text(const LocalTime& time) {
    return padded(time.year, 4) + '-' + padded(time.month, 2) + '-' + padded(time.day, 2) + 'T' +
           padded(time.hour, 2) + ':' + padded(time.minute, 2) + ':' + padded(time.second, 2);
}

}  // namespace

std::string decimal_text(double value, int decimals) {
    std::array<char, 400> text{};  // the longest double has 309 digits before its point
    const auto [end, error] = std::to_chars(
        text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals
    );
    std::string shown{text.data(), error == std::errc{} ? end : text.data()};
    const bool is_minus_zero =
        shown.starts_with('-') && shown.find_first_not_of("-0.") == std::string::npos;
    return is_minus_zero ? shown.substr(1) : shown;
}

std::string clock_text(std::chrono::minutes since_midnight) {
    const auto minutes = since_midnight.count();
    return padded(minutes / 60, 2) + ':' + padded(minutes % 60, 2) + ":00";
}

std::string utc_text(std::chrono::system_clock::time_point at) {
    using namespace std::chrono;
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss clock{floor<seconds>(at - day)};
    const LocalTime time{
        static_cast<std::uint16_t>(static_cast<int>(date.year())),
        static_cast<std::uint8_t>(static_cast<unsigned>(date.month())),
        static_cast<std::uint8_t>(static_cast<unsigned>(date.day())),
        static_cast<std::uint8_t>(clock.hours().count()),
        static_cast<std::uint8_t>(clock.minutes().count()),
        static_cast<std::uint8_t>(clock.seconds().count())};
    return iso_text(time) + "+00:00";
}

std::string local_text(const LocalTime& time, std::chrono::minutes utc_offset) {
    const auto minutes = std::abs(utc_offset.count());
    const auto* sign = utc_offset.count() < 0 ? "-" : "+";
    return iso_text(time) + sign + padded(minutes / 60, 2) + ':' + padded(minutes % 60, 2);
}

}  // namespace giv
