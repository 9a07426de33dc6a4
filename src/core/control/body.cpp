// The only file of control that knows the JSON library.
#include "core/control/body.hpp"

#include "core/control/printable.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace giv {
namespace {

using nlohmann::json;

// Nobody needs more, and libraries differ in how much they stand.
constexpr int deepest = 8;

// Where the string that begins at `from` ends.
std::size_t after_string(std::string_view text, std::size_t from) {
    for (auto i = from + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i;
    }
    return text.size();
}

int depth_of(std::string_view text) {
    int depth = 0;
    int most = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        switch (text[i]) {
            case '"': i = after_string(text, i); break;
            case '{':
            case '[': most = std::max(most, ++depth); break;
            case '}':
            case ']': --depth; break;
            default: break;
        }
    }
    return most;
}

Scalar scalar_of(const json& value) {
    switch (value.type()) {
        case json::value_t::string: return value.get<std::string>();
        case json::value_t::boolean: return value.get<bool>();
        case json::value_t::number_integer:
        case json::value_t::number_unsigned:
        case json::value_t::number_float: return value.get<double>();
        case json::value_t::null: return std::monostate{};
        default: return Composite{};
    }
}

Body body_of_json(const json& document) {
    Body body;
    if (!document.is_object()) {
        body.bare = scalar_of(document);
        return body;
    }
    body.has_fields = true;
    for (const auto& [key, value] : document.items())
        body.fields.push_back({key, scalar_of(value)});
    return body;
}

// What begins as only JSON does has to be JSON.
bool looks_like_json(std::string_view text) {
    return !text.empty() && (text.front() == '{' || text.front() == '[' || text.front() == '"');
}

Expected<Body, std::string> json_or_bare(std::string_view text) {
    if (text.empty()) return Body{};
    // A NUL would end the text for the parser, and what stands before it would be taken for all.
    if (text.find('\0') != std::string_view::npos)
        return tl::unexpected(std::string{"it holds a byte of value 0, which no text has"});
    if (depth_of(text) > deepest) return tl::unexpected(std::string{"it is nested too deeply"});
    const auto document = json::parse(text, nullptr, false);
    if (!document.is_discarded()) return body_of_json(document);
    if (looks_like_json(text)) return tl::unexpected(cited(text) + " is not valid JSON");
    return Body{std::string{text}, {}, false};
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// A '%' that begins no code stays: "50%".
std::string url_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high >= 0 && low >= 0) {
                decoded += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        decoded += text[i] == '+' ? ' ' : text[i];
    }
    return decoded;
}

Body form_fields(std::string_view text) {
    Body body;
    if (text.find('=') == std::string_view::npos) {
        body.bare = std::string{trimmed(url_decoded(text))};
        return body;
    }
    body.has_fields = true;
    while (!text.empty()) {
        const auto pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        body.fields.push_back(
            {url_decoded(pair.substr(0, equals)), url_decoded(pair.substr(equals + 1))}
        );
    }
    return body;
}

bool is_utf8(const Body& body) {
    const auto good = [](const Scalar& value) {
        const auto* text = std::get_if<std::string>(&value);
        return text == nullptr || giv::is_utf8(*text);
    };
    return good(body.bare) && std::ranges::all_of(body.fields, [&](const BodyField& field) {
               return giv::is_utf8(field.key) && good(field.value);
           });
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n\v\f";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

const Scalar& Body::operator[](std::string_view key) const {
    static const Scalar nothing;
    const auto found = std::ranges::find_if(fields, [&](const BodyField& field) {
        return lower_case(field.key) == lower_case(key);
    });
    return found == fields.end() ? nothing : found->value;
}

Expected<Body, std::string> body_of(std::string_view payload, Command::Form form) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (!giv::is_utf8(payload)) return tl::unexpected(std::string{"it is not UTF-8 text"});
    if (payload.starts_with(byte_order_mark)) payload.remove_prefix(byte_order_mark.size());
    const auto text = trimmed(payload);
    // Tools say "form" of whatever they send: curl does.
    if (form == Command::Form::json_or_bare || looks_like_json(text)) return json_or_bare(text);
    auto body = form_fields(text);
    if (!is_utf8(body)) return tl::unexpected(std::string{"it is not UTF-8 text"});
    return body;
}

}  // namespace giv
