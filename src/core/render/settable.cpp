// What Home Assistant needs to know of a control: the kind of its entity, its limits, its choices.
#include "core/render/entity.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace giv::render {
namespace {

constexpr std::string_view battery_maximum = "{details}/Invertor_Max_Bat_Rate";
constexpr int full = 100;

// As GivTCP 3 has them (spec/clients.md §3.2), beside "Normal" and "Running", which are shown.
constexpr auto durations = std::to_array<std::string_view>({
    "Normal",
    "Running",
    "Cancel",
    "2",
    "5",
    "10",
    "15",
    "30",
    "45",
    "60",
    "75",
    "90",
    "105",
    "120",
    "135",
    "150",
    "165",
    "180",
});

// A bare number up to 100 would be taken for percent: the unit goes with it.
std::optional<NumberRange> rate_range(const Snapshot& snapshot, const DiscoveryOptions& options) {
    if (options.seed_profile) return NumberRange{0, full, "%", "{{ value }}%"};
    const auto most = maximum_rate(snapshot);
    if (!most || *most <= 0) return std::nullopt;
    return NumberRange{0, *most, "W", "{{ value }}W"};
}

std::vector<std::string> minutes_of_the_day() {
    std::vector<std::string> all;
    constexpr int hours = 24;
    constexpr int minutes = 60;
    all.reserve(static_cast<std::size_t>(hours) * minutes);
    const auto two_digits = [](int number) {
        return std::string{static_cast<char>('0' + number / 10)} +
               static_cast<char>('0' + number % 10);
    };
    for (int hour = 0; hour < hours; ++hour)
        for (int minute = 0; minute < minutes; ++minute)
            all.push_back(two_digits(hour) + ':' + two_digits(minute) + ":00");
    return all;
}

// A word that is a number is a short cut for people who know it, and nothing that is ever shown.
std::vector<std::string> words_of(const Parameter& parameter) {
    std::vector<std::string> all;
    for (const auto& word : parameter.words) {
        const auto first = word.text.front();
        if (first < '0' || first > '9') all.emplace_back(word.text);
    }
    all.insert(all.end(), parameter.only_shown.begin(), parameter.only_shown.end());
    return all;
}

}  // namespace

std::optional<int> maximum_rate(const Snapshot& snapshot) {
    const auto found = std::ranges::find_if(snapshot.values, [](const Measured& measured) {
        return measured.point->path == battery_maximum;
    });
    if (found == snapshot.values.end()) return std::nullopt;
    const auto* number = std::get_if<Number>(&found->value);
    if (number == nullptr) return std::nullopt;
    return static_cast<int>(std::lround(number->value));
}

Platform platform_of(const Control& control, Quantity quantity) {
    if (control.parameters.empty()) return Platform::button;
    switch (control.parameters.front().type) {
        case ArgumentType::on_off: return Platform::toggle;
        case ArgumentType::percent:
        case ArgumentType::rate:
        case ArgumentType::slot_number: return Platform::number;
        case ArgumentType::time:
        case ArgumentType::word: return Platform::select;
        case ArgumentType::duration:
            return quantity == Quantity::duration_minutes ? Platform::number : Platform::select;
        case ArgumentType::date_time: return Platform::sensor;
    }
    return Platform::sensor;
}

std::optional<NumberRange> range_of(
    const Control& control, const Snapshot& snapshot, const DiscoveryOptions& options
) {
    const auto& parameter = control.parameters.front();
    if (parameter.type == ArgumentType::rate) return rate_range(snapshot, options);
    const std::string_view unit = parameter.type == ArgumentType::duration ? "min" : "%";
    if (parameter.most <= parameter.least) return std::nullopt;
    return NumberRange{parameter.least, parameter.most, unit, ""};
}

std::vector<std::string> choices_of(const Control& control) {
    const auto& parameter = control.parameters.front();
    if (parameter.type == ArgumentType::time) return minutes_of_the_day();
    if (parameter.type == ArgumentType::duration) return {durations.begin(), durations.end()};
    return words_of(parameter);
}

}  // namespace giv::render
