// Prometheus's two text formats, written family by family: what a line looks like, and nothing of
// what is in it. Pure.
//
// They differ in little: OpenMetrics calls a counter's family without its "_total", says units,
// knows an "info", and ends with a line that says so.
#pragma once

#include "givtcp/render/metrics.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace giv::render {

enum class MetricType : std::uint8_t { gauge, counter, info };

// What is said of a family before its samples. Texts from a constexpr table, which need no escapes.
struct MetricHead {
    std::string_view name;  // of its samples: with "_total" or "_info" where its type has them
    MetricType type;
    std::string_view unit;  // a base unit, the end of the name; empty: none
    std::string_view help;
};

// The family's name in OpenMetrics: without what its type adds to the samples' names.
std::string_view family_name(const MetricHead& head);

// `inverter="SA2114G047",string="1"`
class Labels {
 public:
    // Whatever the text, the line stays a line; what is no UTF-8 loses its odd bytes.
    Labels& add(std::string_view name, std::string_view value);

    const std::string& text() const { return text_; }

 private:
    std::string text_;
};

class MetricText {
 public:
    explicit MetricText(MetricsFormat format) : format_(format) {}

    // The family of the samples that follow. One without a sample leaves no trace.
    void begin(const MetricHead& head);

    // `number` as decimal_text() and std::to_string() write it.
    void sample(const Labels& labels, std::string_view number);

    std::string finish() &&;

 private:
    void say(std::string_view what, std::string_view name, std::string_view text);
    void write_head();

    MetricsFormat format_;
    MetricHead head_{};
    bool head_is_written_ = false;
    std::string text_;
};

}  // namespace giv::render
