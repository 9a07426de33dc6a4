#include "influx/answers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace giv::influx {
namespace {

struct Row {
    int from;
    int to;
    Meaning meaning;
    std::string_view advice;
};

// The first row that fits. 422 is of 2.x: a type conflict, or a time before the retention.
constexpr auto rows = std::to_array<Row>({
    {0, 0, Meaning::not_now, ""},
    {200, 299, Meaning::stored, ""},
    {300, 399, Meaning::not_let_in, "INFLUX_URL leads to somewhere else"},
    {400, 400, Meaning::bad_line, ""},
    {401, 401, Meaning::not_let_in, "check INFLUX_TOKEN"},
    {403, 403, Meaning::not_let_in, "the token may not write there: check INFLUX_TOKEN"},
    {404, 404, Meaning::not_let_in, "check INFLUX_BUCKET, INFLUX_ORG, INFLUX_URL and INFLUX_API"},
    {405, 405, Meaning::not_let_in, "check INFLUX_URL and INFLUX_API"},
    {408, 408, Meaning::not_now, ""},
    {413, 413, Meaning::too_large, ""},
    {422, 422, Meaning::others_stored, ""},
    {429, 429, Meaning::not_now, ""},
    {400, 499, Meaning::not_let_in, "check INFLUX_URL and INFLUX_API"},
    {502, 504, Meaning::not_now, ""},  // a proxy's words, or the server's own: away, or busy
    {500, 599, Meaning::failed, ""},
});

// What no server should say.
constexpr Row strange{0, 0, Meaning::failed, "is that InfluxDB? check INFLUX_URL"};

const Row& row_of(int status) {
    const auto* const row = std::ranges::find_if(rows, [status](const Row& one) {
        return one.from <= status && status <= one.to;
    });
    return row == rows.end() ? strange : *row;
}

template <class Number>
std::optional<Number> number_at_start(std::string_view text) {
    Number number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    return number;
}

}  // namespace

Meaning meaning_of(int status) { return row_of(status).meaning; }

std::string_view advice_for(int status) { return row_of(status).advice; }

std::string summary(const Answer& answer) {
    constexpr std::size_t longest = 200;
    std::string text = answer.status == 0 ? "" : std::to_string(answer.status);
    if (answer.status != 0 && !answer.words.empty()) text += ' ';
    for (const char c : answer.words.substr(0, longest))
        text += c >= ' ' && c <= '~' ? c : ' ';
    while (text.ends_with(' '))
        text.pop_back();
    const auto advice = advice_for(answer.status);
    return advice.empty() ? text : text + ": " + std::string{advice};
}

std::string without(std::string text, std::string_view secret) {
    constexpr std::string_view hidden = "***";
    if (secret.empty()) return text;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
        text.replace(at, secret.size(), hidden);
        at += hidden.size();
    }
    return text;
}

std::uint64_t dropped_lines(std::string_view words) {
    constexpr std::string_view word = "dropped";
    for (auto at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
        auto rest = words.substr(at + word.size());
        if (!rest.empty() && (rest.front() == '=' || rest.front() == ' ')) rest.remove_prefix(1);
        if (const auto number = number_at_start<std::uint64_t>(rest))
            return std::max(*number, std::uint64_t{1});
    }
    return 1;
}

std::optional<std::chrono::seconds> retry_after_from(std::string_view value) {
    constexpr std::int64_t longest = 3600;
    if (value.empty() || value.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    return std::chrono::seconds{
        std::min(number_at_start<std::int64_t>(value).value_or(longest), longest)};
}

}  // namespace giv::influx
