#include "influx/influx_sink.hpp"

#include <chrono>
#include <iterator>
#include <utility>

namespace giv::influx {
namespace {

std::size_t bytes_of(const std::vector<std::string>& lines) {
    std::size_t bytes = 0;
    for (const auto& line : lines)
        bytes += line.size();
    return bytes;
}

}  // namespace

InfluxSink::InfluxSink(SinkOptions options, Append append)
    : options_(std::move(options)), append_(std::move(append)) {}

void InfluxSink::accept(int plant, const SnapshotPtr& snapshot) {
    if (!snapshot || !snapshot->last_reading) return;
    const auto& read_at = *snapshot->last_reading;
    const auto known = written_.find(plant);
    const auto before = known == written_.end() ? Instant::min() : known->second;
    if (read_at.steady <= before) return;
    written_.insert_or_assign(plant, read_at.steady);
    auto lines = render::influx_lines(*snapshot, options_.schema, before);
    if (lines.empty()) return;
    hold({read_at, std::move(lines)});
    tick();
}

void InfluxSink::hold(Held held) {
    held_lines_ += held.lines.size();
    held_bytes_ += bytes_of(held.lines);
    held_.push_back(std::move(held));
    while (held_bytes_ > most_held_bytes && held_.size() > 1)
        drop_oldest();
}

void InfluxSink::drop_oldest() {
    lost_ += held_.front().lines.size();
    held_lines_ -= held_.front().lines.size();
    held_bytes_ -= bytes_of(held_.front().lines);
    held_.pop_front();
}

void InfluxSink::tick() {
    if (held_.empty()) return;
    const auto now = options_.now();
    if (!options_.is_set(now.wall)) return;
    std::vector<std::string> lines;
    for (const auto& [read_at, waiting] : held_) {
        const auto stamp = std::chrono::floor<std::chrono::milliseconds>(wall_of(read_at, now));
        for (const auto& line : waiting)
            lines.push_back(render::stamped({line}, stamp));
    }
    held_.clear();
    held_lines_ = 0;
    held_bytes_ = 0;
    append_(std::move(lines), std::exchange(lost_, 0));
}

// A reading that was made before the clock was set is as old as steady time says.
WallTime InfluxSink::wall_of(const Moment& reading, const Moment& now) const {
    if (options_.is_set(reading.wall)) return reading.wall;
    return now.wall - std::chrono::duration_cast<WallTime::duration>(now.steady - reading.steady);
}

}  // namespace giv::influx
