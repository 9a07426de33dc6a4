// Battery modes. Pure; any thread.
//
// Source: spec/commands.md 1a; clients.md §2.5: clients depend on the side effects.
#include "core/control/plans.hpp"

namespace giv::plans {
namespace {

constexpr int paused = 100;  // a reserve that nothing is taken from

bool is_set(std::optional<std::uint16_t> start, std::optional<std::uint16_t> end) {
    if (!start || !end) return true;  // not known: no warning
    return time_of_day(*start) && time_of_day(*end) && *start != *end;
}

bool has_a_discharge_slot(const ControlView& view) {
    const std::size_t slots =
        has(Where::ten_slots, view.plant) ? extended_discharge_slots.size() : 2;
    for (std::size_t i = 0; i < slots; ++i) {
        const auto& slot = extended_discharge_slots.at(i);
        if (is_set(view.registers(slot.start), view.registers(slot.end))) return true;
    }
    return false;
}

// A reserve of 100 % would hold the battery although the mode says otherwise.
Drafted eco(const ControlView& view) {
    const auto reserve = view.registers(reg::reserve);
    if (!reserve) return not_read(reg::reserve);
    auto draft = writes({{reg::eco_mode, 1}, {reg::enable_discharge, 0}});
    if (*reserve == paused) draft.writes.push_back({reg::reserve, view.saved_reserve});
    return draft;
}

Drafted timed_export(const ControlView& view) {
    auto draft = writes({{reg::eco_mode, 0}, {reg::enable_discharge, 1}});
    if (!has_a_discharge_slot(view)) {
        draft.notes.emplace_back("no discharge slot is set, so nothing is exported yet");
    }
    return draft;
}

}  // namespace

Drafted battery_mode(const Order& order, const ControlView& view) {
    switch (static_cast<BatteryMode>(required<std::uint16_t>(order))) {
        case BatteryMode::eco: return eco(view);
        case BatteryMode::eco_paused:
            return writes({{reg::eco_mode, 1}, {reg::enable_discharge, 0}, {reg::reserve, paused}});
        case BatteryMode::timed_demand:
            return writes({{reg::eco_mode, 1}, {reg::enable_discharge, 1}});
        case BatteryMode::timed_demand_at_night:
            return writes(
                {{reg::discharge_slot_1_start, 1600},
                 {reg::discharge_slot_1_end, 700},
                 {reg::eco_mode, 1},
                 {reg::enable_discharge, 1}}
            );
        case BatteryMode::timed_export: return timed_export(view);
        case BatteryMode::export_paused:
            return writes({{reg::enable_discharge, 0}, {reg::eco_mode, 0}});
    }
    return refuse(Reason::malformed, "there is no such mode");
}

}  // namespace giv::plans
