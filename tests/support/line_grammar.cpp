#include "support/line_grammar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace giv::testing {
namespace {

template <class T>
using Read = Expected<T, std::string>;
using Wrong = tl::unexpected<std::string>;

constexpr std::string_view special_in_measurement = ", ";
constexpr std::string_view special_in_key = ",= ";

// Servers have these of their own.
constexpr auto reserved = std::to_array<std::string_view>({"time", "_field", "_measurement"});

std::string in_quotes(std::string_view text) { return '"' + std::string{text} + '"'; }

// The whole of `text` as a number; nothing if that is no number of this type.
template <class Number>
std::optional<Number> whole_text_as(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
    if (error != std::errc{} || end != text.end()) return std::nullopt;
    return number;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string_view digits_at(std::string_view text) {
    return text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
}

// "-12", "0", "7.25": as JSON has them, without exponent.
bool is_number(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    const auto whole = digits_at(text);
    if (whole.empty() || (whole.size() > 1 && whole.front() == '0')) return false;
    text.remove_prefix(whole.size());
    if (text.empty()) return true;
    if (text.front() != '.') return false;
    const auto fraction = digits_at(text.substr(1));
    return !fraction.empty() && fraction.size() + 1 == text.size();
}

class Reader {
 public:
    explicit Reader(std::string_view line) : line_(line) {}

    Read<ParsedLine> all() {
        ParsedLine line;
        auto wrong = measurement(line);
        while (wrong.empty() && taken(','))
            wrong = tag(line);
        if (wrong.empty() && !taken(' ')) wrong = "no blank before the fields";
        if (wrong.empty()) wrong = field(line);
        while (wrong.empty() && taken(','))
            wrong = field(line);
        if (wrong.empty()) wrong = timestamp(line);
        if (wrong.empty()) return line;
        return Wrong{wrong + " (at " + std::to_string(at_) + ')'};
    }

 private:
    bool at_end() const { return at_ == line_.size(); }

    bool taken(char c) {
        if (at_end() || line_[at_] != c) return false;
        ++at_;
        return true;
    }

    // To the next one of `special` that is not escaped.
    Read<std::string> name(std::string_view special) {
        std::string text;
        for (; !at_end() && special.find(line_[at_]) == std::string_view::npos; ++at_) {
            if (line_[at_] == '\\') {
                ++at_;
                if (at_end() || special.find(line_[at_]) == std::string_view::npos)
                    return Wrong{"a backslash before what needs none"};
            }
            if (is_control(line_[at_])) return Wrong{"a control character"};
            text += line_[at_];
        }
        if (text.empty()) return Wrong{"an empty name"};
        return text;
    }

    std::string measurement(ParsedLine& line) {
        auto read = name(special_in_measurement);
        if (!read) return "measurement: " + read.error();
        if (read->front() == '#') return "measurement: a comment";
        line.measurement = *std::move(read);
        return {};
    }

    // The name before "=".
    Read<std::string> key(const ParsedLine& line) {
        auto read = name(special_in_key);
        if (!read) return read;
        if (!taken('=')) return Wrong{in_quotes(*read) + R"( without "=")"};
        if (line.tag(*read) != nullptr || line.field(*read) != nullptr)
            return Wrong{in_quotes(*read) + " is there twice"};
        if (std::ranges::find(reserved, *read) != reserved.end())
            return Wrong{in_quotes(*read) + " is reserved"};
        return read;
    }

    std::string tag(ParsedLine& line) {
        auto read_key = key(line);
        if (!read_key) return "tag: " + read_key.error();
        auto read = name(special_in_key);
        if (!read) return "tag " + *read_key + ": " + read.error();
        if (!line.tags.empty() && line.tags.back().first > *read_key) return "tags are not sorted";
        line.tags.emplace_back(*std::move(read_key), *std::move(read));
        return {};
    }

    std::string field(ParsedLine& line) {
        auto read_key = key(line);
        if (!read_key) return "field: " + read_key.error();
        auto read = taken('"') ? text() : number();
        if (!read) return "field " + *read_key + ": " + read.error();
        line.fields.emplace_back(*std::move(read_key), *std::move(read));
        return {};
    }

    // After the opening quote.
    Read<LineValue> text() {
        LineValue value{true, {}, 0};
        for (; !at_end() && line_[at_] != '"'; ++at_) {
            if (line_[at_] == '\\') {
                ++at_;
                if (at_end() || (line_[at_] != '"' && line_[at_] != '\\'))
                    return Wrong{"a backslash before what needs none"};
            }
            if (is_control(line_[at_])) return Wrong{"a control character"};
            value.text += line_[at_];
        }
        if (!taken('"')) return Wrong{"no closing quote"};
        return value;
    }

    Read<LineValue> number() {
        const auto end = std::min(line_.find_first_of(", ", at_), line_.size());
        const auto written = line_.substr(at_, end - at_);
        if (!is_number(written)) return Wrong{in_quotes(written) + " is no number of ours"};
        const auto number = whole_text_as<double>(written);
        if (!number || !std::isfinite(*number)) return Wrong{"a number out of range"};
        at_ = end;
        return LineValue{false, std::string{written}, *number};
    }

    std::string timestamp(ParsedLine& line) {
        if (at_end()) return {};
        if (!taken(' ')) return "neither comma nor blank after a field";
        const auto written = line_.substr(at_);
        const auto time = whole_text_as<std::int64_t>(written);
        if (!time) return "the time is no whole number";
        if (std::to_string(*time) != written) return "the time is written oddly";
        line.timestamp = time;
        return {};
    }

    std::string_view line_;
    std::size_t at_ = 0;
};

template <class Pairs>
auto* found_in(const Pairs& pairs, std::string_view name) {
    const auto one =
        std::ranges::find_if(pairs, [&](const auto& pair) { return pair.first == name; });
    return one == pairs.end() ? nullptr : &one->second;
}

}  // namespace

const LineValue* ParsedLine::field(std::string_view name) const { return found_in(fields, name); }

const std::string* ParsedLine::tag(std::string_view name) const { return found_in(tags, name); }

Expected<ParsedLine, std::string> parse_line(std::string_view line) { return Reader{line}.all(); }

Expected<std::vector<ParsedLine>, std::string> parse_body(std::string_view body) {
    std::vector<ParsedLine> lines;
    while (!body.empty()) {
        const auto where = "line " + std::to_string(lines.size() + 1) + ": ";
        const auto end = body.find('\n');
        if (end == std::string_view::npos) return Wrong{where + "no newline at its end"};
        auto line = parse_line(body.substr(0, end));
        if (!line) return Wrong{where + line.error()};
        if (!line->timestamp) return Wrong{where + "no time"};
        lines.push_back(*std::move(line));
        body.remove_prefix(end + 1);
    }
    return lines;
}

}  // namespace giv::testing
