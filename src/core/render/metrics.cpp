// From the table of metrics to text: which values are shown, and their units.
#include "givtcp/render/metrics.hpp"

#include "core/render/metric_rows.hpp"

#include "givtcp/points/wall_text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace giv::render {
namespace {

using namespace std::chrono_literals;
using namespace metric_table;

// Of a plant that nobody polls by itself, too: what is so old says nothing about now.
constexpr auto gone_after = 10min;

// ---- units ---------------------------------------------------------------------------------

// What Prometheus measures in: value * factor, with so many decimals more.
struct BaseUnit {
    Unit unit;
    double factor;
    int decimals;
};

constexpr double joules_in_a_kwh = 3'600'000;

constexpr auto base_units = std::to_array<BaseUnit>({
    {Unit::kilowatt_hour, joules_in_a_kwh, -6},
    {Unit::percent, 0.01, 2},
    {Unit::minute, 60, 0},
});

std::string number_text(Unit unit, const Number& number) {
    const auto* const row = std::ranges::find(base_units, unit, &BaseUnit::unit);
    if (row == base_units.end()) return decimal_text(number.value, number.decimals);
    return decimal_text(number.value * row->factor, std::max(0, number.decimals + row->decimals));
}

// Nothing for a value that is no number.
std::optional<std::string> sample_text(const Measured& measured) {
    if (const auto* number = std::get_if<Number>(&measured.value)) {
        if (!std::isfinite(number->value)) return std::nullopt;
        return number_text(unit_of(measured.point->quantity), *number);
    }
    const auto word = text_in(measured.value);
    if (!word || measured.point->quantity != Quantity::on_off) return std::nullopt;
    return *word == "enable" ? "1" : "0";
}

// ---- which values --------------------------------------------------------------------------

bool is_true_now(Quality quality) { return quality == Quality::good || quality == Quality::held; }

// Settings are read seldom; a measurement is true for a moment.
bool is_shown(const Snapshot& snapshot, const Measured& measured, bool is_recent) {
    if (!present(measured.value) || snapshot.parts[measured.part].missing) return false;
    if (measured.point->category == Category::setting) {
        return measured.quality != Quality::unavailable;
    }
    return is_recent && is_true_now(measured.quality);
}

PlantSight sight_of(const PlantMetrics& plant, std::string name, Moment now) {
    PlantSight sight{std::move(name), &plant, {}};
    const auto* snapshot = plant.snapshot.get();
    if (snapshot == nullptr) return sight;
    const auto age = now.steady - snapshot->made_at.steady;
    const bool is_recent = snapshot->online() && age <= gone_after;
    for (const auto& measured : snapshot->values) {
        if (is_shown(*snapshot, measured, is_recent)) sight.shown.push_back(&measured);
    }
    std::ranges::stable_sort(sight.shown, {}, [](const Measured* one) { return one->point->path; });
    return sight;
}

std::vector<PlantSight> sights_of(const std::vector<PlantMetrics>& plants, Moment now) {
    std::vector<PlantSight> sights;
    for (const auto& plant : plants) {
        std::string name{plant.snapshot ? plant.snapshot->serial() : ""};
        const bool is_taken =
            std::ranges::find(sights, name, &PlantSight::inverter) != sights.end();
        if (name.empty() || is_taken) name = "plant_" + std::to_string(plant.instance);
        sights.push_back(sight_of(plant, std::move(name), now));
    }
    return sights;
}

// ---- sources -------------------------------------------------------------------------------

template <class Use>
void for_each_at(const PlantSight& plant, std::string_view path, const Use& use) {
    const auto path_of = [](const Measured* one) { return one->point->path; };
    auto at = std::ranges::lower_bound(plant.shown, path, {}, path_of);
    for (; at != plant.shown.end() && path_of(*at) == path; ++at)
        use(**at);
}

Labels labels_of(const PlantSight& plant, const Measured& measured, const Series& series) {
    auto labels = plant.labels();
    if (measured.point->subject == Subject::pack) {
        labels.add("battery", plant.snapshot()->parts[measured.part].id);
    }
    for (const auto& [name, value] : {series.first, series.second}) {
        if (!name.empty()) labels.add(name, value);
    }
    return labels;
}

struct Writer {
    MetricText& text;
    const DaemonMetrics& daemon;
    const std::vector<PlantSight>& plants;

    void operator()(const Series& series) const {
        for (const auto& plant : plants)
            add(plant, series);
    }

    void operator()(const ManySeries& all) const {
        for (const auto& plant : plants)
            for (const auto& series : all)
                add(plant, series);
    }

    void operator()(const Words& words) const {
        for (const auto& plant : plants)
            for_each_at(plant, words.path, [&](const Measured& measured) {
                add(plant, words, text_in(measured.value));
            });
    }

    void operator()(OfPlant source) const {
        for (const auto& plant : plants)
            source(text, plant);
    }

    void operator()(OfDaemon source) const { source(text, daemon); }

 private:
    void add(const PlantSight& plant, const Series& series) const {
        for_each_at(plant, series.path, [&](const Measured& measured) {
            if (const auto number = sample_text(measured))
                text.sample(labels_of(plant, measured, series), *number);
        });
    }

    void add(const PlantSight& plant, const Words& words, std::optional<std::string_view> said)
        const {
        if (!said) return;
        for (const auto& [word, label] : words.known)
            text.sample(plant.labels().add(words.label, label), *said == word ? "1" : "0");
    }
};

}  // namespace

std::string metrics(
    const DaemonMetrics& daemon,
    const std::vector<PlantMetrics>& plants,
    Moment now,
    MetricsFormat format
) {
    const auto sights = sights_of(plants, now);
    MetricText text{format};
    for (const auto& row : metric_table::rows) {
        text.begin(row.head);
        std::visit(Writer{text, daemon, sights}, row.source);
    }
    return std::move(text).finish();
}

}  // namespace giv::render
