#include "http/credentials.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

namespace giv::http {
namespace {

constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Longer than any token and user that somebody would type; the head has its own bound.
constexpr std::size_t most_characters = 2048;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// What follows "<scheme> ", in any case, blanks before it dropped; nothing if it is another scheme.
std::optional<std::string_view> after_scheme(std::string_view field, std::string_view scheme) {
    if (field.size() <= scheme.size() || field[scheme.size()] != ' ') return std::nullopt;
    if (!std::ranges::equal(field.substr(0, scheme.size()), scheme, {}, lower, lower)) {
        return std::nullopt;
    }
    const auto rest = field.substr(scheme.size());
    return rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
}

// Base64 as RFC 4648 has it, padding included; nothing for anything else.
std::optional<std::string> decoded(std::string_view text) {
    if (text.size() > most_characters || text.size() % 4 != 0) return std::nullopt;
    const auto padding = text.ends_with("==") ? 2U : (text.ends_with('=') ? 1U : 0U);
    text.remove_suffix(padding);
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const auto value = digits.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> static_cast<unsigned>(held) & 0xFFU);
    }
    return bytes;
}

// In a time that does not say how much of it is right.
bool is_same_secret(std::string_view given, std::string_view secret) {
    if (secret.empty() || given.size() != secret.size()) return false;
    unsigned differing = 0;
    for (std::size_t i = 0; i < secret.size(); ++i) {
        const unsigned one = static_cast<unsigned char>(given[i]);
        const unsigned other = static_cast<unsigned char>(secret[i]);
        differing |= one ^ other;
    }
    return differing == 0;
}

}  // namespace

bool carries_token(std::string_view authorization, std::string_view token) {
    if (const auto bearer = after_scheme(authorization, "Bearer")) {
        return is_same_secret(*bearer, token);
    }
    const auto basic = after_scheme(authorization, "Basic");
    if (!basic) return false;
    const auto pair = decoded(*basic);
    const auto colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos) return false;
    return is_same_secret(std::string_view{*pair}.substr(colon + 1), token);
}

bool needs_token(const HttpSettings::Token& token, std::string_view method, std::string_view path) {
    if (token.secret.empty() || path == "/healthz") return false;
    const bool is_read = method == "GET" || method == "HEAD";
    return !is_read || token.scope == HttpSettings::TokenScope::all;
}

}  // namespace giv::http
