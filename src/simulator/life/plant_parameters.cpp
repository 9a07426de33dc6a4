#include "simulator/life/plant_parameters.hpp"

#include "simulator/numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>
#include <vector>

namespace giv::simulator {

namespace {

using std::chrono::local_seconds;

constexpr auto all_families = std::to_array<FamilyFacts>({
    {Family::gen1, "gen1", "5 kW hybrid, first generation", 4.8, 2, 2},
    {Family::gen2, "gen2", "5 kW hybrid, second generation", 5.6, 2, 1},
    {Family::gen3, "gen3", "5 kW hybrid, third generation: ten slots, a meter", 6.4, 2, 2},
    {Family::gen3_plus, "gen3plus", "5 kW hybrid, third generation plus", 6, 2, 1},
    {Family::gen4, "gen4", "5 kW hybrid, fourth generation: ten slots", 6.4, 2, 2},
    {Family::polar, "polar", "5 kW hybrid of another name", 5, 2, 1},
    {Family::ac, "ac", "3 kW AC-coupled inverter", 3.6, 0, 1},
});

constexpr bool families_are_in_order() {
    for (std::size_t i = 0; i < all_families.size(); ++i)
        if (static_cast<std::size_t>(all_families.at(i).family) != i) return false;
    return true;
}
static_assert(families_are_in_order());

constexpr double most_kwp = 15;
constexpr int most_packs = 6;
constexpr int most_strings = 2;
constexpr double most_latitude = 66;  // beyond, the sun does not rise and set every day
constexpr int most_drift_s = 3600;

// Digits with at most one point and a sign.
std::optional<double> decimal(std::string_view text, double least, double most) {
    double value = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    if (error != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
    if (value < least || value > most) return std::nullopt;
    return value;
}

std::optional<int> whole(std::string_view text, int least, int most) {
    const auto is_negative = text.starts_with('-');
    const auto number = whole_number(is_negative ? text.substr(1) : text, std::max(-least, most));
    if (!number) return std::nullopt;
    const auto value = is_negative ? -*number : *number;
    if (value < least || value > most) return std::nullopt;
    return value;
}

// "2026-06-21T05:30" or with ":00" for the seconds.
std::optional<local_seconds> moment(std::string_view text) {
    constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
    constexpr std::size_t to_the_minute = 16;
    if (text.size() != shape.size() && text.size() != to_the_minute) return std::nullopt;
    const auto part = [text](std::size_t at, std::size_t length) {
        return at < text.size() ? whole_number(text.substr(at, length), 9999) : 0;
    };
    for (std::size_t i = 0; i < text.size(); ++i)
        if (shape[i] != 'd' && text[i] != shape[i]) return std::nullopt;
    const auto year = part(0, 4);
    const auto month = part(5, 2);
    const auto day = part(8, 2);
    const auto hour = part(11, 2);
    const auto minute = part(14, 2);
    const auto second = part(17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year{*year},
        std::chrono::month{static_cast<unsigned>(*month)},
        std::chrono::day{static_cast<unsigned>(*day)}};
    const bool is_of_our_time = *year >= 2016 && *year <= 2099;  // what HR35 can say
    if (!is_of_our_time || !date.ok() || *hour > 23 || *minute > 59 || *second > 59) return {};
    return std::chrono::local_days{date} + std::chrono::hours{*hour} +
           std::chrono::minutes{*minute} + std::chrono::seconds{*second};
}

struct Key {
    std::string_view name;
    std::string_view expected;
    std::string_view what;
    bool (*take)(std::string_view text, PlantParameters& parameters);
};

template <class Target, class Read>
bool put(Target& target, const Read& read) {
    if (read) target = static_cast<Target>(*read);
    return read.has_value();
}

bool take_load(std::string_view text, PlantParameters& parameters) {
    const auto names = load_profile_names();
    const auto found = std::ranges::find(names, text, &LoadProfileName::name);
    if (found == names.end()) return false;
    parameters.load = found->profile;
    return true;
}

bool take_start(std::string_view text, PlantParameters& parameters) {
    parameters.start = moment(text);
    return parameters.start.has_value();
}

bool take_drift(std::string_view text, PlantParameters& parameters) {
    const auto seconds = whole(text, -most_drift_s, most_drift_s);
    if (seconds) parameters.drift = std::chrono::seconds{*seconds};
    return seconds.has_value();
}

constexpr auto keys = std::to_array<Key>({
    {"kwp",
     "0 to 15, like 4.8",
     "peak power of the roof in kW",
     [](std::string_view text, PlantParameters& p) {
         return put(p.kwp, decimal(text, 0, most_kwp));
     }},
    {"strings",
     "0 to 2",
     "strings that share the roof",
     [](std::string_view text, PlantParameters& p) {
         return put(p.strings, whole(text, 0, most_strings));
     }},
    {"packs",
     "1 to 6",
     "battery packs",
     [](std::string_view text, PlantParameters& p) {
         return put(p.packs, whole(text, 1, most_packs));
     }},
    {"latitude",
     "degrees from -66 to 66, north positive",
     "where it stands",
     [](std::string_view text, PlantParameters& p) {
         return put(p.latitude, decimal(text, -most_latitude, most_latitude));
     }},
    {"load", "family, quiet or electric", "who lives there", take_load},
    {"start", "a time like 2026-06-21T05:30", "the plant's time when it starts", take_start},
    {"drift", "seconds from -3600 to 3600", "what the inverter's clock gains in a day", take_drift},
    {"seed",
     "a number",
     "of weather, people and serial numbers",
     [](std::string_view text, PlantParameters& p) {
         return put(p.seed, whole_number(text, 999'999'999));
     }},
});

std::string list_of(std::span<const Key> rows) {
    std::string list;
    for (const auto& row : rows) {
        list += list.empty() ? "" : ", ";
        list += row.name;
    }
    return list;
}

Result<void> take_setting(std::string_view setting, PlantParameters& parameters) {
    const auto equals = std::min(setting.find('='), setting.size());
    const auto name = setting.substr(0, equals);
    const auto* const key = std::ranges::find(keys, name, &Key::name);
    if (key == keys.end()) {
        return fail(
            Errc::malformed,
            "a plant has no " + std::string{name.empty() ? setting : name} + "; it has " +
                list_of(keys)
        );
    }
    const auto value = setting.substr(std::min(equals + 1, setting.size()));
    if (key->take(value, parameters)) return {};
    return fail(
        Errc::malformed,
        std::string{key->name} + ": expected " + std::string{key->expected} + ", not " +
            std::string{value}
    );
}

Result<void> take_settings(std::string_view settings, PlantParameters& parameters) {
    std::vector<std::string_view> taken_names;
    while (!settings.empty()) {
        const auto comma = std::min(settings.find(','), settings.size());
        const auto name = settings.substr(0, std::min(settings.find('='), comma));
        if (std::ranges::find(taken_names, name) != taken_names.end()) {
            return fail(Errc::malformed, std::string{name} + ": stands there twice");
        }
        taken_names.push_back(name);
        if (auto taken = take_setting(settings.substr(0, comma), parameters); !taken) return taken;
        settings.remove_prefix(std::min(comma + 1, settings.size()));
    }
    return {};
}

Result<void> check(const PlantParameters& parameters) {
    if (parameters.family == Family::ac && parameters.strings > 0) {
        return fail(Errc::malformed, "strings: an AC-coupled inverter has none; kwp is another's");
    }
    if (parameters.family != Family::ac && parameters.strings == 0 && parameters.kwp > 0) {
        return fail(Errc::malformed, "strings: without one there is no roof: kwp is to be 0");
    }
    return {};
}

}  // namespace

std::span<const FamilyFacts> families() { return all_families; }

const FamilyFacts& facts(Family family) {
    return all_families.at(static_cast<std::size_t>(family));
}

PlantParameters usual_parameters(Family family) {
    const auto& usual = facts(family);
    PlantParameters parameters;
    parameters.family = family;
    parameters.kwp = usual.kwp;
    parameters.strings = usual.strings;
    parameters.packs = usual.packs;
    return parameters;
}

bool names_a_living_plant(std::string_view text) { return text.starts_with(living_prefix); }

Result<PlantParameters> parse_plant(std::string_view text) {
    const auto colon = std::min(text.find(':'), text.size());
    const auto name = text.substr(0, colon);
    const auto is_named = [name](const FamilyFacts& one) {
        return name.starts_with(living_prefix) && name.substr(living_prefix.size()) == one.name;
    };
    const auto* const found = std::ranges::find_if(all_families, is_named);
    if (found == all_families.end()) {
        std::string names;
        for (const auto& one : all_families) {
            names += names.empty() ? "" : ", ";
            names += std::string{living_prefix} + std::string{one.name};
        }
        return fail(
            Errc::malformed,
            "there is no living plant " + std::string{name} + "; there are " + names
        );
    }
    auto parameters = usual_parameters(found->family);
    const auto settings = text.substr(std::min(colon + 1, text.size()));
    if (auto taken = take_settings(settings, parameters); !taken) {
        return tl::unexpected<Error>(taken.error());
    }
    if (auto sound = check(parameters); !sound) return tl::unexpected<Error>(sound.error());
    return parameters;
}

std::string plant_help() {
    std::string help;
    for (const auto& key : keys) {
        auto name = std::string{key.name};
        name.resize(10, ' ');
        help += "  " + name + std::string{key.what} + ": " + std::string{key.expected} + "\n";
    }
    return help;
}

}  // namespace giv::simulator
