#include "config/assign.hpp"

#include "config/nearest.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>
#include <type_traits>
#include <vector>

namespace giv {
namespace {

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

struct BooleanWord {
    std::string_view text;
    bool value;
};

// `True` and `False` are GivTCP's own; the others are what people write.
constexpr auto boolean_words = std::to_array<BooleanWord>({
    {"true", true},
    {"1", true},
    {"on", true},
    {"yes", true},
    {"false", false},
    {"0", false},
    {"off", false},
    {"no", false},
});

std::optional<bool> boolean_from(std::string_view text) {
    for (const auto& word : boolean_words) {
        if (same_word(word.text, text)) return word.value;
    }
    return {};
}

std::optional<std::int64_t> whole_from(std::string_view text, bool hexadecimal_too) {
    const bool hexadecimal = hexadecimal_too && (text.starts_with("0x") || text.starts_with("0X"));
    if (hexadecimal) text.remove_prefix(2);

    std::int64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, hexadecimal ? 16 : 10);
    if (error != std::errc{} || stop != end) return {};
    return value;
}

std::optional<double> number_from(std::string_view text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || !std::isfinite(value)) return {};
    return value;
}

std::optional<std::int64_t> as_whole(const Given& given, bool hexadecimal_too) {
    if (const auto* number = std::get_if<std::int64_t>(&given)) return *number;
    if (const auto* words = std::get_if<Words>(&given)) {
        return whole_from(words->text, hexadecimal_too);
    }
    const auto* text = std::get_if<std::string>(&given);
    if (text == nullptr || !hexadecimal_too) return {};
    return whole_from(*text, true);
}

std::optional<double> as_number(const Given& given) {
    if (const auto* whole = std::get_if<std::int64_t>(&given)) return static_cast<double>(*whole);
    if (const auto* number = std::get_if<double>(&given)) return *number;
    if (const auto* words = std::get_if<Words>(&given)) return number_from(words->text);
    return {};
}

std::optional<std::string> as_text(const Given& given) {
    if (const auto* words = std::get_if<Words>(&given)) return words->text;
    if (const auto* text = std::get_if<std::string>(&given)) return *text;
    return {};
}

// At commas, without the blanks round each part and without empty parts.
std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        auto part = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        while (part.starts_with(' '))
            part.remove_prefix(1);
        while (part.ends_with(' '))
            part.remove_suffix(1);
        if (!part.empty()) parts.emplace_back(part);
    }
    return parts;
}

bool put(const Flag& flag, const Given& given, SettingsDraft& draft) {
    std::optional<bool> value;
    if (const auto* boolean = std::get_if<bool>(&given)) value = *boolean;
    if (const auto* words = std::get_if<Words>(&given)) value = boolean_from(words->text);
    if (!value) return false;

    flag.at(draft) = *value;
    return true;
}

bool put(const Whole& whole, const Given& given, SettingsDraft& draft) {
    const auto value = as_whole(given, !whole.only.empty());
    if (!value || *value < whole.low || *value > whole.high) return false;
    const bool known = std::ranges::find(whole.only, *value) != whole.only.end();
    if (!whole.only.empty() && !known) return false;

    whole.set(draft, *value);
    return true;
}

bool put(const Duration& duration, const Given& given, SettingsDraft& draft) {
    const auto value = as_number(given);
    if (!value) return false;

    const double milliseconds = *value * static_cast<double>(duration.unit.count());
    if (milliseconds < static_cast<double>(duration.low.count()) ||
        milliseconds > static_cast<double>(duration.high.count())) {
        return false;
    }
    duration.at(draft) = std::chrono::milliseconds{std::llround(milliseconds)};
    return true;
}

double steps_of_one(const Decimal& decimal) { return std::pow(10.0, decimal.decimals); }

bool put(const Decimal& decimal, const Given& given, SettingsDraft& draft) {
    const auto value = as_number(given);
    if (!value) return false;

    const double steps = *value * steps_of_one(decimal);
    const bool is_within =
        steps >= static_cast<double>(decimal.low) && steps <= static_cast<double>(decimal.high);
    if (!is_within) return false;
    decimal.set(draft, std::llround(steps));
    return true;
}

bool put(const Text& text, const Given& given, SettingsDraft& draft) {
    auto value = as_text(given);
    if (!value || !text.accepts(*value)) return false;

    text.at(draft) = std::move(*value);
    return true;
}

bool put(const TextList& list, const Given& given, SettingsDraft& draft) {
    const auto text = as_text(given);
    if (!text) return false;

    auto parts = split(*text);
    if (parts.empty() || !std::ranges::all_of(parts, list.accepts)) return false;
    list.at(draft) = std::move(parts);
    return true;
}

bool put(const Choice& choice, const Given& given, SettingsDraft& draft) {
    const auto text = as_text(given);
    if (!text) return false;

    for (const auto& word : choice.words) {
        if (!same_word(word.text, *text)) continue;
        choice.set(draft, word.value);
        return true;
    }
    return false;
}

// The first member of a list that is not what it should be; empty where that is not the trouble.
std::string wrong_member(const Option& option, const Given& given) {
    const auto* list = std::get_if<TextList>(&option.type);
    const auto text = as_text(given);
    if (list == nullptr || !text) return {};

    const auto parts = split(*text);
    const auto wrong = std::ranges::find_if_not(parts, list->accepts);
    if (wrong == parts.end()) return {};
    // A password may have a comma in it, or another @: a part of it is not to be shown either.
    const auto many = std::ranges::count(*text, '@');
    return many == std::ranges::count(*wrong, '@') && many <= 1 ? *wrong : std::string{};
}

