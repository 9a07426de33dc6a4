// The words that the rows of the table of controls are written with: keys, parameters, and what
// each control shows. Private to control; constants only.
#pragma once

#include "core/control/plans.hpp"

#include "givtcp/control/controls.hpp"

#include <array>
#include <string_view>

namespace giv::control_table {

template <class... Text>
constexpr std::array<std::string_view, sizeof...(Text)> list(Text... text) {
    return {std::string_view{text}...};
}

// Keys: the documented one first. GivTCP's own papers swap some between controls, and its
// versions differ: all are taken (spec/clients.md §2.3, §6.2 L7).
namespace key {

inline constexpr auto state = list("state");
inline constexpr auto charge_to = list("chargeToPercent");
inline constexpr auto discharge_to = list("dischargeToPercent", "exportToPercent");
inline constexpr auto reserve = list("reservePercent", "dischargeToPercent");
inline constexpr auto cutoff = list("dischargeToPercent", "reservePercent");
inline constexpr auto charge_rate = list("chargeRate", "dischargeRate");
inline constexpr auto discharge_rate = list("dischargeRate", "chargeRate");
inline constexpr auto active_power = list("activePowerRate");
inline constexpr auto start = list("start");
inline constexpr auto finish = list("finish");
inline constexpr auto start_time = list("start", "time");
inline constexpr auto finish_time = list("finish", "time");
inline constexpr auto slot = list("slot");
inline constexpr auto mode = list("mode");
inline constexpr auto date_time = list("dateTime");
inline constexpr auto duration = list("duration");

}  // namespace key

namespace takes {

using enum ArgumentType;

inline constexpr Parameter start_key{.keys = key::start, .type = time};
inline constexpr Parameter finish_key{.keys = key::finish, .type = time};
inline constexpr Parameter slot_key{.keys = key::slot, .type = slot_number};

inline constexpr auto state = std::to_array<Parameter>({{.keys = key::state, .type = on_off}});
inline constexpr auto charge_target =
    std::to_array<Parameter>({{.keys = key::charge_to, .type = percent, .least = 4, .most = 100}});
inline constexpr auto discharge_target = std::to_array<Parameter>({
    {.keys = key::discharge_to, .type = percent, .least = 4, .most = 100},
    {.keys = key::slot, .type = slot_number, .optional = true},
});
inline constexpr auto reserve =
    std::to_array<Parameter>({{.keys = key::reserve, .type = percent, .least = 4, .most = 100}});
inline constexpr auto cutoff =
    std::to_array<Parameter>({{.keys = key::cutoff, .type = percent, .least = 4, .most = 100}});
inline constexpr auto charge_rate =
    std::to_array<Parameter>({{.keys = key::charge_rate, .type = rate}});
inline constexpr auto discharge_rate =
    std::to_array<Parameter>({{.keys = key::discharge_rate, .type = rate}});
inline constexpr auto charge_percent =
    std::to_array<Parameter>({{.keys = key::charge_rate, .type = percent, .least = 1, .most = 100}}
    );
inline constexpr auto discharge_percent = std::to_array<Parameter>(
    {{.keys = key::discharge_rate, .type = percent, .least = 1, .most = 100}}
);
inline constexpr auto active_power =
    std::to_array<Parameter>({{.keys = key::active_power, .type = percent, .least = 0, .most = 100}}
    );
inline constexpr auto charge_slot = std::to_array<Parameter>({
    start_key,
    finish_key,
    {.keys = key::charge_to, .type = percent, .optional = true, .least = 4, .most = 100},
    slot_key,
});
inline constexpr auto discharge_slot = std::to_array<Parameter>({
    start_key,
    finish_key,
    {.keys = key::discharge_to, .type = percent, .optional = true, .least = 4, .most = 100},
    slot_key,
});
inline constexpr auto pause_slot = std::to_array<Parameter>({start_key, finish_key});
inline constexpr auto start_time =
    std::to_array<Parameter>({{.keys = key::start_time, .type = time}});
inline constexpr auto finish_time =
    std::to_array<Parameter>({{.keys = key::finish_time, .type = time}});
inline constexpr auto instant =
    std::to_array<Parameter>({{.keys = key::date_time, .type = date_time}});
inline constexpr auto minutes =
    std::to_array<Parameter>({{.keys = key::duration, .type = duration, .least = 0, .most = 1439}});

constexpr std::uint16_t code(BatteryMode mode) { return static_cast<std::uint16_t>(mode); }

inline constexpr auto battery_modes = std::to_array<ArgumentWord>({
    {"Eco", code(BatteryMode::eco)},
    {"Eco (Paused)", code(BatteryMode::eco_paused), false},
    {"Timed Demand", code(BatteryMode::timed_demand)},
    {"2", code(BatteryMode::timed_demand_at_night)},
    {"Timed Export", code(BatteryMode::timed_export)},
    {"Export (Paused)", code(BatteryMode::export_paused), false},
});
inline constexpr auto pause_modes = std::to_array<ArgumentWord>({
    {"Disabled", 0},
    {"PauseCharge", 1},
    {"PauseDischarge", 2},
    {"PauseBoth", 3},
});
inline constexpr auto local_controls = std::to_array<ArgumentWord>({
    {"Load", 0},
    {"Battery", 1},
    {"Grid", 2},
});
inline constexpr auto calibrations = std::to_array<ArgumentWord>({
    {"Off", 0},
    {"Start", 1},
    {"Charge Only", 3},
});
inline constexpr auto running = list("Running");

inline constexpr auto battery_mode =
    std::to_array<Parameter>({{.keys = key::mode, .type = word, .words = battery_modes}});
inline constexpr auto pause_mode =
    std::to_array<Parameter>({{.keys = key::state, .type = word, .words = pause_modes}});
inline constexpr auto local_control =
    std::to_array<Parameter>({{.keys = key::state, .type = word, .words = local_controls}});
inline constexpr auto calibration = std::to_array<Parameter>(
    {{.keys = key::state, .type = word, .words = calibrations, .only_shown = running}}
);

}  // namespace takes

// Other spellings.
inline constexpr auto misspelt_discharge_schedule = list("enableDishargeSchedule");
inline constexpr auto reboot_invertor = list("rebootInvertor");

// Paths of points; {n} is the slot.
namespace show {

inline constexpr auto charge_target = list("Control/Enable_Charge_Target", "Control/Target_SOC");
inline constexpr auto charge_schedule = list("Control/Enable_Charge_Schedule");
inline constexpr auto discharge_schedule =
    list("Control/Enable_Discharge_Schedule", "Control/Mode");
inline constexpr auto reserve = list(
    "Control/Battery_Power_Reserve",
    "Control/Battery_Power_Cutoff",
    "Control/Enable_Discharge",
    "Control/Mode"
);
inline constexpr auto cutoff = list("Control/Battery_Power_Cutoff");
inline constexpr auto charge_rate = list("Control/Battery_Charge_Rate");
inline constexpr auto discharge_rate = list("Control/Battery_Discharge_Rate");
inline constexpr auto charge_rate_ac = list("Control/Battery_Charge_Rate_AC");
inline constexpr auto discharge_rate_ac = list("Control/Battery_Discharge_Rate_AC");
inline constexpr auto active_power = list("Control/Active_Power_Rate");
inline constexpr auto charge_slot = list(
    "Timeslots/Charge_start_time_slot_{n}",
    "Timeslots/Charge_end_time_slot_{n}",
    "Control/Charge_Target_SOC_{n}",
    "Control/Target_SOC"
);
inline constexpr auto charge_slot_target = list("Control/Charge_Target_SOC_{n}");
inline constexpr auto charge_start = list("Timeslots/Charge_start_time_slot_{n}");
inline constexpr auto charge_end = list("Timeslots/Charge_end_time_slot_{n}");
inline constexpr auto discharge_slot = list(
    "Timeslots/Discharge_start_time_slot_{n}",
    "Timeslots/Discharge_end_time_slot_{n}",
    "Control/Discharge_Target_SOC_{n}",
    "Control/Battery_Power_Reserve",
    "Control/Battery_Power_Cutoff",
    "Control/Enable_Discharge",
    "Control/Mode"
);
inline constexpr auto discharge_slot_target = list("Control/Discharge_Target_SOC_{n}");
inline constexpr auto discharge_start = list("Timeslots/Discharge_start_time_slot_{n}");
inline constexpr auto discharge_end = list("Timeslots/Discharge_end_time_slot_{n}");
inline constexpr auto pause_slot =
    list("Timeslots/Battery_pause_start_time_slot", "Timeslots/Battery_pause_end_time_slot");
inline constexpr auto pause_start = list("Timeslots/Battery_pause_start_time_slot");
inline constexpr auto pause_end = list("Timeslots/Battery_pause_end_time_slot");
inline constexpr auto pause_mode = list("Control/Battery_pause_mode");
inline constexpr auto local_control = list("Control/Local_control_mode");
inline constexpr auto eco_mode =
    list("Control/Eco_Mode", "Control/Battery_Power_Mode", "Control/Mode");
inline constexpr auto battery_mode = list(
    "Control/Mode",
    "Control/Eco_Mode",
    "Control/Battery_Power_Mode",
    "Control/Enable_Discharge_Schedule",
    "Control/Battery_Power_Reserve",
    "Control/Enable_Discharge",
    "Timeslots/Discharge_start_time_slot_1",
    "Timeslots/Discharge_end_time_slot_1"
);
inline constexpr auto calibration = list("Control/Battery_Calibration");
inline constexpr auto real_time_control = list("Control/Real_Time_Control");
inline constexpr auto clock = list("{details}/Invertor_Time", "Control/Sync_Time");
inline constexpr auto reboot = list("Control/Reboot_Invertor");
inline constexpr auto force_charge = list(
    "Control/Force_Charge",
    "Control/Force_Charge_Num",
    "Control/Battery_pause_mode",
    "Control/Battery_Charge_Rate",
    "Control/Target_SOC",
    "Timeslots/Charge_start_time_slot_1",
    "Timeslots/Charge_end_time_slot_1",
    "Control/Enable_Charge_Schedule"
);
inline constexpr auto force_export = list(
    "Control/Force_Export",
    "Control/Force_Export_Num",
    "Control/Battery_pause_mode",
    "Control/Battery_Discharge_Rate",
    "Control/Battery_Power_Reserve",
    "Control/Enable_Discharge",
    "Timeslots/Discharge_start_time_slot_1",
    "Timeslots/Discharge_end_time_slot_1",
    "Timeslots/Discharge_start_time_slot_2",
    "Timeslots/Discharge_end_time_slot_2",
    "Control/Mode",
    "Control/Eco_Mode",
    "Control/Battery_Power_Mode",
    "Control/Enable_Discharge_Schedule"
);
inline constexpr auto pause_charge = list(
    "Control/Temp_Pause_Charge", "Control/Temp_Pause_Charge_Num", "Control/Battery_Charge_Rate"
);
inline constexpr auto pause_discharge = list(
    "Control/Temp_Pause_Discharge",
    "Control/Temp_Pause_Discharge_Num",
    "Control/Battery_Discharge_Rate"
);

}  // namespace show

// Of the paths above, those that a row's own payload names.
namespace set {

inline constexpr auto charge_target = list("Control/Enable_Charge_Target");
inline constexpr auto target_soc = list("Control/Target_SOC");
inline constexpr auto discharge_schedule = list("Control/Enable_Discharge_Schedule");
inline constexpr auto enable_discharge = list("Control/Enable_Discharge");
inline constexpr auto reserve = list("Control/Battery_Power_Reserve");
inline constexpr auto eco_mode = list("Control/Eco_Mode");
inline constexpr auto power_mode = list("Control/Battery_Power_Mode");
inline constexpr auto battery_mode = list("Control/Mode");
inline constexpr auto sync_time = list("Control/Sync_Time");
inline constexpr auto force_charge = list("Control/Force_Charge", "Control/Force_Charge_Num");
inline constexpr auto force_export = list("Control/Force_Export", "Control/Force_Export_Num");
inline constexpr auto pause_charge =
    list("Control/Temp_Pause_Charge", "Control/Temp_Pause_Charge_Num");
inline constexpr auto pause_discharge =
    list("Control/Temp_Pause_Discharge", "Control/Temp_Pause_Discharge_Num");

}  // namespace set

// Where a control is: each is a row's `exists`, with its words in `only_on`.
template <Where Place>
bool there(const Capabilities& plant) {
    return has(Place, plant);
}

inline constexpr std::string_view ten_slots = "models with ten slots";
inline constexpr std::string_view ac_models = "AC coupled models";
inline constexpr std::string_view pausing_models =
    "AC coupled models, and others that answer for HR300-359";

}  // namespace giv::control_table
