#include "http/metrics_format.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace giv::http {
namespace {

using render::MetricsFormat;

struct Offer {
    MetricsFormat format;
    std::string_view group;  // "text/*"
    std::string_view type;
    std::string_view version;
};

constexpr auto offers = std::to_array<Offer>({
    {MetricsFormat::prometheus, "text/*", "text/plain", "0.0.4"},
    {MetricsFormat::openmetrics, "application/*", "application/openmetrics-text", "1.0.0"},
});

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// The first piece of a list with `separator` between; `list` is what remains.
std::string_view take(std::string_view& list, char separator) {
    const auto piece = list.substr(0, list.find(separator));
    list.remove_prefix(std::min(list.size(), piece.size() + 1));
    return trimmed(piece);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "1", "0.75": in thousandths, from 0 to 1000; nothing for anything else.
std::optional<int> weight_of(std::string_view text) {
    constexpr std::size_t longest = 5;  // "0.123"
    if (text.empty() || text.size() > longest || !is_digit(text[0])) return std::nullopt;
    if (text.size() > 1 && text[1] != '.') return std::nullopt;
    const auto digits = text.substr(std::min<std::size_t>(text.size(), 2));
    if (!std::ranges::all_of(digits, is_digit)) return std::nullopt;
    int weight = text[0] - '0';
    for (std::size_t i = 0; i < 3; ++i)
        weight = weight * 10 + (i < digits.size() ? digits[i] - '0' : 0);
    return weight <= 1000 ? std::optional{weight} : std::nullopt;
}

// One of the list: "text/plain;version=0.0.4;q=0.5".
struct Range {
    std::string_view type;
    std::string_view version;  // empty: any
    int weight = 1000;
};

std::optional<Range> range_of(std::string_view text) {
    Range range;
    range.type = take(text, ';');
    while (!text.empty()) {
        auto value = take(text, ';');
        const auto key = take(value, '=');
        value = trimmed(value);
        if (value.size() > 1 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        if (same(key, "version")) range.version = value;
        if (!same(key, "q")) continue;
        const auto weight = weight_of(value);
        if (!weight) return std::nullopt;
        range.weight = *weight;
    }
    return range;
}

// How exactly the range means this offer; 0: it does not.
int exactness(const Range& range, const Offer& offer) {
    if (!range.version.empty() && range.version != offer.version) return 0;
    if (same(range.type, offer.type)) return range.version.empty() ? 3 : 4;
    if (same(range.type, offer.group)) return 2;
    return range.type == "*/*" ? 1 : 0;
}

// What the most exact range that means it says of an offer; 0: nobody wants it.
int weight_in(std::string_view accept, const Offer& offer) {
    int best = 0;
    int weight = 0;
    while (!accept.empty()) {
        const auto range = range_of(take(accept, ','));
        const int now = range ? exactness(*range, offer) : 0;
        if (now <= best) continue;
        best = now;
        weight = range->weight;
    }
    return weight;
}

}  // namespace

MetricsFormat negotiated(std::string_view accept) {
    auto chosen = MetricsFormat::prometheus;
    int most = 0;
    for (const auto& offer : offers) {
        const int weight = weight_in(accept, offer);
        if (weight <= most) continue;
        most = weight;
        chosen = offer.format;
    }
    return chosen;
}

}  // namespace giv::http
