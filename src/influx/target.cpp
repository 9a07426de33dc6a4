#include "influx/target.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <system_error>

namespace giv::influx {
namespace {

struct Scheme {
    std::string_view text;
    bool tls;
    std::uint16_t port;
};

constexpr auto schemes = std::to_array<Scheme>({{"http://", false, 80}, {"https://", true, 443}});

// What one way of asking is called. A parameter without a name is not sent.
struct Dialect {
    InfluxApi api;
    std::string_view path;
    std::string_view bucket;
    std::string_view retention;  // what stands after a slash in the bucket
    std::string_view org;
    std::string_view rest;  // milliseconds, in its own word
    std::string_view token;
};

// v1 never says "us", which 1.6 takes for nanoseconds; v2 never "u".
constexpr auto dialects = std::to_array<Dialect>({
    {InfluxApi::v1, "/write", "db", "rp", "", "precision=ms", "Token "},
    {InfluxApi::v2, "/api/v2/write", "bucket", "", "org", "precision=ms", "Token "},
    {InfluxApi::v3, "/api/v3/write_lp", "db", "", "", "precision=millisecond", "Bearer "},
});

const Dialect& dialect_of(InfluxApi api) { return dialects.at(static_cast<std::size_t>(api)); }

std::optional<std::uint16_t> port_from(std::string_view digits) {
    std::uint16_t port = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, port);
    if (error != std::errc{} || stop != end || port == 0) return std::nullopt;
    return port;
}

// "host", "host:8086", "[::1]:8086"
Result<void> take_authority(std::string_view text, Target& target) {
    if (text.find('@') != std::string_view::npos) {
        return fail(Errc::malformed, "has a user in it, which belongs into INFLUX_TOKEN");
    }
    auto rest = text;
    if (text.starts_with('[')) {
        const auto bracket = text.find(']');
        if (bracket == std::string_view::npos) return fail(Errc::malformed, "has no ]");
        target.host = text.substr(1, bracket - 1);
        rest.remove_prefix(bracket + 1);
    } else {
        target.host = text.substr(0, text.find(':'));
        rest.remove_prefix(target.host.size());
    }
    if (target.host.empty()) return fail(Errc::malformed, "has no host");
    if (rest.empty()) return {};
    const auto port = rest.starts_with(':') ? port_from(rest.substr(1)) : std::nullopt;
    if (!port) return fail(Errc::malformed, "has no usable port: 1 to 65535");
    target.port = *port;
    return {};
}

void add_parameter(std::string& query, std::string_view name, std::string_view value) {
    if (name.empty() || value.empty()) return;
    query += std::string{name} + '=' + percent_encoded(value) + '&';
}

// 1.x takes a user and a password; what has no colon is a token, which InfluxDB 3 takes there too.
std::string authorization_of(const InfluxSettings& settings) {
    if (settings.token.empty()) return {};
    const bool is_a_user = settings.token.find(':') != std::string::npos;
    if (settings.api == InfluxApi::v1 && is_a_user) return "Basic " + base64(settings.token);
    return std::string{dialect_of(settings.api).token} + settings.token;
}

std::string query_of(const InfluxSettings& settings) {
    const auto& dialect = dialect_of(settings.api);
    std::string_view bucket = settings.bucket;
    std::string_view retention;
    const auto slash = bucket.find('/');
    if (!dialect.retention.empty() && slash != std::string_view::npos) {
        retention = bucket.substr(slash + 1);
        bucket = bucket.substr(0, slash);
    }
    std::string query = "?";
    add_parameter(query, dialect.org, settings.org);
    add_parameter(query, dialect.bucket, bucket);
    add_parameter(query, dialect.retention, retention);
    return query + std::string{dialect.rest};
}

}  // namespace

std::string Target::origin() const {
    const bool is_bare_ipv6 = host.find(':') != std::string::npos;
    return std::string{schemes.at(tls ? 1 : 0).text} + (is_bare_ipv6 ? "[" + host + "]" : host) +
           ':' + std::to_string(port);
}

Result<Target> target_of(const InfluxSettings& settings) {
    std::string_view url = settings.url;
    Target target;
    const Scheme* found = nullptr;
    for (const auto& scheme : schemes) {
        if (url.starts_with(scheme.text)) found = &scheme;
    }
    if (found == nullptr) return fail(Errc::malformed, "begins with neither http:// nor https://");
    url.remove_prefix(found->text.size());
    target.tls = found->tls;
    target.port = found->port;

    if (url.find_first_of("?# \t\r\n") != std::string_view::npos) {
        return fail(Errc::malformed, "may end with a path, without ?, # or blanks");
    }
    const auto slash = url.find('/');
    if (auto taken = take_authority(url.substr(0, slash), target); !taken) {
        return tl::unexpected(taken.error());
    }
    auto path = slash == std::string_view::npos ? std::string_view{} : url.substr(slash);
    while (path.ends_with('/'))
        path.remove_suffix(1);
    target.path =
        std::string{path} + std::string{dialect_of(settings.api).path} + query_of(settings);
    target.authorization = authorization_of(settings);
    return target;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (plain.find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
        }
    }
    return encoded;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        for (held += 8; held >= 6; held -= 6)
            text += digits[(bits >> (held - 6)) & 63U];
    }
    if (held > 0) text += digits[(bits << (6 - held)) & 63U];
    while (text.size() % 4 != 0)
        text += '=';
    return text;
}

}  // namespace giv::influx
