// Strict reading of a request's head, line by line; every refusal is an HTTP status.
#include "http/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace giv::http {
namespace {

constexpr std::string_view line_end = "\r\n";

bool is_printable(char c) { return c > ' ' && c < '\x7f'; }

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_name(std::string_view name) {
    const auto allowed = [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return !name.empty() && std::ranges::all_of(name, allowed);
}

// Tabs and bytes above ASCII are legal in a value; CR, LF, NUL and their kin never are.
bool is_value(std::string_view value) {
    return std::ranges::none_of(value, [](char c) {
        return (c >= '\0' && c < ' ' && c != '\t') || c == '\x7f';
    });
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view take_line(std::string_view& text) {
    const auto end = text.find(line_end);
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + line_end.size());
    return line;
}

// An escaped control character, "%00" before all, means one thing to us and another to a file
// system or a log. "%u000a" is nobody's standard, but httplib would decode it.
bool hides_control_character(std::string_view target) {
    for (auto at = target.find('%'); at != std::string_view::npos; at = target.find('%', at + 1)) {
        const auto code = target.substr(at + 1, 2);
        const auto kind = lower(code.empty() ? ' ' : code.front());
        if (kind == '0' || kind == '1' || kind == 'u' || same_name(code, "7f")) return true;
    }
    return false;
}

int judge_request_line(std::string_view line, const Limits& limits) {
    constexpr auto methods =
        std::to_array<std::string_view>({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"});

    if (line.size() > limits.request_line) return 414;
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == last) return 400;
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);

    if (!version.starts_with("HTTP/")) return 400;
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return 505;
    if (std::ranges::find(methods, method) == methods.end()) return 501;
    if (!target.starts_with('/') || !std::ranges::all_of(target, is_printable)) return 400;
    if (hides_control_character(target)) return 400;
    return 0;
}

struct Field {
    std::string_view name;
    std::string_view value;
};

std::optional<Field> split_field(std::string_view line) {
    const auto name = line.substr(0, line.find(':'));
    if (name.size() == line.size() || !is_name(name)) return std::nullopt;
    const auto value = trimmed(line.substr(name.size() + 1));
    if (!is_value(value)) return std::nullopt;
    return Field{name, value};
}

// Fields that announce what we do not serve.
int judge_field(const Field& field) {
    const auto& [name, value] = field;
    if (same_name(name, "Transfer-Encoding")) return 411;
    if (same_name(name, "Content-Encoding") && !same_name(value, "identity")) return 415;
    if (same_name(name, "Content-Type") && same_name(value.substr(0, 9), "multipart")) return 415;
    if (same_name(name, "Range")) return 416;
    if (same_name(name, "Expect")) return 417;
    return 0;
}

std::optional<std::size_t> number(std::string_view digits) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value);
    if (digits.empty() || end != digits.end()) return std::nullopt;
    return error == std::errc{} ? value : std::string_view::npos;
}

// Fields that may come once only: two of them are two requests to two parsers.
struct Seen {
    std::optional<std::size_t> length;
    bool host = false;
};

int note_field(const Field& field, Seen& seen) {
    if (same_name(field.name, "Content-Length")) {
        if (seen.length) return 400;
        seen.length = number(field.value);
        return seen.length ? 0 : 400;
    }
    if (!same_name(field.name, "Host")) return 0;
    return std::exchange(seen.host, true) ? 400 : 0;
}

struct Reason {
    int status;
    std::string_view words;
};

constexpr auto reasons = std::to_array<Reason>({
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
});

}  // namespace

Verdict judge_head(std::string_view head, const Limits& limits) {
    if (head.size() > limits.head) return {431};
    if (const auto status = judge_request_line(take_line(head), limits)) return {status};

    Seen seen;
    for (std::size_t fields = 1; !head.empty(); ++fields) {
        if (fields > limits.fields) return {431};
        const auto field = split_field(take_line(head));
        if (!field) return {400};
        if (const auto status = judge_field(*field)) return {status};
        if (const auto status = note_field(*field, seen)) return {status};
    }
    if (seen.length > limits.body) return {413};
    return {0, seen.length.value_or(0)};
}

int judge_unfinished_head(std::string_view received, const Limits& limits) {
    if (received.empty()) return 0;
    if (!is_letter(received.front())) return 400;  // most often: TLS on the plain port
    const auto line = received.substr(0, received.find(line_end));
    if (line.size() > limits.request_line + line_end.size()) return 414;
    return received.size() > limits.head ? 431 : 0;
}

std::string_view reason(int status) {
    const auto* const known = std::ranges::find(reasons, status, &Reason::status);
    return known != reasons.end() ? known->words : "Refused";
}

std::string_view origin_in(std::string_view request) {
    take_line(request);
    for (auto line = take_line(request); !line.empty(); line = take_line(request)) {
        const auto field = split_field(line);
        if (field && same_name(field->name, "Origin")) return field->value;
    }
    return {};
}

}  // namespace giv::http