std::string json_text(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// 2.5 as 2.5, 10 as 10.
std::string number_text(double value) {
    if (value == std::floor(value)) return std::to_string(std::llround(value));
    return json_text(value);
}

std::string in_units(const Duration& duration, std::chrono::milliseconds value) {
    return number_text(
        static_cast<double>(value.count()) / static_cast<double>(duration.unit.count())
    );
}

std::string in_units(const Decimal& decimal, std::int64_t steps) {
    return number_text(static_cast<double>(steps) / steps_of_one(decimal));
}

std::string documented_words(const Choice& choice) {
    std::string text;
    for (const auto& word : choice.words) {
        if (!word.documented) continue;
        if (!text.empty()) text += ", ";
        text += word.text;
    }
    return text;
}

// "17 (0x11) or 49 (0x31)"
std::string listed(std::span<const std::int64_t> numbers) {
    std::ostringstream text;
    const char* between = "";
    for (const auto number : numbers) {
        text << between << std::dec << number << " (0x" << std::hex << number << ')';
        between = " or ";
    }
    return text.str();
}

// "mqtt://bob:sesame@broker" as "mqtt://***@broker": who writes a whole address where a part of it
// is wanted may have a password in it.
std::string without_user(std::string_view text) {
    const auto end = text.rfind('@');
    if (end == std::string_view::npos) return std::string{text};
    const auto scheme = text.find("://");
    const auto start = scheme < end ? scheme + 3 : 0;
    return std::string{text.substr(0, start)} + "***" + std::string{text.substr(end)};
}

std::string given_text(const Given& given) {
    return std::visit(
        Overloaded{
            [](const Words& words) { return in_quotes(without_user(words.text)); },
            [](bool value) { return std::string{value ? "true" : "false"}; },
            [](std::int64_t value) { return std::to_string(value); },
            [](double value) { return json_text(value); },
            [](const std::string& text) { return in_quotes(without_user(text)); },
            [](const Unusable& unusable) { return unusable.what; }},
        given
    );
}

// What was probably meant, as a further clause.
std::string hint(const Option& option, const Given& given) {
    const auto text = as_text(given);
    if (!text || text->empty()) return {};

    if (text->front() == '"' || text->front() == '\'') {
        return " (the quotes are part of the value: leave them out)";
    }
    const auto* choice = std::get_if<Choice>(&option.type);
    if (choice == nullptr) return {};

    std::vector<std::string> words;
    for (const auto& word : choice->words)
        words.emplace_back(word.text);
    const auto meant = nearest(*text, words, 3);
    return meant.empty() ? std::string{} : "; did you mean " + meant + "?";
}

}  // namespace

std::optional<std::string> assign(const Option& option, const Given& given, SettingsDraft& draft) {
    const auto done =
        std::visit([&](const auto& type) { return put(type, given, draft); }, option.type);
    if (done) return {};

    const auto expected = "expected " + expected_values(option);
    if (option.secret) return "is not usable; " + expected;
    const auto wrong = wrong_member(option, given);
    const auto fault =
        wrong.empty() ? "is " + given_text(given) : "has " + in_quotes(without_user(wrong));
    return fault + "; " + expected + hint(option, given);
}

std::string expected_values(const Option& option) {
    return std::visit(
        Overloaded{
            [](const Flag&) { return std::string{"true or false"}; },
            [](const Whole& whole) {
                if (!whole.only.empty()) return listed(whole.only);
                return "a whole number from " + std::to_string(whole.low) + " to " +
                       std::to_string(whole.high);
            },
            [](const Duration& duration) {
                return "a number of " + std::string{duration.unit_name} + " from " +
                       in_units(duration, duration.low) + " to " +
                       in_units(duration, duration.high);
            },
            [](const Decimal& decimal) {
                return "a number of " + std::string{decimal.unit_name} + " from " +
                       in_units(decimal, decimal.low) + " to " + in_units(decimal, decimal.high);
            },
            [](const Text& text) { return std::string{text.expected}; },
            [](const TextList& list) { return std::string{list.expected}; },
            [](const Choice& choice) { return "one of " + documented_words(choice); }},
        option.type
    );
}

std::string value_as_json(const Option& option, const SettingsDraft& draft) {
    auto copy = draft;
    return std::visit(
        Overloaded{
            [&](const Flag& flag) { return std::string{flag.at(copy) ? "true" : "false"}; },
            [&](const Whole& whole) {
                const auto value = whole.get(copy);
                return value ? std::to_string(*value) : std::string{"null"};
            },
            [&](const Duration& duration) { return in_units(duration, duration.at(copy)); },
            [&](const Decimal& decimal) { return in_units(decimal, decimal.get(copy)); },
            [&](const Text& text) { return json_text(text.at(copy)); },
            [&](const TextList& list) {
                std::string text;
                for (const auto& part : list.at(copy))
                    text += (text.empty() ? "" : ", ") + part;
                return json_text(text);
            },
            [&](const Choice& choice) {
                const auto now = choice.get(copy);
                const auto word = std::ranges::find(choice.words, now, &Choice::Word::value);
                return word == choice.words.end() ? std::string{"null"} : json_text(word->text);
            }},
        option.type
    );
}

std::string shown_value(const Option& option, const SettingsDraft& draft) {
    auto value = value_as_json(option, draft);
    return option.secret && value != "\"\"" ? "***" : value;
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t longest = 60;
    const auto shown = json_text(std::string{text.substr(0, longest)});
    return text.size() > longest ? shown + "..." : shown;
}

}  // namespace giv
