#include "support/exposition.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>
#include <utility>

namespace giv::testing {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

bool is_name(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    };
    return !text.empty() && !(text[0] >= '0' && text[0] <= '9') && std::ranges::all_of(text, fits);
}

std::string_view take_word(std::string_view& line) {
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    return word;
}

struct Sample {
    std::string_view name;
    std::string_view labels;  // with their brackets, or empty
    std::string_view number;
};

// Behind the quote that ends a value that has begun; nothing if none ends it.
std::optional<std::string_view> behind_value(std::string_view text) {
    while (!text.empty() && text.front() != '"') {
        const bool is_escape = text.front() == '\\';
        if (is_escape && (text.size() < 2 || std::string_view{"\\\"n"}.find(text[1]) == text.npos))
            return std::nullopt;
        text.remove_prefix(is_escape ? 2 : 1);
    }
    if (text.empty()) return std::nullopt;
    return text.substr(1);
}

class Checker {
 public:
    explicit Checker(Exposition format) : format_(format) {}

    std::vector<std::string> check(std::string_view text) && {
        if (!text.empty() && text.back() != '\n') complain("the last line does not end");
        for (const auto line : lines_of(text))
            check_line(line);
        if (is_open() && !ended_) complain("there is no # EOF");
        return std::move(faults_);
    }

 private:
    bool is_open() const { return format_ == Exposition::openmetrics; }

    void complain(std::string what) { faults_.push_back(std::move(what)); }

    void check_line(std::string_view line) {
        if (ended_) complain("something follows # EOF");
        if (line == "# EOF") {
            ended_ = true;
            if (!is_open()) complain("# EOF is OpenMetrics'");
        } else if (line.starts_with("# ")) {
            check_head(line.substr(2));
        } else {
            check_sample(line);
        }
    }

    void check_head(std::string_view line) {
        const auto what = take_word(line);
        const std::string name{take_word(line)};
        if (name != family_) begin(name);
        if (has_samples_) complain(name + ": its head comes behind its samples");
        if (what == "HELP") {
            if (std::exchange(has_help_, true)) complain(name + ": two HELPs");
            if (line.empty()) complain(name + ": HELP says nothing");
        } else if (what == "TYPE") {
            if (!type_.empty()) complain(name + ": two TYPEs");
            type_ = line;
            check_type();
        } else if (what == "UNIT" && is_open()) {
            if (!name.ends_with('_' + std::string{line})) complain(name + ": not in its UNIT");
        } else {
            complain("a strange comment: " + std::string{what});
        }
    }

    void check_type() {
        std::set<std::string, std::less<>> known{"gauge", "counter"};
        if (is_open()) known.insert("info");
        if (!known.contains(type_)) complain(family_ + ": a strange type " + type_);
        const bool is_total = family_.ends_with("_total");
        if (is_total != (type_ == "counter" && !is_open())) complain(family_ + ": not a " + type_);
    }

    void begin(const std::string& name) {
        family_ = name;
        type_.clear();
        has_help_ = has_samples_ = false;
        if (!is_name(name)) complain("no name for a family: " + name);
        if (!families_.insert(name).second) complain(name + ": in two pieces");
    }

    std::string expected_name() const {
        if (is_open() && type_ == "counter") return family_ + "_total";
        if (is_open() && type_ == "info") return family_ + "_info";
        return family_;
    }

    void check_sample(std::string_view line) {
        Sample sample;
        sample.name = line.substr(0, line.find_first_of("{ "));
        auto rest = line.substr(sample.name.size());
        if (rest.starts_with('{')) {
            sample.labels = check_labels(rest);
            rest.remove_prefix(sample.labels.size());
        }
        sample.number = rest.substr(std::min<std::size_t>(rest.size(), 1));
        const std::string name{sample.name};
        if (name != expected_name()) complain(name + ": not a sample of " + family_);
        if (!has_help_ || type_.empty()) complain(name + ": without HELP and TYPE");
        has_samples_ = true;
        const std::string series = name + std::string{sample.labels};
        if (!series_.insert(series).second) complain(series + ": twice");
        check_number(series, std::string{sample.number});
    }

    void check_number(const std::string& series, const std::string& number) {
        char* end = nullptr;
        const double value = std::strtod(number.c_str(), &end);
        const bool is_number = !number.empty() && *end == '\0' && std::isfinite(value);
        if (!is_number) complain(series + ": no number: " + number);
        if (type_ == "counter" && value < 0) complain(series + ": counts below 0");
        if (type_ == "info" && value != 1) complain(series + ": an info is 1");
    }

    // {a="b",c="d"} at the beginning of `text`: as far as it is well formed.
    std::string_view check_labels(std::string_view text) {
        std::set<std::string_view> names;
        auto rest = text.substr(1);
        for (;;) {
            const auto name = rest.substr(0, rest.find('='));
            rest.remove_prefix(name.size());
            if (!is_name(name) || name.starts_with("__"))
                complain("no label: " + std::string{name});
            if (!names.insert(name).second) complain("a label twice: " + std::string{name});
            const auto behind =
                rest.starts_with("=\"") ? behind_value(rest.substr(2)) : std::nullopt;
            if (!behind || behind->empty()) {
                complain("labels without an end: " + std::string{text});
                return text;
            }
            rest = behind->substr(1);
            if (behind->front() == '}') return text.substr(0, text.size() - rest.size());
            if (behind->front() != ',') complain("no comma between labels: " + std::string{text});
        }
    }

    Exposition format_;
    std::vector<std::string> faults_;
    std::set<std::string> families_;
    std::set<std::string> series_;
    std::string family_;
    std::string type_;
    bool has_help_ = false;
    bool has_samples_ = false;
    bool ended_ = false;
};

}  // namespace

std::vector<std::string> faults_of(std::string_view text, Exposition format) {
    return Checker{format}.check(text);
}

std::string sample_of(std::string_view text, std::string_view series) {
    for (const auto line : lines_of(text)) {
        const bool is_it =
            line.starts_with(series) && line.size() > series.size() && line[series.size()] == ' ';
        if (is_it) return std::string{line.substr(series.size() + 1)};
    }
    return "(absent)";
}

}  // namespace giv::testing
