#include "core/render/metric_sources.hpp"

#include "givtcp/plant/problem.hpp"
#include "givtcp/points/wall_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace giv::render {
namespace {

using Seconds = std::chrono::duration<double>;

std::string whole(std::uint64_t number) { return std::to_string(number); }

std::string seconds(double number) { return decimal_text(number, 3); }

std::string flag(bool holds) { return holds ? "1" : "0"; }

void add(MetricText& text, const std::optional<std::uint64_t>& number) {
    if (number) text.sample({}, whole(*number));
}

void add_seconds(MetricText& text, const std::optional<double>& number) {
    if (number) text.sample({}, seconds(*number));
}

// A text that the inverter said at some time: who it is grows no older.
std::string_view said(const Snapshot& snapshot, std::string_view path) {
    const auto found = std::ranges::find_if(snapshot.values, [path](const Measured& measured) {
        return measured.point->path == path;
    });
    if (found == snapshot.values.end()) return {};
    return text_in(found->value).value_or(std::string_view{});
}

struct Detail {
    std::string_view label;
    std::string_view path;
};

constexpr auto details = std::to_array<Detail>({
    {"firmware", "{details}/Invertor_Firmware"},
    {"meter_type", "{details}/Meter_Type"},
});

// What is asked again at once, as always, is no outlier.
std::uint64_t outliers(const guard::RuleCounts& counts) {
    std::uint64_t sum = 0;
    for (const auto& known : guard::rules()) {
        const bool is_usual = known.rule == guard::Rule::first_reading ||
                              known.rule == guard::Rule::setting_change ||
                              known.verdict == Verdict::good;
        if (!is_usual) sum += counts.of(known.rule);
    }
    return sum;
}

}  // namespace

Labels PlantSight::labels() const { return Labels{}.add("inverter", inverter); }

namespace sources {

// ---- of a plant ----------------------------------------------------------------------------

void inverter(MetricText& text, const PlantSight& plant) {
    const auto* snapshot = plant.snapshot();
    if (snapshot == nullptr || !snapshot->identity) return;
    auto labels = plant.labels();
    labels.add("model", facts(snapshot->identity->model()).key);
    for (const auto& [label, path] : details) {
        const auto value = said(*snapshot, path);
        if (!value.empty()) labels.add(label, value);
    }
    text.sample(labels, "1");
}

void up(MetricText& text, const PlantSight& plant) {
    const auto* snapshot = plant.snapshot();
    text.sample(plant.labels(), flag(snapshot != nullptr && snapshot->online()));
}

void last_success(MetricText& text, const PlantSight& plant) {
    const auto* snapshot = plant.snapshot();
    if (snapshot == nullptr || !snapshot->last_cycle) return;
    const Seconds since_1970 = snapshot->last_cycle->wall.time_since_epoch();
    text.sample(plant.labels(), seconds(since_1970.count()));
}

void poll_duration(MetricText& text, const PlantSight& plant) {
    const auto& took = plant.plant->link.last_poll_took;
    if (took) text.sample(plant.labels(), seconds(Seconds{*took}.count()));
}

void poll_late(MetricText& text, const PlantSight& plant) {
    const auto& late = plant.plant->link.last_poll_late;
    if (late) text.sample(plant.labels(), seconds(Seconds{*late}.count()));
}

void late_polls(MetricText& text, const PlantSight& plant) {
    text.sample(plant.labels(), whole(plant.plant->link.late_polls));
}

void problems(MetricText& text, const PlantSight& plant) {
    const auto* snapshot = plant.snapshot();
    if (snapshot == nullptr) return;
    for (const auto key : problem_keys()) {
        const auto& now = snapshot->problems;
        const bool is_one = std::ranges::find(now, key, &Problem::key) != now.end();
        text.sample(plant.labels().add("problem", key), flag(is_one));
    }
}

void connections(MetricText& text, const PlantSight& plant) {
    text.sample(plant.labels(), whole(plant.plant->link.connections));
}

void requests(MetricText& text, const PlantSight& plant) {
    text.sample(plant.labels(), whole(plant.plant->link.requests));
}

void spacing(MetricText& text, const PlantSight& plant) {
    text.sample(plant.labels(), seconds(Seconds{plant.plant->link.spacing}.count()));
}

void line_duty(MetricText& text, const PlantSight& plant) {
    text.sample(plant.labels(), decimal_text(plant.plant->link.line_duty, 3));
}

void line_busy(MetricText& text, const PlantSight& plant) {
    text.sample(plant.labels(), seconds(Seconds{plant.plant->link.line_busy}.count()));
}

void put_off(MetricText& text, const PlantSight& plant) {
    const auto& link = plant.plant->link;
    text.sample(plant.labels().add("tier", "search"), flag(link.search_put_off));
    text.sample(plant.labels().add("tier", "parts"), flag(link.parts_put_off));
}

void errors(MetricText& text, const PlantSight& plant) {
    const auto add = [&](std::string_view kind, std::uint64_t number) {
        text.sample(plant.labels().add("kind", kind), whole(number));
    };
    const auto& link = plant.plant->link;
    const auto* snapshot = plant.snapshot();
    add("timeout", link.timeouts);
    add("crc", link.crc_errors);
    add("exception", link.exceptions);
    add("outlier", snapshot == nullptr ? 0 : outliers(snapshot->rule_counts));
}

void commands(MetricText& text, const PlantSight& plant) {
    for (const auto& [control, how, times] : plant.plant->commands) {
        auto labels = plant.labels();
        labels.add("command", control).add("result", words(how));
        text.sample(labels, whole(times));
    }
}

void register_writes(MetricText& text, const PlantSight& plant) {
    const auto* snapshot = plant.snapshot();
    if (snapshot == nullptr || !snapshot->identity) return;
    text.sample(plant.labels(), whole(snapshot->control.writes_lifetime));
}

// ---- of the program ------------------------------------------------------------------------

void build(MetricText& text, const DaemonMetrics& daemon) {
    Labels labels;
    labels.add("version", daemon.version);
    if (!daemon.commit.empty()) labels.add("commit", daemon.commit);
    labels.add("protocol", Options{}.version);
    text.sample(labels, "1");
}

void mqtt_connected(MetricText& text, const DaemonMetrics& daemon) {
    if (daemon.mqtt_connected) text.sample({}, flag(*daemon.mqtt_connected));
}

void influx_queue(MetricText& text, const DaemonMetrics& daemon) {
    if (daemon.influx) text.sample({}, whole(daemon.influx->queued_lines));
}

void influx_dropped(MetricText& text, const DaemonMetrics& daemon) {
    if (daemon.influx) text.sample({}, whole(daemon.influx->dropped_lines));
}

void cpu(MetricText& text, const DaemonMetrics& daemon) {
    add_seconds(text, daemon.process.cpu_seconds);
}

void resident(MetricText& text, const DaemonMetrics& daemon) {
    add(text, daemon.process.resident_bytes);
}

void addresses(MetricText& text, const DaemonMetrics& daemon) {
    add(text, daemon.process.virtual_bytes);
}

void files(MetricText& text, const DaemonMetrics& daemon) { add(text, daemon.process.open_files); }

void most_files(MetricText& text, const DaemonMetrics& daemon) {
    add(text, daemon.process.most_open_files);
}

void start_time(MetricText& text, const DaemonMetrics& daemon) {
    add_seconds(text, daemon.process.start_time_seconds);
}

void threads(MetricText& text, const DaemonMetrics& daemon) { add(text, daemon.process.threads); }

}  // namespace sources
}  // namespace giv::render
