// The plans of the rows: which registers become what. Each is a pure function of the order and of
// what is known of the plant; plan() judges what they make. Private to control; any thread.
//
// Source: spec/commands.md 1a, whose order of writes is kept to the letter.
#pragma once

#include "core/control/draft.hpp"
#include "core/control/writable_rows.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace giv {

using Drafted = Expected<Draft, Refusal>;

namespace plans {

// An argument that the control requires; plan() has seen to it that it is there, and of this type.
template <class Type>
Type required(const Order& order, std::size_t place = 0) {
    return std::get<Type>(order.arguments.at(place).value());
}

// One that may be left out.
template <class Type>
std::optional<Type> optional(const Order& order, std::size_t place) {
    const auto& argument = order.arguments.at(place);
    if (!argument) return std::nullopt;
    return std::get<Type>(*argument);
}

inline tl::unexpected<Refusal> refuse(Reason reason, std::string why) {
    return tl::unexpected<Refusal>(Refusal{reason, std::move(why)});
}

// A register that the plan depends on has not been read: the executor reads it and plans again.
tl::unexpected<Refusal> not_read(std::uint16_t index);

inline Draft writes(std::vector<WantedWrite> list) { return {.writes = std::move(list)}; }

// A time of day as registers hold it.
inline int hhmm(std::chrono::minutes since_midnight) {
    const auto minutes = static_cast<int>(since_midnight.count());
    return minutes / 60 * 100 + minutes % 60;
}

// The plain ones: one argument, one register.
template <std::uint16_t Register>
Drafted flag(const Order& order, const ControlView&) {
    return writes({{Register, required<bool>(order) ? 1 : 0}});
}

template <std::uint16_t Register>
Drafted percent(const Order& order, const ControlView&) {
    return writes({{Register, required<int>(order)}});
}

template <std::uint16_t Register>
Drafted word(const Order& order, const ControlView&) {
    return writes({{Register, required<std::uint16_t>(order)}});
}

// limit_plans.cpp
Drafted enable_charge_target(const Order& order, const ControlView& view);
Drafted disable_charge_target(const Order& order, const ControlView& view);
Drafted enable_discharge(const Order& order, const ControlView& view);
Drafted charge_target(const Order& order, const ControlView& view);
Drafted reserve(const Order& order, const ControlView& view);
Drafted shallow_charge(const Order& order, const ControlView& view);
Drafted cutoff(const Order& order, const ControlView& view);

// rate_plans.cpp
Drafted charge_rate(const Order& order, const ControlView& view);
Drafted discharge_rate(const Order& order, const ControlView& view);

// slot_plans.cpp
Drafted charge_slot(const Order& order, const ControlView& view);
Drafted charge_start(const Order& order, const ControlView& view);
Drafted charge_end(const Order& order, const ControlView& view);
Drafted charge_slot_target(const Order& order, const ControlView& view);
Drafted discharge_slot(const Order& order, const ControlView& view);
Drafted discharge_start(const Order& order, const ControlView& view);
Drafted discharge_end(const Order& order, const ControlView& view);
Drafted discharge_slot_target(const Order& order, const ControlView& view);
Drafted pause_slot(const Order& order, const ControlView& view);
Drafted pause_start(const Order& order, const ControlView& view);
Drafted pause_end(const Order& order, const ControlView& view);

// mode_plans.cpp
Drafted battery_mode(const Order& order, const ControlView& view);

// system_plans.cpp
Drafted calibration(const Order& order, const ControlView& view);
Drafted reboot(const Order& order, const ControlView& view);
Drafted set_date_time(const Order& order, const ControlView& view);
Drafted sync_date_time(const Order& order, const ControlView& view);

// timed_plans.cpp
Drafted force_charge(const Order& order, const ControlView& view);
Drafted force_export(const Order& order, const ControlView& view);
Drafted pause_charge(const Order& order, const ControlView& view);
Drafted pause_discharge(const Order& order, const ControlView& view);

}  // namespace plans

// Codes of setBatteryMode: 1 to 4 are the numbers of the mission's table.
enum class BatteryMode : std::uint16_t {
    eco = 1,
    timed_demand_at_night = 2,  // the fixed slot that GivTCP documents for 2
    timed_demand = 3,
    timed_export = 4,
    eco_paused,
    export_paused,
};

}  // namespace giv
