// Which value stands in which line.
#include "givtcp/render/line_protocol.hpp"

#include "core/render/line_field.hpp"
#include "core/render/line_text.hpp"
#include "core/render/point_path.hpp"
#include "core/render/quality_line.hpp"
#include "core/render/seed_order.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace giv::render {
namespace {

constexpr int seed_decimals = 2;  // GivTCP rounded everything so
constexpr int all_decimals = 6;

// What GivTCP wrote below the inverter's serial.
constexpr auto legacy_groups = std::to_array<std::string_view>(
    {"Power/Power/", "Power/Flows/", "Energy/Today/", "Energy/Total/"}
);

// Where the rest of a snapshot goes. Those that are told of a part name it by a tag; a tag set is
// for ever (InfluxDB 3 takes it from the first line).
struct Measurement {
    std::string_view section;
    std::string_view name;
    std::string_view part_tag;      // empty: of the inverter
    bool with_diagnostics = false;  // else only what is measured or set
    bool every_cycle = true;        // else settings, which are read more seldom
};

constexpr auto measurements = std::to_array<Measurement>({
    {"Battery_Details", "givtcp_battery", "serial", true, true},
    {"Meter_Details", "givtcp_meter", "meter", true, true},
    {"Control", "givtcp_control", "", false, false},
    {"Timeslots", "givtcp_control", "", false, false},
    {"{details}", "givtcp_inverter", "", false, false},
});

bool is_legacy(const Point& point) {
    return std::ranges::any_of(legacy_groups, [&](std::string_view group) {
        return point.path.starts_with(group);
    });
}

void add(Line& line, const Measured& measured, int most_decimals) {
    const auto value = field_value(*measured.point, measured.value, most_decimals);
    if (value) line.add(field_name(*measured.point), *value);
}

Line legacy_line(const Snapshot& snapshot) { return {snapshot.serial(), {{"tagKey", "GivReal"}}}; }

class Lines {
 public:
    Lines(const Snapshot& snapshot, Instant read_after)
        : snapshot_(&snapshot), read_after_(read_after) {}

    Line seed() const {
        std::array<const Measured*, seed_order.size()> found{};
        for (const auto& measured : snapshot_->values) {
            const auto place = seed_place(measured.point->path);
            if (place && is_new(measured)) found.at(*place) = &measured;
        }
        auto line = legacy_line(*snapshot_);
        for (const auto* measured : found) {
            if (measured != nullptr) add(line, *measured, seed_decimals);
        }
        return line;
    }

    // What v2 and v3 added to the seed's fields: the same series, so it is one point to whoever
    // asks. A line of its own keeps the seed's as it was.
    Line later() const {
        auto line = legacy_line(*snapshot_);
        for (const auto& measured : snapshot_->values) {
            const auto& point = *measured.point;
            if (is_legacy(point) && !seed_place(point.path) && is_new(measured))
                add(line, measured, seed_decimals);
        }
        return line;
    }

    void add_measurements(std::vector<Line>& lines) const {
        std::vector<Started> started;
        for (const auto& measured : snapshot_->values) {
            const auto* measurement = measurement_of(*measured.point);
            if (measurement == nullptr || !is_wanted(measured, *measurement)) continue;
            auto& line = line_for(started, *measurement, part_name(measured, *measurement));
            add(line, measured, all_decimals);
        }
        for (auto& one : started)
            lines.push_back(std::move(one.line));
    }

 private:
    struct Started {
        std::string_view name;
        std::string part;
        Line line;
    };

    static const Measurement* measurement_of(const Point& point) {
        const auto* const found =
            std::ranges::find(measurements, point.section(), &Measurement::section);
        return found == measurements.end() ? nullptr : found;
    }

    static bool is_good(const Measured& measured) { return measured.quality == Quality::good; }

    bool is_new(const Measured& measured) const {
        return is_good(measured) && measured.taken_at > read_after_;
    }

    bool is_wanted(const Measured& measured, const Measurement& measurement) const {
        const auto& point = *measured.point;
        if (point.quantity == Quantity::text) return false;  // says who it is: that is for tags
        if (point.category == Category::diagnostic && !measurement.with_diagnostics) return false;
        return measurement.every_cycle ? is_new(measured) : is_good(measured);
    }

    // The last but one segment of the path: "BG2134G001", "Meter_ID1", "Battery_Stack_1".
    std::string part_name(const Measured& measured, const Measurement& measurement) const {
        if (measurement.part_tag.empty()) return {};
        const auto& point = *measured.point;
        auto owner = point.path.substr(0, point.path.rfind('/'));
        owner.remove_prefix(owner.rfind('/') + 1);
        return filled(owner, id_place, snapshot_->parts[measured.part].id);
    }

    Line& line_for(std::vector<Started>& started, const Measurement& measurement, std::string part)
        const {
        for (auto& one : started) {
            if (one.name == measurement.name && one.part == part) return one.line;
        }
        Tags tags{{"inverter", snapshot_->serial()}};
        if (!measurement.part_tag.empty()) tags.emplace_back(measurement.part_tag, part);
        Line line{measurement.name, std::move(tags)};
        started.push_back({measurement.name, std::move(part), std::move(line)});
        return started.back().line;
    }

    const Snapshot* snapshot_;
    Instant read_after_;
};

}  // namespace

std::vector<std::string> influx_lines(
    const Snapshot& snapshot, InfluxSchema schema, Instant read_after
) {
    if (snapshot.serial().empty()) return {};
    const Lines of{snapshot, read_after};
    std::vector<Line> lines{of.seed()};
    if (schema == InfluxSchema::extended) {
        lines.push_back(of.later());
        of.add_measurements(lines);
        lines.push_back(quality_line(snapshot));
    }
    std::vector<std::string> texts;
    for (const auto& line : lines) {
        if (line.has_fields()) texts.push_back(line.text());
    }
    return texts;
}

std::string stamped(
    const std::vector<std::string>& lines, std::chrono::sys_time<std::chrono::milliseconds> taken_at
) {
    const auto time = ' ' + std::to_string(taken_at.time_since_epoch().count()) + '\n';
    std::string text;
    for (const auto& line : lines)
        text += line + time;
    return text;
}

}  // namespace giv::render
