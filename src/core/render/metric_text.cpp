#include "core/render/metric_text.hpp"

#include "core/control/printable.hpp"

#include <utility>

namespace giv::render {
namespace {

// What the samples of a type have behind their family's name.
std::string_view suffix_of(MetricType type) {
    switch (type) {
        case MetricType::gauge: return "";
        case MetricType::counter: return "_total";
        case MetricType::info: return "_info";
    }
    return "";
}

// In OpenMetrics; the older format has no info.
std::string_view words(MetricType type) {
    switch (type) {
        case MetricType::gauge: return "gauge";
        case MetricType::counter: return "counter";
        case MetricType::info: return "info";
    }
    return "";
}

void append_escaped(std::string& text, std::string_view value) {
    const bool is_text = is_utf8(value);
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\\' || c == '"') text += '\\';
        if (c == '\n') {
            text += "\\n";
        } else {
            text += is_text || byte < 0x80 ? c : '?';
        }
    }
}

}  // namespace

std::string_view content_type(MetricsFormat format) {
    switch (format) {
        case MetricsFormat::prometheus: return "text/plain; version=0.0.4; charset=utf-8";
        case MetricsFormat::openmetrics:
            return "application/openmetrics-text; version=1.0.0; charset=utf-8";
    }
    return "";
}

std::string_view family_name(const MetricHead& head) {
    return head.name.substr(0, head.name.size() - suffix_of(head.type).size());
}

Labels& Labels::add(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_ += ',';
    text_ += name;
    text_ += "=\"";
    append_escaped(text_, value);
    text_ += '"';
    return *this;
}

void MetricText::begin(const MetricHead& head) {
    head_ = head;
    head_is_written_ = false;
}

void MetricText::say(std::string_view what, std::string_view name, std::string_view text) {
    text_ += "# ";
    text_ += what;
    text_ += ' ';
    text_ += name;
    text_ += ' ';
    text_ += text;
    text_ += '\n';
}

void MetricText::write_head() {
    if (std::exchange(head_is_written_, true)) return;
    const bool is_open = format_ == MetricsFormat::openmetrics;
    const auto name = is_open ? family_name(head_) : head_.name;
    const bool has_type = is_open || head_.type != MetricType::info;
    say("HELP", name, head_.help);
    say("TYPE", name, has_type ? words(head_.type) : words(MetricType::gauge));
    if (is_open && !head_.unit.empty()) say("UNIT", name, head_.unit);
}

void MetricText::sample(const Labels& labels, std::string_view number) {
    write_head();
    text_ += head_.name;
    if (!labels.text().empty()) {
        text_ += '{';
        text_ += labels.text();
        text_ += '}';
    }
    text_ += ' ';
    text_ += number;
    text_ += '\n';
}

std::string MetricText::finish() && {
    if (format_ == MetricsFormat::openmetrics) text_ += "# EOF\n";
    return std::move(text_);
}

}  // namespace giv::render
