// The clock, the restart and the calibration: what may not be sent twice. Pure; any thread.
#include "core/control/plans.hpp"

namespace giv {
namespace plans {
namespace {

Drafted set_clock(const LocalTime& time) {
    constexpr std::uint16_t first_year = 2024;
    constexpr std::uint16_t last_year = 2099;
    if (time.year < first_year || time.year > last_year) {
        return refuse(
            Reason::out_of_bounds, "the year must be 2024 to 2099, not " + std::to_string(time.year)
        );
    }
    PlanDraft draft;
    draft.proof = Proof::clock;
    draft.set_clock_to = time;
    return draft;
}

}  // namespace

Drafted calibration(const Order& order, const ControlView&) {
    auto draft = writes({{reg::calibration, required<std::uint16_t>(order)}});
    draft.proof = Proof::calibration;
    return draft;
}

Drafted reboot(const Order&, const ControlView&) {
    auto draft = writes({{reg::reboot, 100}});
    draft.proof = Proof::restart;
    return draft;
}

Drafted set_date_time(const Order& order, const ControlView&) {
    return set_clock(required<LocalTime>(order));
}

Drafted sync_date_time(const Order&, const ControlView& view) {
    if (!view.host_now) {
        return refuse(
            Reason::no_connection,
            "the clock of this machine can't be trusted; send the time with setDateTime"
        );
    }
    return set_clock(*view.host_now);
}

}  // namespace plans

Result<std::vector<JudgedWrite>> clock_writes(const LocalTime& time, const Capabilities& plant) {
    constexpr int century = 2000;
    if (!is_valid(time) || time.year > century + 99) {
        return fail(Errc::out_of_range, "that is no date and time that an inverter can hold");
    }
    const auto year = static_cast<std::uint16_t>(time.year - century);
    std::vector<JudgedWrite> writes;
    for (const auto& [index, value] :
         std::initializer_list<std::pair<std::uint16_t, std::uint16_t>>{
             {reg::clock_year, year},
             {reg::clock_month, time.month},
             {reg::clock_day, time.day},
             {reg::clock_hour, time.hour},
             {reg::clock_minute, time.minute},
             {reg::clock_second, time.second}}) {
        auto write = JudgedWrite::judge(index, value, plant);
        if (!write) return tl::unexpected(write.error());
        writes.push_back(*write);
    }
    return writes;
}

}  // namespace giv
