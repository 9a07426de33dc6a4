// What a row of the table of metrics is made of.
#pragma once

#include "core/render/metric_sources.hpp"
#include "core/render/metric_text.hpp"

#include <span>
#include <string_view>
#include <variant>

namespace giv::render::metric_table {

struct Label {
    std::string_view name;
    std::string_view value;
};

// Samples with a point's values: one for each part that has it, which is named by a label too.
struct Series {
    std::string_view path;
    Label first{};
    Label second{};
};

// A sample for each word that the point knows, 1 for the one that it says.
struct KnownWord {
    std::string_view word;
    std::string_view label;
};
struct Words {
    std::string_view path;
    std::string_view label;
    std::span<const KnownWord> known;
};

using ManySeries = std::span<const Series>;

// What no point says. They are in metric_sources.cpp.
using OfPlant = void (*)(MetricText& text, const PlantSight& plant);
using OfDaemon = void (*)(MetricText& text, const DaemonMetrics& daemon);

struct Metric {
    MetricHead head;
    std::variant<Series, ManySeries, Words, OfPlant, OfDaemon> source;
};

template <class Source>
constexpr Metric gauge(
    std::string_view name, std::string_view unit, std::string_view help, Source source
) {
    return {{name, MetricType::gauge, unit, help}, source};
}

template <class Source>
constexpr Metric counter(
    std::string_view name, std::string_view unit, std::string_view help, Source source
) {
    return {{name, MetricType::counter, unit, help}, source};
}

template <class Source>
constexpr Metric info(std::string_view name, std::string_view help, Source source) {
    return {{name, MetricType::info, "", help}, source};
}

}  // namespace giv::render::metric_table
