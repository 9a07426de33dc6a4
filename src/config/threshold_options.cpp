#include "config/threshold_options.hpp"

#include "givtcp/plant/guard/pack_thresholds.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace giv {
namespace {

using guard::pack_quantities;
using guard::PackThresholdRow;

// An option has views; this is what they look at.
struct Names {
    std::string path;
    std::string variable;
    std::string meaning;
};

std::string in_capitals(std::string_view key) {
    std::string text{key};
    for (auto& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

Names names_of(const PackThresholdRow& row) {
    return {
        "battery.thresholds." + std::string{row.key},
        "BATTERY_THRESHOLD_" + in_capitals(row.key),
        "Most that " + std::string{row.what} +
            " may move from one reading of a battery to the next; beyond it, the new one waits "
            "until three readings agree"};
}

// A row of options has no place for its number, so each place has functions of its own.
template <std::size_t Place>
Option option_of(const Names& names, const PackThresholdRow& row) {
    const Decimal type{
        row.unit,
        row.decimals,
        row.least,
        row.most,
        [](SettingsDraft& draft, std::int64_t steps) {
            std::get<Place>(draft.link.pack_thresholds) = steps;
        },
        [](const SettingsDraft& draft) { return std::get<Place>(draft.link.pack_thresholds); }};
    return Option{names.path, {names.variable}, type, names.meaning}.of_every_plant();
}

template <std::size_t... Places>
std::array<Option, sizeof...(Places)> options_of(
    std::span<const Names> names, std::index_sequence<Places...> /*places*/
) {
    const auto rows = guard::pack_threshold_rows();
    return {option_of<Places>(names[Places], rows[Places])...};
}

std::array<Names, pack_quantities> all_names() {
    std::array<Names, pack_quantities> all;
    std::ranges::transform(guard::pack_threshold_rows(), all.begin(), names_of);
    return all;
}

}  // namespace

std::span<const Option> threshold_options() {
    static const auto names = all_names();
    static const auto made = options_of(names, std::make_index_sequence<pack_quantities>{});
    return made;
}

}  // namespace giv
