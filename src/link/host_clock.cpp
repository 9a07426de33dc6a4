#include "link/host_clock.hpp"

#include "givtcp/registers/local_time.hpp"

#include <chrono>

namespace giv {
namespace {

// A Pi without a clock chip boots in the past.
constexpr auto earliest_believable = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

}  // namespace

bool is_believable(WallTime wall) { return wall >= earliest_believable; }

std::optional<WallTime> trusted_wall(const Clock& clock) {
    const auto wall = clock.wall();
    if (!is_believable(wall)) return std::nullopt;
    return wall;
}

std::optional<HostTime> host_time(const Clock& clock) {
    const auto wall = trusted_wall(clock);
    if (!wall) return std::nullopt;
    return HostTime{*wall, clock.utc_offset_at(*wall)};
}

std::optional<LocalTime> host_local_time(const Clock& clock, Instant at) {
    const auto now = trusted_wall(clock);
    if (!now) return std::nullopt;
    const auto wall = *now - std::chrono::duration_cast<WallTime::duration>(clock.now() - at);
    const auto utc = std::chrono::floor<std::chrono::seconds>(wall).time_since_epoch();
    return local_time_at(std::chrono::local_seconds{utc + clock.utc_offset_at(wall)});
}

}  // namespace giv
