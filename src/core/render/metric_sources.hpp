// Where samples come from that no point says: the plant as a whole, its link, the program. Pure.
#pragma once

#include "core/render/metric_text.hpp"

#include "givtcp/render/metrics.hpp"

#include <string>
#include <vector>

namespace giv::render {

// A plant as the metrics look at it.
struct PlantSight {
    std::string inverter;  // what it is called
    const PlantMetrics* plant = nullptr;
    std::vector<const Measured*> shown;  // what is there and not too old, by path, then by part

    const Snapshot* snapshot() const { return plant->snapshot.get(); }
    Labels labels() const;
};

namespace sources {

void inverter(MetricText& text, const PlantSight& plant);
void up(MetricText& text, const PlantSight& plant);
void last_success(MetricText& text, const PlantSight& plant);
void poll_duration(MetricText& text, const PlantSight& plant);
void poll_late(MetricText& text, const PlantSight& plant);
void late_polls(MetricText& text, const PlantSight& plant);
void problems(MetricText& text, const PlantSight& plant);
void connections(MetricText& text, const PlantSight& plant);
void requests(MetricText& text, const PlantSight& plant);
void spacing(MetricText& text, const PlantSight& plant);
void line_duty(MetricText& text, const PlantSight& plant);
void line_busy(MetricText& text, const PlantSight& plant);
void put_off(MetricText& text, const PlantSight& plant);
void errors(MetricText& text, const PlantSight& plant);
void commands(MetricText& text, const PlantSight& plant);
void register_writes(MetricText& text, const PlantSight& plant);

void build(MetricText& text, const DaemonMetrics& daemon);
void mqtt_connected(MetricText& text, const DaemonMetrics& daemon);
void influx_queue(MetricText& text, const DaemonMetrics& daemon);
void influx_dropped(MetricText& text, const DaemonMetrics& daemon);
void cpu(MetricText& text, const DaemonMetrics& daemon);
void resident(MetricText& text, const DaemonMetrics& daemon);
void addresses(MetricText& text, const DaemonMetrics& daemon);
void files(MetricText& text, const DaemonMetrics& daemon);
void most_files(MetricText& text, const DaemonMetrics& daemon);
void start_time(MetricText& text, const DaemonMetrics& daemon);
void threads(MetricText& text, const DaemonMetrics& daemon);

}  // namespace sources
}  // namespace giv::render
