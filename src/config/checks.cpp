#include "config/checks.hpp"

#include "config/nearest.hpp"
#include "link/networks.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

namespace giv {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) {
               return is_letter(c) || is_digit(c) || c == '-' || c == '_';
           });
}

// Digits and dots only: it is meant as an address, so it must be a right one.
bool looks_numeric(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; });
}

bool is_name(std::string_view text) {
    if (text.ends_with('.')) text.remove_suffix(1);
    if (text.empty() || text.size() > 253) return false;

    while (true) {
        const auto dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

bool is_scheme(std::string_view text) {
    return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [](char c) {
        return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
    });
}

bool is_port(std::string_view digits) {
    std::uint16_t port = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, port);
    return error == std::errc{} && stop == end && port != 0;
}

// Reads a POSIX zone rule from the left; each step says whether it found what it wants.
class ZoneRule {
 public:
    explicit ZoneRule(std::string_view text) : rest_{text} {}

    bool is_whole() { return name() && offset() && (rest_.empty() || summer()); }

 private:
    bool take(char wanted) {
        if (rest_.empty() || rest_.front() != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }

    template <class Predicate>
    std::size_t take_while(Predicate is_wanted) {
        std::size_t length = 0;
        while (length < rest_.size() && is_wanted(rest_[length]))
            ++length;
        rest_.remove_prefix(length);
        return length;
    }

    bool number(int low, int high) {
        int value = 0;
        std::size_t digits = 0;
        for (; digits < 3 && !rest_.empty() && is_digit(rest_.front()); ++digits) {
            value = value * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return digits > 0 && value >= low && value <= high;
    }

    bool name() {
        if (!take('<')) return take_while(is_letter) >= 3;
        const auto length =
            take_while([](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-'; });
        return length >= 3 && take('>');
    }

    bool time(int most_hours) {
        if (!number(0, most_hours)) return false;
        if (take(':') && !number(0, 59)) return false;
        return !take(':') || number(0, 59);
    }

    bool signed_time(int most_hours) {
        if (!take('-')) take('+');
        return time(most_hours);
    }

    bool offset() { return signed_time(24); }

    bool date() {
        if (take('M'))
            return number(1, 12) && take('.') && number(1, 5) && take('.') && number(0, 6);
        return take('J') ? number(1, 365) : number(0, 365);
    }

    bool change() { return take(',') && date() && (!take('/') || signed_time(167)); }

    bool summer() {
        if (!name()) return false;
        if (!rest_.empty() && rest_.front() != ',' && !offset()) return false;
        return rest_.empty() || (change() && change() && rest_.empty());
    }

    std::string_view rest_;
};

}  // namespace

bool is_text(std::string_view text) { return std::ranges::none_of(text, is_control); }

bool is_numeric_address(std::string_view text) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    const std::string terminated{text};
    if (terminated.size() != std::string_view{terminated.c_str()}.size()) return false;
    return inet_pton(AF_INET, terminated.c_str(), address.data()) == 1 ||
           inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1;
}

bool is_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = text.substr(0, slash);
    if (!is_numeric_address(address)) return false;
    if (slash == std::string_view::npos) return true;

    const auto digits = text.substr(slash + 1);
    int prefix = -1;
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, prefix);
    const int most = address.find(':') == std::string_view::npos ? 32 : 128;
    return error == std::errc{} && stop == end && prefix >= 0 && prefix <= most;
}

bool is_token(std::string_view text) {
    const auto is_printable = [](char c) { return c > ' ' && c < '\x7f'; };
    return text.size() >= 16 && text.size() <= 200 && std::ranges::all_of(text, is_printable);
}

bool is_searched_network(std::string_view text) { return searched_network(text).has_value(); }

bool is_host(std::string_view text) {
    return is_numeric_address(text) || (!looks_numeric(text) && is_name(text));
}

bool is_origin(std::string_view text) {
    const auto colon = text.find("://");
    if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) return false;

    auto host = text.substr(colon + 3);
    std::string_view rest;
    if (host.starts_with('[')) {
        const auto bracket = host.find(']');
        if (bracket == std::string_view::npos) return false;
        rest = host.substr(bracket + 1);
        host = host.substr(1, bracket - 1);
        if (host.find(':') == std::string_view::npos || !is_numeric_address(host)) return false;
    } else {
        rest = host.substr(std::min(host.find(':'), host.size()));
        host.remove_suffix(rest.size());
        if (!is_host(host)) return false;
    }
    return rest.empty() || (rest.starts_with(':') && is_port(rest.substr(1)));
}

bool is_page(std::string_view text) {
    const auto start = text.find("://");
    if (start == std::string_view::npos || !is_text(text)) return false;
    const auto scheme = text.substr(0, start);
    const auto end = text.find_first_of("/?#", start + 3);
    return (scheme == "http" || scheme == "https") && is_origin(text.substr(0, end));
}

bool is_about_all_origins(std::string_view text) {
    return same_word(text, "legacy") || same_word(text, "off");
}

bool is_cors_word(std::string_view text) { return is_about_all_origins(text) || is_origin(text); }

bool is_path(std::string_view text) { return text.starts_with('/') && is_text(text); }

bool is_topic(std::string_view text) {
    return !text.empty() && text.size() <= 200 && is_text(text) && !text.starts_with('$') &&
           text.find_first_of("#+") == std::string_view::npos &&
           text.find_first_not_of('/') != std::string_view::npos;
}

bool is_posix_zone(std::string_view text) {
    return text.size() <= 100 && ZoneRule{text}.is_whole();
}

bool is_zone_name(std::string_view text) {
    return !text.empty() && text.size() <= 100 && is_letter(text.front()) &&
           text.find("..") == std::string_view::npos && std::ranges::all_of(text, [](char c) {
               return is_letter(c) || is_digit(c) || c == '/' || c == '_' || c == '-' || c == '+';
           });
}

}  // namespace giv
