// Words, numbers, times and what people write for them.
#include "core/control/arguments.hpp"

#include "core/control/printable.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace giv {
namespace {

using Read = Expected<Argument, std::string>;

constexpr double beyond_all = 1'000'000;  // no number that a control takes comes near

tl::unexpected<std::string> no(std::string why) { return tl::unexpected(std::move(why)); }

// Without blanks, brackets and dashes: "Timed_Demand", "timed demand", "Eco(Paused)".
std::string bare_word(std::string_view text) {
    std::string bare;
    for (const char c : lower_case(text)) {
        if (std::string_view{" _-()"}.find(c) == std::string_view::npos) bare += c;
    }
    return bare;
}

std::optional<double> number_in(std::string_view text) {
    double value = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<double> number_in(const Scalar& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* text = std::get_if<std::string>(&value)) return number_in(trimmed(*text));
    return std::nullopt;
}

std::optional<int> whole_number(std::optional<double> number) {
    if (!number || std::abs(*number) > beyond_all || *number != std::round(*number)) {
        return std::nullopt;
    }
    return static_cast<int>(*number);
}

// A text without its ending, which is cut off; nothing if it does not end so.
std::optional<std::string_view> before(std::string_view text, std::string_view ending) {
    if (text.size() < ending.size()) return std::nullopt;
    const auto rest = text.substr(0, text.size() - ending.size());
    if (lower_case(text.substr(rest.size())) != ending) return std::nullopt;
    return trimmed(rest);
}

Read on_off(const Scalar& value) {
    constexpr std::string_view hint = "is neither enable nor disable";
    if (const auto* flag = std::get_if<bool>(&value)) return Argument{*flag};
    if (const auto number = whole_number(number_in(value))) {
        if (*number == 0 || *number == 1) return Argument{*number == 1};
        return no(std::string{hint});
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return no(std::string{hint});
    const auto word = lower_case(trimmed(*text));
    for (const auto* on : {"enable", "enabled", "on", "true"}) {
        if (word == on) return Argument{true};
    }
    for (const auto* off : {"disable", "disabled", "off", "false"}) {
        if (word == off) return Argument{false};
    }
    return no(std::string{hint});
}

struct UnitWord {
    std::string_view text;
    RateArgument::Unit unit;
};

constexpr auto unit_words = std::to_array<UnitWord>({
    {"watts", RateArgument::Unit::watts},
    {"watt", RateArgument::Unit::watts},
    {"w", RateArgument::Unit::watts},
    {"percent", RateArgument::Unit::percent},
    {"%", RateArgument::Unit::percent},
});

Expected<RateArgument::Unit, std::string> unit_of(const Scalar& unit) {
    using Unit = RateArgument::Unit;
    if (std::holds_alternative<std::monostate>(unit)) return Unit::not_said;
    if (const auto* text = std::get_if<std::string>(&unit)) {
        const auto word = lower_case(trimmed(*text));
        if (word.empty()) return Unit::not_said;
        for (const auto& row : unit_words) {
            if (row.text == word) return row.unit;
        }
    }
    return no("has the unit " + in_words(unit) + ", which is neither W nor %");
}

// Where only percent makes sense, another unit is a mistake, and no number to be taken for one.
Read percent(const Scalar& value, const Scalar& unit) {
    const auto said = unit_of(unit);
    if (!said) return no(said.error());
    if (*said == RateArgument::Unit::watts) return no("has the unit W, and must be percent");
    auto number = number_in(value);
    if (const auto* text = std::get_if<std::string>(&value); text != nullptr && !number) {
        if (const auto rest = before(trimmed(*text), "%")) number = number_in(*rest);
    }
    if (const auto whole = whole_number(number)) return Argument{*whole};
    return no("is not a whole number of percent");
}

Read rate(const Scalar& value, const Scalar& unit) {
    constexpr std::string_view hint = "is no power: a number, with W or % after it or without";
    const auto said = unit_of(unit);
    if (!said) return no(said.error());
    RateArgument rate{0, *said};
    auto number = number_in(value);
    const auto* text = std::get_if<std::string>(&value);
    if (!number && text != nullptr) {
        for (const auto& row : unit_words) {
            const auto rest = before(trimmed(*text), row.text);
            if (!rest) continue;
            number = number_in(*rest);
            if (rate.unit != RateArgument::Unit::not_said && rate.unit != row.unit) {
                return no("has another unit than \"unit\" says");
            }
            rate.unit = row.unit;
            break;
        }
    }
    if (!number || std::abs(*number) > beyond_all) return no(std::string{hint});
    rate.value = *number;
    return Argument{rate};
}

// Digits only, from_chars would take a sign.
std::optional<int> digits(std::string_view text) {
    if (text.empty() || text.size() > 4) return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

struct Clock {
    int hour = 0;
    int minute = 0;
    int second = 0;
};

// H:MM, HH:MM, HH:MM:SS
std::optional<Clock> clock_with_colons(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon < 1 || colon > 2) return std::nullopt;
    const auto rest = text.substr(colon + 1);
    if (rest.size() != 2 && (rest.size() != 5 || rest[2] != ':')) return std::nullopt;
    const auto hour = digits(text.substr(0, colon));
    const auto minute = digits(rest.substr(0, 2));
    const auto second = rest.size() == 5 ? digits(rest.substr(3)) : std::optional<int>{0};
    if (!hour || !minute || !second) return std::nullopt;
    return Clock{*hour, *minute, *second};
}

Read time(const Scalar& value) {
    std::optional<Clock> clock;
    if (const auto* text = std::get_if<std::string>(&value)) {
        clock = clock_with_colons(trimmed(*text));
    }
    if (!clock) {
        const auto hhmm = whole_number(number_in(value));
        if (hhmm && *hhmm >= 0) clock = Clock{*hhmm / 100, *hhmm % 100, 0};
    }
    if (!clock || clock->hour > 23 || clock->minute > 59 || clock->second > 59) {
        return no("is no time of day: 00:00 to 23:59");
    }
    return Argument{std::chrono::minutes{clock->hour * 60 + clock->minute}};
}

std::string list_of(std::span<const ArgumentWord> words) {
    std::string list;
    for (const auto& word : words)
        list += (list.empty() ? "" : ", ") + std::string{word.text};
    return list;
}

Read word(const Parameter& parameter, const Scalar& value) {
    const auto* text = std::get_if<std::string>(&value);
    const auto bare = text == nullptr ? std::string{} : bare_word(*text);
    const auto number = whole_number(number_in(value));
    for (const auto& row : parameter.words) {
        const bool by_text = text != nullptr && bare_word(row.text) == bare;
        if (by_text || (row.by_number && row.code == number)) return Argument{row.code};
    }
    if (bare == "running" || bare == "unknown") return no("is shown, never commanded");
    return no("is none of " + list_of(parameter.words));
}

Read duration(const Scalar& value) {
    if (const auto number = whole_number(number_in(value))) {
        return Argument{DurationArgument{std::chrono::minutes{*number}}};
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        const auto word = bare_word(*text);
        if (word == "cancel" || word == "normal") return Argument{DurationArgument{}};
        if (word == "running") return no("is shown, never commanded");
    }
    return no("is neither a number of minutes nor Cancel");
}

Read slot_number(const Scalar& value) {
    const auto number = whole_number(number_in(value));
    if (number && *number >= 1 && *number <= most_slots) return Argument{*number};
    return no("is no slot: 1 to 10");
}

Read date_time(const Scalar& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return no("is no date and time: dd/mm/yyyy hh:mm:ss");
    const auto time = date_time_of(trimmed(*text));
    if (!time) return no(time.error());
    return Argument{*time};
}

// The part after the date: 'T' or blanks, then a time and nothing else.
std::optional<Clock> clock_after_date(std::string_view text) {
    if (!text.empty() && (text.front() == 'T' || text.front() == 't')) text.remove_prefix(1);
    return clock_with_colons(trimmed(text));
}

struct Date {
    int year = 0;
    int month = 0;
    int day = 0;
};

std::optional<Date> date_in(std::string_view text) {
    constexpr std::size_t length = 10;
    if (text.size() != length) return std::nullopt;
    const bool by_slashes = text[2] == '/' && text[5] == '/';
    const bool by_dashes = text[4] == '-' && text[7] == '-';
    if (!by_slashes && !by_dashes) return std::nullopt;
    const auto year = by_slashes ? digits(text.substr(6)) : digits(text.substr(0, 4));
    const auto month = by_slashes ? digits(text.substr(3, 2)) : digits(text.substr(5, 2));
    const auto day = by_slashes ? digits(text.substr(0, 2)) : digits(text.substr(8));
    if (!year || !month || !day) return std::nullopt;
    return Date{*year, *month, *day};
}

// 'Z', or '+' or '-' after the date.
bool has_zone(std::string_view after_date) {
    return after_date.find_first_of("zZ+-") != std::string_view::npos;
}

}  // namespace

std::string in_words(const Scalar& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return cited(*text);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* number = std::get_if<double>(&value)) return number_text(*number);
    return std::holds_alternative<Composite>(value) ? "a list or an object" : "null";
}

