// What Prometheus reads: a daemon and its plants as text, in the two formats that it asks for.
// Pure; any thread.
//
// Source: spec/clients.md §5. The metrics are rows of one table (src/core/render/metric_rows.hpp).
// A measurement that is not there, or that is old, has no sample: a scrape stamps what it gets with
// its own time, and must not make an old value look new.
#pragma once

#include "givtcp/control/command.hpp"
#include "givtcp/plant/snapshot.hpp"
#include "givtcp/render/document.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv::render {

enum class MetricsFormat : std::uint8_t {
    prometheus,   // the text format 0.0.4, which everything understands
    openmetrics,  // 1.0.0, which Prometheus asks for first
};

// As it stands in the answer's Content-Type.
std::string_view content_type(MetricsFormat format);

// What the link to one plant has counted since the program began.
struct LinkFigures {
    std::uint64_t connections = 0;
    std::uint64_t requests = 0;
    std::uint64_t timeouts = 0;
    std::uint64_t crc_errors = 0;
    std::uint64_t exceptions = 0;                            // requests that the inverter refused
    std::optional<std::chrono::nanoseconds> last_poll_took;  // nothing: none was whole yet
    std::chrono::nanoseconds spacing{};                      // of requests, as it is now
    std::chrono::nanoseconds line_busy{};                    // with what we asked
    double line_duty = 0;         // the share of that in the last minute, 0 to 1
    bool search_put_off = false;  // to spare the line
    bool parts_put_off = false;   // packs and meters, every second time
    std::optional<std::chrono::nanoseconds> last_poll_late;  // nothing: none has begun yet
    std::uint64_t late_polls = 0;                            // by more than 100 ms
};

struct PlantMetrics {
    int instance = 1;
    SnapshotPtr snapshot;  // null: nothing is known yet
    LinkFigures link;
    std::vector<CommandCount> commands;
};

// What the kernel says of this process; nothing where it does not.
struct ProcessFigures {
    std::optional<double> cpu_seconds;
    std::optional<double> start_time_seconds;  // since 1970
    std::optional<std::uint64_t> resident_bytes;
    std::optional<std::uint64_t> virtual_bytes;
    std::optional<std::uint64_t> threads;
    std::optional<std::uint64_t> open_files;
    std::optional<std::uint64_t> most_open_files;
};

struct InfluxFigures {
    std::uint64_t queued_lines = 0;
    std::uint64_t dropped_lines = 0;  // for want of a place, or refused; may outlive a restart
};

struct DaemonMetrics {
    std::string version;                 // "0.1.0"
    std::string commit;                  // empty: not known
    std::optional<bool> mqtt_connected;  // nothing: MQTT is switched off
    std::optional<InfluxFigures> influx;
    ProcessFigures process;
};

// All plants of the daemon. Each is called by its inverter's serial; one whose serial is not known,
// or that another plant has already, is "plant_2" after its instance.
std::string metrics(
    const DaemonMetrics& daemon,
    const std::vector<PlantMetrics>& plants,
    Moment now,
    MetricsFormat format
);

// One plant's document with the names that givtcp_exporter makes of it, in the format 0.0.4:
// numbers as they are, times as seconds since 1970, other texts as a label of a 1.
std::string exporter_metrics(const Document& document);

}  // namespace giv::render
