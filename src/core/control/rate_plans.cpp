// Rates: watts or percent of the plant's maximum, to hundredths of the battery's capacity an hour.
// Pure; any thread.
//
// Source: spec/commands.md 8.
#include "core/control/plans.hpp"
#include "core/control/printable.hpp"

#include <algorithm>
#include <cmath>

namespace giv::plans {
namespace {

constexpr double most_that_is_meant = 20'000;  // watts, or percent
constexpr int full_power = 50;                 // half the capacity in an hour
constexpr double whole = 100;

bool is_percent(const RateArgument& rate, RateUnit unit) {
    if (rate.unit != RateArgument::Unit::not_said) return rate.unit == RateArgument::Unit::percent;
    if (unit != RateUnit::automatic) return unit == RateUnit::percent;
    return rate.value >= 1 && rate.value <= whole;
}

// A rate as asked for, in watts; what a person should know about it goes into `notes`.
Expected<double, Refusal> watts_of(
    const RateArgument& rate, const ControlView& view, std::vector<std::string>& notes
) {
    const auto maximum = view.battery_maximum_w;
    double watts = rate.value;
    if (is_percent(rate, view.settings.rate_unit)) {
        if (!maximum) {
            return refuse(
                Reason::no_connection,
                R"(the battery's maximum power is not known: send watts, with "unit": "W")"
            );
        }
        watts = rate.value / whole * *maximum;
        notes.push_back(
            number_text(rate.value) + " % of " + number_text(*maximum) +
            " W = " + number_text(std::round(watts)) + " W"
        );
    }
    if (maximum && watts > *maximum) {
        notes.push_back(
            number_text(std::round(watts)) + " W is above the maximum of " + number_text(*maximum) +
            " W, which is set"
        );
    }
    return watts;
}

Drafted battery_rate(std::uint16_t index, const Order& order, const ControlView& view) {
    const auto rate = required<RateArgument>(order);
    if (rate.value < 0 || rate.value > most_that_is_meant) {
        return refuse(
            Reason::out_of_bounds, "a rate must be 0 to 20000, not " + number_text(rate.value)
        );
    }
    const auto capacity = view.battery_capacity_wh.value_or(0);
    if (capacity <= 0) {
        return refuse(
            Reason::no_connection, "the battery's capacity is not known, which the rate depends on"
        );
    }
    Draft draft;
    const auto watts = watts_of(rate, view, draft.notes);
    if (!watts) return tl::unexpected(watts.error());
    const bool at_maximum = view.battery_maximum_w && *watts >= *view.battery_maximum_w;
    const auto steps = std::lround(*watts / capacity * whole);
    draft.writes = {
        {index, at_maximum ? full_power : static_cast<int>(std::min<long>(steps, full_power))}};
    return draft;
}

}  // namespace

Drafted charge_rate(const Order& order, const ControlView& view) {
    return battery_rate(reg::charge_limit, order, view);
}

Drafted discharge_rate(const Order& order, const ControlView& view) {
    return battery_rate(reg::discharge_limit, order, view);
}

}  // namespace giv::plans