Expected<LocalTime, std::string> date_time_of(std::string_view text) {
    constexpr std::size_t date_length = 10;
    const auto date = date_in(text.substr(0, date_length));
    if (!date) return no("is no date and time: dd/mm/yyyy hh:mm:ss");
    const auto rest = text.substr(date_length);
    if (has_zone(rest)) {
        return no("names a zone; send the wall time that the inverter is to show, without one");
    }
    const auto clock = clock_after_date(rest);
    if (!clock || clock->hour > 23) return no("is no date and time: dd/mm/yyyy hh:mm:ss");
    LocalTime time;
    time.year = static_cast<std::uint16_t>(date->year);
    time.month = static_cast<std::uint8_t>(date->month);
    time.day = static_cast<std::uint8_t>(date->day);
    time.hour = static_cast<std::uint8_t>(clock->hour);
    time.minute = static_cast<std::uint8_t>(clock->minute);
    time.second = static_cast<std::uint8_t>(clock->second);
    // Whether the day exists; which years an inverter can hold is the plan's business.
    auto of_this_age = time;
    of_this_age.year = static_cast<std::uint16_t>(2000 + date->year % 400);
    if (!is_valid(of_this_age)) return no("is a date or time that there is not");
    return time;
}

Expected<Argument, std::string> argument_of(
    const Parameter& parameter, const Scalar& value, const Scalar& unit
) {
    if (std::holds_alternative<Composite>(value)) return no("is not one value");
    switch (parameter.type) {
        case ArgumentType::on_off: return on_off(value);
        case ArgumentType::percent: return percent(value, unit);
        case ArgumentType::rate: return rate(value, unit);
        case ArgumentType::time: return time(value);
        case ArgumentType::word: return word(parameter, value);
        case ArgumentType::date_time: return date_time(value);
        case ArgumentType::duration: return duration(value);
        case ArgumentType::slot_number: return slot_number(value);
    }
    return no("is nothing that this control takes");
}

}  // namespace giv
