#include "givtcp/registers/value.hpp"

#include <algorithm>

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

Value text_value(std::string_view text) {
    if (text.size() > ShortText::most) return LongText{std::make_shared<const std::string>(text)};
    ShortText in_place;
    std::ranges::copy(text, in_place.characters.begin());
    in_place.size = static_cast<std::uint8_t>(text.size());
    return in_place;
}

std::optional<std::string_view> text_in(const Value& value) {
    if (const auto* text = std::get_if<ShortText>(&value)) return text->view();
    if (const auto* text = std::get_if<LongText>(&value)) return text->view();
    return std::nullopt;
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
