// Force charge, force export and the two pauses: what they write when they begin. What ends them is
// in timed_action. Pure; any thread.
//
// Source: spec/commands.md 1a and its notes on T.
#include "core/control/plans.hpp"

namespace giv::plans {
namespace {

using std::chrono::minutes;

constexpr minutes day = std::chrono::hours{24};
constexpr int full_power = 50;

struct Window {
    int start;
    int end;
};

Drafted cancel(ActionKind kind, const ControlView& view) {
    Draft draft;
    if (find_action(view.actions, kind) != nullptr) {
        draft.cancels = kind;
    } else {
        draft.notes.push_back(std::string{words(kind)} + " is not running: nothing to cancel");
    }
    return draft;
}

// `writes_for`: the writes, given the window from now on.
template <class WritesFor>
Drafted timed(ActionKind kind, const Order& order, const ControlView& view, WritesFor writes_for) {
    const auto length = required<DurationArgument>(order).minutes;
    if (length == minutes{0}) return cancel(kind, view);
    if (length < minutes{0} || length >= day) {
        return refuse(
            Reason::out_of_bounds,
            "the duration must be 1 to 1439 minutes, not " + std::to_string(length.count())
        );
    }
    if (auto against = contradiction(kind, view.actions)) {
        return refuse(Reason::contradiction, *std::move(against));
    }
    if (!view.inverter_now) {
        return refuse(Reason::inverter, "the inverter's clock could not be read");
    }
    const minutes now{view.inverter_now->hour * 60 + view.inverter_now->minute};
    Draft draft;
    draft.begins = kind;
    draft.duration = length;
    draft.writes = writes_for(Window{hhmm(now), hhmm((now + length) % day)});
    return draft;
}

// A pause would hold what a force action asks for.
std::vector<WantedWrite> with_pause_off(const ControlView& view, std::vector<WantedWrite> list) {
    if (has(Where::pause_block, view.plant)) list.insert(list.begin(), {reg::pause_mode, 0});
    return list;
}

}  // namespace

Drafted force_charge(const Order& order, const ControlView& view) {
    return timed(ActionKind::force_charge, order, view, [&view](Window window) {
        return with_pause_off(
            view,
            {{reg::charge_limit, full_power},
             {reg::charge_target, 100},
             {reg::charge_slot_1_start, window.start},
             {reg::charge_slot_1_end, window.end},
             {reg::enable_charge, 1}}
        );
    });
}

Drafted force_export(const Order& order, const ControlView& view) {
    return timed(ActionKind::force_export, order, view, [&view](Window window) {
        return with_pause_off(
            view,
            {{reg::discharge_limit, full_power},
             {reg::reserve, 4},
             {reg::discharge_slot_2_start, 0},
             {reg::discharge_slot_2_end, 0},
             {reg::discharge_slot_1_start, window.start},
             {reg::discharge_slot_1_end, window.end},
             {reg::eco_mode, 0},
             {reg::enable_discharge, 1}}
        );
    });
}

Drafted pause_charge(const Order& order, const ControlView& view) {
    return timed(ActionKind::pause_charge, order, view, [](Window) {
        return std::vector<WantedWrite>{{reg::charge_limit, 0}};
    });
}

Drafted pause_discharge(const Order& order, const ControlView& view) {
    return timed(ActionKind::pause_discharge, order, view, [](Window) {
        return std::vector<WantedWrite>{{reg::discharge_limit, 0}};
    });
}

}  // namespace giv::plans
