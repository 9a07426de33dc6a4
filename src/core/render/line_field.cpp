#include "core/render/line_field.hpp"

#include "core/render/line_text.hpp"
#include "core/render/value_text.hpp"

#include "givtcp/points/wall_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace giv::render {
namespace {

// What points say for on and off.
constexpr auto switches = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"enable", "1"}, {"disable", "0"}, {"true", "1"}, {"false", "0"}}
);

bool is_told_in_words(Quantity quantity) {
    switch (quantity) {
        case Quantity::timestamp:
        case Quantity::time_of_day:
        case Quantity::state:
        case Quantity::text: return true;
        case Quantity::power:
        case Quantity::apparent_power:
        case Quantity::energy_today:
        case Quantity::energy_total:
        case Quantity::energy_stored:
        case Quantity::voltage:
        case Quantity::current:
        case Quantity::frequency:
        case Quantity::temperature:
        case Quantity::state_of_charge:
        case Quantity::percentage:
        case Quantity::capacity:
        case Quantity::count:
        case Quantity::duration_minutes:
        case Quantity::duration_seconds:
        case Quantity::power_factor:
        case Quantity::money:
        case Quantity::on_off: return false;
    }
    return false;
}

// As Python shows it: 5.10 is "5.1" and 9.00 is "9.0", but a whole number has no point.
std::optional<std::string> number_text(const Number& number, int most_decimals) {
    if (!std::isfinite(number.value)) return std::nullopt;
    const int decimals = std::min<int>(number.decimals, most_decimals);
    auto text = decimal_text(number.value, decimals);
    if (decimals < 2) return text;
    const auto last = text.find_last_not_of('0');
    text.resize(last + (text[last] == '.' ? 2 : 1));
    return text;
}

std::optional<std::string> switch_text(std::string_view word) {
    for (const auto& [known, number] : switches) {
        if (known == word) return std::string{number};
    }
    return std::nullopt;
}

}  // namespace

std::string field_name(const Point& point) {
    std::string name{point.key()};
    for (auto& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == ' ') c = '_';
    }
    return name;
}

std::optional<std::string> field_value(const Point& point, const Value& value, int most_decimals) {
    const auto* number = std::get_if<Number>(&value);
    const bool in_words = is_told_in_words(point.quantity);
    if (number != nullptr && !in_words) return number_text(*number, most_decimals);

    const auto shown = leaf({}, value);
    if (!shown) return std::nullopt;
    if (in_words) return quoted_text(shown->text);
    if (point.quantity == Quantity::on_off) return switch_text(shown->text);
    if (shown->kind == Leaf::Kind::number) return shown->text;
    return std::nullopt;
}

}  // namespace giv::render
