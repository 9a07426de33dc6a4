#include "core/render/stamps.hpp"

#include "givtcp/points/wall_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

namespace giv::render {
namespace {

std::optional<Value> version(const Snapshot&, Moment, const Options& options) {
    return text_value(options.version);
}

std::optional<Value> end_of_cycle(const Snapshot& snapshot, Moment, const Options&) {
    if (!snapshot.last_cycle) return std::nullopt;
    return text_value(utc_text(snapshot.last_cycle->wall));
}

std::optional<Value> seconds_since_cycle(const Snapshot& snapshot, Moment now, const Options&) {
    if (!snapshot.last_cycle) return std::nullopt;
    const auto age = std::max(now.steady - snapshot.last_cycle->steady, Instant::duration::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(age).count();
    return Number{static_cast<double>(seconds), 0};
}

std::optional<Value> reachable(const Snapshot& snapshot, Moment, const Options&) {
    return text_value(snapshot.online() ? "online" : "offline");
}

std::optional<Value> writes_ever(const Snapshot& snapshot, Moment, const Options&) {
    return Number{static_cast<double>(snapshot.control.writes_lifetime), 0};
}

std::optional<Value> writes_today(const Snapshot& snapshot, Moment, const Options&) {
    return Number{static_cast<double>(snapshot.control.writes_today), 0};
}

// GivTCP counts writes here that wear out no flash, because HR166 says that they go to RAM. Sources
// disagree about HR166 (spec/commands.md 0.2): all of ours are in Write_Count.
std::optional<Value> no_safe_writes(const Snapshot&, Moment, const Options&) {
    return Number{0, 0};
}

constexpr auto all_stamps = std::to_array<Stamp>({
    {"GivTCP_Version", Quantity::text, version},
    {"Last_Updated_Time", Quantity::timestamp, end_of_cycle},
    {"Time_Since_Last_Update", Quantity::duration_seconds, seconds_since_cycle},
    {.key = "Data_Age",
     .quantity = Quantity::duration_seconds,
     .value = seconds_since_cycle,
     .at_top = false,
     .said_twice = true},
    {"status", Quantity::text, reachable},
    {"Write_Count", Quantity::count, writes_ever, false},
    {"Safe_Write_Count", Quantity::count, no_safe_writes, false},
    {"Writes_Today", Quantity::count, writes_today, false},
});

}  // namespace

std::span<const Stamp> stamps() { return all_stamps; }

}  // namespace giv::render
