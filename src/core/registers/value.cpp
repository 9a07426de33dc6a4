#include "givtcp/registers/value.hpp"

namespace giv {

std::string_view words(Absence absence) {
    switch (absence) {
        case Absence::not_read: return "not read yet";
        case Absence::out_of_bounds: return "outside what is plausible";
        case Absence::invalid: return "not a valid value";
        case Absence::not_here: return "this plant has none";
    }
    return "";
}

std::optional<std::chrono::minutes> time_of_day(std::uint16_t hhmm) {
    const int hour = hhmm / 100;
    const int minute = hhmm % 100;
    if (hour > 23 || minute > 59) return std::nullopt;
    return std::chrono::minutes{hour * 60 + minute};
}

bool is_valid(const LocalTime& time) {
    using namespace std::chrono;
    const year_month_day date{year{time.year}, month{time.month}, day{time.day}};
    return time.year >= 2000 && date.ok() && time.hour < 24 && time.minute < 60 && time.second < 60;
}

}  // namespace giv
