// What controls change, and the slots of the day.
#pragma once

#include "core/points/formulas.hpp"
#include "core/points/point_words.hpp"

namespace giv::points_table {

constexpr Point state(std::string_view path, std::string_view label, Source source) {
    return setting(point(path, label, Quantity::state, source));
}

constexpr Point on_off(std::string_view path, std::string_view label, Source source) {
    return setting(point(path, label, Quantity::on_off, source));
}

constexpr Point percentage(std::string_view path, std::string_view label, Source source) {
    return setting(point(path, label, Quantity::percentage, source));
}

constexpr Point time_slot(std::string_view path, std::string_view label, Source source) {
    return setting(point(path, label, Quantity::time_of_day, source));
}

constexpr Point minutes_left(std::string_view path, std::string_view label, Source source) {
    return setting(point(path, label, Quantity::duration_minutes, source));
}

inline constexpr ModelSet with_extended_slots = only(Model::hybrid_gen3) | only(Model::hybrid_gen4);
inline constexpr ModelSet with_ac_rates = only(Model::ac);

inline constexpr auto controls = std::to_array<Point>({
    required(state("Control/Mode", "Mode", formulas::mode)),
    percentage("Control/Battery_Power_Reserve", "Battery power reserve", hr("battery_soc_reserve")),
    percentage(
        "Control/Battery_Power_Cutoff",
        "Battery power cut-off",
        hr("battery_discharge_min_power_reserve")
    ),
    required(percentage("Control/Target_SOC", "Target state of charge", hr("charge_target_soc"))),
    required(
        on_off("Control/Enable_Charge_Schedule", "Charge schedule", enable_of<hr("enable_charge")>)
    ),
    required(
        on_off("Control/Enable_Discharge_Schedule", "Discharge schedule", enable_of<hr("enable_discharge")>)
    ),
    on_off("Control/Enable_Charge_Target", "Charge target", enable_of<hr("enable_charge_target")>),
    on_off("Control/Enable_Discharge", "Discharge", formulas::enable_discharge),
    on_off("Control/Eco_Mode", "Eco mode", formulas::eco_mode),
    on_off("Control/Battery_Power_Mode", "Battery power mode", formulas::eco_mode),
    setting(point(
        "Control/Battery_Charge_Rate", "Battery charge rate", Quantity::power, formulas::charge_rate
    )),
    setting(point(
        "Control/Battery_Discharge_Rate",
        "Battery discharge rate",
        Quantity::power,
        formulas::discharge_rate
    )),
    on(with_ac_rates,
       percentage(
           "Control/Battery_Charge_Rate_AC", "Battery charge rate, AC", formulas::charge_rate_ac
       )),
    on(with_ac_rates,
       percentage(
           "Control/Battery_Discharge_Rate_AC",
           "Battery discharge rate, AC",
           formulas::discharge_rate_ac
       )),
    percentage("Control/Active_Power_Rate", "Active power rate", hr("active_power_rate")),
    on_off("Control/Real_Time_Control", "Real-time control", enable_of<hr("enable_rtc")>),
    state("Control/Battery_pause_mode", "Battery pause mode", formulas::pause_mode),
    on(with_ac_rates,
       state("Control/Local_control_mode", "Local control mode", formulas::local_control)),
    state("Control/Battery_Calibration", "Battery calibration", formulas::calibration),
    on(with_extended_slots,
       percentage("Control/Charge_Target_SOC_1", "Charge target 1", hr("charge_target_soc_1"))),
    on(with_extended_slots,
       percentage(
           "Control/Discharge_Target_SOC_1", "Discharge target 1", hr("discharge_target_soc_1")
       )),
    on(with_extended_slots,
       percentage("Control/Charge_Target_SOC_2", "Charge target 2", hr("charge_target_soc_2"))),
    on(with_extended_slots,
       percentage(
           "Control/Discharge_Target_SOC_2", "Discharge target 2", hr("discharge_target_soc_2")
       )),
    on(with_extended_slots,
       percentage("Control/Charge_Target_SOC_3", "Charge target 3", hr("charge_target_soc_3"))),
    on(with_extended_slots,
       percentage(
           "Control/Discharge_Target_SOC_3", "Discharge target 3", hr("discharge_target_soc_3")
       )),
    on(with_extended_slots,
       percentage("Control/Charge_Target_SOC_4", "Charge target 4", hr("charge_target_soc_4"))),
    on(with_extended_slots,
       percentage(
           "Control/Discharge_Target_SOC_4", "Discharge target 4", hr("discharge_target_soc_4")
       )),
    on(with_extended_slots,
       percentage("Control/Charge_Target_SOC_5", "Charge target 5", hr("charge_target_soc_5"))),
    on(with_extended_slots,
       percentage(
           "Control/Discharge_Target_SOC_5", "Discharge target 5", hr("discharge_target_soc_5")
       )),
    on(with_extended_slots,
       percentage("Control/Charge_Target_SOC_6", "Charge target 6", hr("charge_target_soc_6"))),
    on(with_extended_slots,
       percentage(
           "Control/Discharge_Target_SOC_6", "Discharge target 6", hr("discharge_target_soc_6")
       )),
    on(with_extended_slots,
       percentage("Control/Charge_Target_SOC_7", "Charge target 7", hr("charge_target_soc_7"))),
    on(with_extended_slots,
       percentage(
           "Control/Discharge_Target_SOC_7", "Discharge target 7", hr("discharge_target_soc_7")
       )),
    on(with_extended_slots,
       percentage("Control/Charge_Target_SOC_8", "Charge target 8", hr("charge_target_soc_8"))),
    on(with_extended_slots,
       percentage(
           "Control/Discharge_Target_SOC_8", "Discharge target 8", hr("discharge_target_soc_8")
       )),
    on(with_extended_slots,
       percentage("Control/Charge_Target_SOC_9", "Charge target 9", hr("charge_target_soc_9"))),
    on(with_extended_slots,
       percentage(
           "Control/Discharge_Target_SOC_9", "Discharge target 9", hr("discharge_target_soc_9")
       )),
    on(with_extended_slots,
       percentage("Control/Charge_Target_SOC_10", "Charge target 10", hr("charge_target_soc_10"))),
    on(with_extended_slots,
       percentage(
           "Control/Discharge_Target_SOC_10", "Discharge target 10", hr("discharge_target_soc_10")
       )),

    // Timed actions.
    state("Control/Force_Charge", "Force charge", action_state<&ControlState::force_charge>),
    minutes_left("Control/Force_Charge_Num", "Force charge, minutes left", action_minutes<&ControlState::force_charge>),
    state("Control/Force_Export", "Force export", action_state<&ControlState::force_export>),
    minutes_left("Control/Force_Export_Num", "Force export, minutes left", action_minutes<&ControlState::force_export>),
    state("Control/Temp_Pause_Charge", "Pause charge", action_state<&ControlState::pause_charge>),
    minutes_left("Control/Temp_Pause_Charge_Num", "Pause charge, minutes left", action_minutes<&ControlState::pause_charge>),
    state("Control/Temp_Pause_Discharge", "Pause discharge", action_state<&ControlState::pause_discharge>),
    minutes_left("Control/Temp_Pause_Discharge_Num", "Pause discharge, minutes left", action_minutes<&ControlState::pause_discharge>),
    on_off("Control/Sync_Time", "Sync time", always_disable),
    on_off("Control/Reboot_Invertor", "Reboot inverter", always_disable),
    on_off("Control/Reboot_Addon", "Restart givtcp", always_disable),
});

inline constexpr auto slots = std::to_array<Point>({
    required(
        time_slot("Timeslots/Charge_start_time_slot_1", "Charge start 1", slot_start<hr("charge_slot_1")>)
    ),
    required(
        time_slot("Timeslots/Charge_end_time_slot_1", "Charge end 1", slot_end<hr("charge_slot_1")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_start_time_slot_2", "Charge start 2", slot_start<hr("charge_slot_2_extended")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_end_time_slot_2", "Charge end 2", slot_end<hr("charge_slot_2_extended")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_start_time_slot_3", "Charge start 3", slot_start<hr("charge_slot_3")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_end_time_slot_3", "Charge end 3", slot_end<hr("charge_slot_3")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_start_time_slot_4", "Charge start 4", slot_start<hr("charge_slot_4")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_end_time_slot_4", "Charge end 4", slot_end<hr("charge_slot_4")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_start_time_slot_5", "Charge start 5", slot_start<hr("charge_slot_5")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_end_time_slot_5", "Charge end 5", slot_end<hr("charge_slot_5")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_start_time_slot_6", "Charge start 6", slot_start<hr("charge_slot_6")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_end_time_slot_6", "Charge end 6", slot_end<hr("charge_slot_6")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_start_time_slot_7", "Charge start 7", slot_start<hr("charge_slot_7")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_end_time_slot_7", "Charge end 7", slot_end<hr("charge_slot_7")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_start_time_slot_8", "Charge start 8", slot_start<hr("charge_slot_8")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_end_time_slot_8", "Charge end 8", slot_end<hr("charge_slot_8")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_start_time_slot_9", "Charge start 9", slot_start<hr("charge_slot_9")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_end_time_slot_9", "Charge end 9", slot_end<hr("charge_slot_9")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_start_time_slot_10", "Charge start 10", slot_start<hr("charge_slot_10")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Charge_end_time_slot_10", "Charge end 10", slot_end<hr("charge_slot_10")>)
    ),
    required(
        time_slot("Timeslots/Discharge_start_time_slot_1", "Discharge start 1", slot_start<hr("discharge_slot_1")>)
    ),
    required(
        time_slot("Timeslots/Discharge_end_time_slot_1", "Discharge end 1", slot_end<hr("discharge_slot_1")>)
    ),
    time_slot("Timeslots/Discharge_start_time_slot_2", "Discharge start 2", slot_start<hr("discharge_slot_2")>),
    time_slot("Timeslots/Discharge_end_time_slot_2", "Discharge end 2", slot_end<hr("discharge_slot_2")>),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_start_time_slot_3", "Discharge start 3", slot_start<hr("discharge_slot_3")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_end_time_slot_3", "Discharge end 3", slot_end<hr("discharge_slot_3")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_start_time_slot_4", "Discharge start 4", slot_start<hr("discharge_slot_4")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_end_time_slot_4", "Discharge end 4", slot_end<hr("discharge_slot_4")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_start_time_slot_5", "Discharge start 5", slot_start<hr("discharge_slot_5")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_end_time_slot_5", "Discharge end 5", slot_end<hr("discharge_slot_5")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_start_time_slot_6", "Discharge start 6", slot_start<hr("discharge_slot_6")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_end_time_slot_6", "Discharge end 6", slot_end<hr("discharge_slot_6")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_start_time_slot_7", "Discharge start 7", slot_start<hr("discharge_slot_7")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_end_time_slot_7", "Discharge end 7", slot_end<hr("discharge_slot_7")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_start_time_slot_8", "Discharge start 8", slot_start<hr("discharge_slot_8")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_end_time_slot_8", "Discharge end 8", slot_end<hr("discharge_slot_8")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_start_time_slot_9", "Discharge start 9", slot_start<hr("discharge_slot_9")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_end_time_slot_9", "Discharge end 9", slot_end<hr("discharge_slot_9")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_start_time_slot_10", "Discharge start 10", slot_start<hr("discharge_slot_10")>)
    ),
    on(with_extended_slots,
       time_slot("Timeslots/Discharge_end_time_slot_10", "Discharge end 10", slot_end<hr("discharge_slot_10")>)
    ),
    time_slot("Timeslots/Battery_pause_start_time_slot", "Battery pause start", slot_start<hr("battery_pause_slot_1")>),
    time_slot("Timeslots/Battery_pause_end_time_slot", "Battery pause end", slot_end<hr("battery_pause_slot_1")>),
});

}  // namespace giv::points_table
