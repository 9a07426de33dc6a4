#include "core/plant/guard/clock_step.hpp"

#include "core/plant/guard/value_rules.hpp"
#include "core/registers/all_rows.hpp"

#include "givtcp/registers/field.hpp"
#include "givtcp/registers/local_time.hpp"

#include <span>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;

constexpr auto smallest_jump = 2min;

std::optional<std::chrono::local_seconds> time_in(std::span<const std::uint16_t> words) {
    const auto value = decode(field(rows::hr("system_time")), words);
    const auto* time = std::get_if<LocalTime>(&value);
    return time == nullptr ? std::nullopt : local_seconds_of(*time);
}

}  // namespace

// A clock that shows no date goes on to show none.
bool ClockStep::runs_on(const Shown& from, const Shown& to) {
    if (!from.time || !to.time) return from.time.has_value() == to.time.has_value();
    const std::chrono::duration<double> by_itself = *to.time - *from.time;
    return std::chrono::abs(by_itself - (to.at - from.at)) < smallest_jump;
}

bool ClockStep::is_doubted(const Sight& sight, bool is_ours) {
    const auto& [bank, first, count] = clock_registers;
    const auto now = sight.now(first, count);
    if (now.empty()) return false;
    const auto before = sight.believed().words(first, count);
    const Shown shown{time_in(now), sight.taken_at()};
    const bool is_first = before.empty();
    if (is_ours || is_first ||
        runs_on({time_in(before), *sight.believed().taken_at(first, count)}, shown)) {
        candidate_.reset();
        return false;
    }
    reads_ = candidate_ && runs_on(*candidate_, shown) ? reads_ + 1 : 1;
    candidate_ = shown;
    if (reads_ < reads_to_confirm) return true;
    candidate_.reset();
    return false;
}

}  // namespace giv::guard
