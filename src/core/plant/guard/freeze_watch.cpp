#include "core/plant/guard/freeze_watch.hpp"

#include <cmath>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;

constexpr double flowing_watts = 200;
constexpr auto longest_without_change = 15min;
constexpr auto longest_gap = 300s;  // as PackWatch has it

}  // namespace

void FreezeWatch::believed(const PackPage& page, Instant at, std::optional<double> battery_watts) {
    const bool flows = battery_watts && std::abs(*battery_watts) > flowing_watts;
    if (!run_ || run_->page != page) {
        run_ = {page, at, at, flows, Instant::duration::zero()};
        return;
    }
    const auto since = at - run_->last;
    if (flows && run_->flows && since <= longest_gap) run_->flowed += since;
    run_->last = at;
    run_->flows = flows;
}

std::optional<Instant> FreezeWatch::frozen_since() const {
    if (!run_ || run_->flowed <= longest_without_change) return std::nullopt;
    return run_->first;
}

}  // namespace giv::guard
