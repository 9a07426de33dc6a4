// The inverter's settings and identity (holding registers at 0x11).
//
// One row per field. Private to the core: spans and look-up are in givtcp/registers/field.hpp.
// Source: spec/registers.json, with which a test compares every row.
#pragma once

#include "core/registers/row_words.hpp"

namespace giv::rows {

inline constexpr auto inverter_holding = table(
    Map::inverter_holding,
    sets::all_but_ems,
    std::to_array<Field>({
        hex16("device_type_code", 0).on(sets::every_inverter),
        hex32("module", 1).part().on(sets::every_inverter),
        high_byte("grid_safety_standard", 2).between(0, 17).part().on(sets::single_phase),
        low_byte("rated_power_code", 2)
            .times(100)
            .in(watt)
            .between(0, 25500)
            .part()
            .on(sets::single_phase),
        high_byte("num_mppt", 3).part().on(sets::every_inverter),
        low_byte("num_phases", 3).part().on(sets::every_inverter),
        flag("enable_ammeter", 7).on(sets::every_inverter),
        text("first_battery_serial_number", 8, 5).on(sets::single_phase),
        text("serial_number", 13, 5).on(sets::every_inverter),
        u16("first_battery_bms_firmware_version", 18).on(sets::every_inverter),
        u16("dsp_firmware_version", 19).part().on(sets::every_inverter),
        firmware("firmware_version", 19, 21).part().on(sets::every_inverter),
        flag("enable_charge_target", 20).part().on(sets::every_inverter),
        u16("arm_firmware_version", 21).part().on(sets::every_inverter),
        code("usb_device_inserted", 22, codes::usb_device).on(sets::every_inverter),
        flag("select_arm_chip", 23).on(sets::every_inverter),
        u16("variable_address", 24).on(sets::every_inverter),
        u16("variable_value", 25).on(sets::every_inverter),
        u16("grid_port_max_power_output", 26).in(watt).on(sets::every_inverter),
        code("battery_power_mode", 27, codes::battery_power_mode).on(sets::every_inverter),
        flag("enable_60hz_freq_mode", 28).on(sets::every_inverter),
        code("battery_calibration_stage", 29, codes::battery_calibration_stage)
            .on(sets::every_inverter),
        u16("modbus_address", 30).on(sets::every_inverter),
        slot("charge_slot_2", 31).part().on(sets::every_inverter),
        u16("lcd_language", 31).between(0, 4).part().on(sets::single_phase),
        u16("lcd_contrast", 32).part().on(sets::single_phase),
        u16("user_code", 33).on(sets::every_inverter),
        u16("modbus_version", 34).decimals_of(2).on(sets::every_inverter),
        date_time("system_time", 35).on(sets::every_inverter),
        flag("enable_drm_rj45_port", 41).on(sets::every_inverter),
        flag("enable_reversed_ct_clamp", 42).on(sets::every_inverter),
        high_byte("charge_soc", 43).in(percent).between(0, 100).part().on(sets::every_inverter),
        low_byte("discharge_soc", 43).in(percent).between(0, 100).part().on(sets::every_inverter),
        slot("discharge_slot_2", 44).on(sets::every_inverter),
        u16("bms_firmware_version", 46).on(sets::every_inverter),
        code("meter_type", 47, codes::meter_type).on(sets::every_inverter),
        flag("enable_reversed_115_meter", 48).on(sets::every_inverter),
        flag("enable_reversed_418_meter", 49).on(sets::every_inverter),
        u16("active_power_rate", 50).in(percent).between(0, 100).on(sets::every_inverter),
        u16("reactive_power_rate", 51).in(percent).between(0, 100).on(sets::every_inverter),
        u16("power_factor", 52).decimals_of(4).plus(-1).between(-1, 1).on(sets::every_inverter),
        flag_high("enable_inverter_auto_restart", 53).part().on(sets::every_inverter),
        flag_low("enable_inverter", 53).part().on(sets::every_inverter),
        code("battery_type", 54, codes::battery_type).on(sets::every_inverter),
        u16("battery_capacity_ah", 55).in(ampere_hour).on(sets::every_inverter),
        slot("discharge_slot_1", 56).on(sets::every_inverter),
        flag("enable_auto_judge_battery_type", 58).on(sets::every_inverter),
        flag("enable_discharge", 59).on(sets::every_inverter),
        u16("v_pv_start", 60).decimals_of(1).in(volt).between(0, 2000),
        u16("start_countdown_timer", 61).in(second),
        u16("restart_delay_time", 62).in(second),
        u16("v_ac_low_limit_trip", 63).decimals_of(1).in(volt).between(0, 500),
        u16("v_ac_high_limit_trip", 64).decimals_of(1).in(volt).between(0, 500),
        u16("f_ac_low_limit_trip", 65).decimals_of(2).in(hertz).between(40, 70),
        u16("f_ac_high_limit_trip", 66).decimals_of(2).in(hertz).between(40, 70),
        u16("t_ac_low_voltage_trip", 67).decimals_of(2).in(second),
        u16("t_ac_high_voltage_trip", 68).decimals_of(2).in(second),
        u16("t_ac_low_freq_trip", 69).decimals_of(2).in(second),
        u16("t_ac_high_freq_trip", 70).decimals_of(2).in(second),
        u16("v_ac_low_limit_reconnect", 71).decimals_of(1).in(volt).between(0, 500),
        u16("v_ac_high_limit_reconnect", 72).decimals_of(1).in(volt).between(0, 500),
        u16("f_ac_low_limit_reconnect", 73).decimals_of(2).in(hertz).between(40, 70),
        u16("f_ac_high_limit_reconnect", 74).decimals_of(2).in(hertz).between(40, 70),
        u16("t_ac_low_voltage_reconnect", 75).decimals_of(2).in(second),
        u16("t_ac_high_voltage_reconnect", 76).decimals_of(2).in(second),
        u16("t_ac_low_freq_reconnect", 77).decimals_of(2).in(second),
        u16("t_ac_high_freq_reconnect", 78).decimals_of(2).in(second),
        u16("v_ac_low_limit_grid", 79).decimals_of(1).in(volt).between(0, 500),
        u16("v_ac_high_limit_grid", 80).decimals_of(1).in(volt).between(0, 500),
        u16("f_ac_low_limit_grid", 81).decimals_of(2).in(hertz).between(40, 70),
        u16("f_ac_high_limit_grid", 82).decimals_of(2).in(hertz).between(40, 70),
        u16("v_ac_10min_protect", 83).decimals_of(1).in(volt).between(0, 500),
        u16("iso_protection_1", 84),
        u16("iso_protection_2", 85),
        u16("gfci_protection_value_1", 86),
        u16("gfci_protection_time_1", 87),
        u16("gfci_protection_value_2", 88),
        u16("gfci_protection_time_2", 89),
        u16("dci_protection_value_1", 90),
        u16("dci_protection_time_1", 91),
        u16("dci_protection_value_2", 92),
        u16("dci_protection_time_2", 93),
        slot("charge_slot_1", 94),
        flag("enable_charge", 96),
        u16("battery_low_voltage_protection_limit", 97).decimals_of(2).in(volt),
        u16("battery_high_voltage_protection_limit", 98).decimals_of(2).in(volt),
        u16("string_1_voltage_adjustment", 99),
        u16("string_2_voltage_adjustment", 100),
        u16("grid_import_limit", 101),
        flag("grid_import_limit_enabled", 102),
        flag("enable_lora", 103),
        flag("enable_battery_self_heating", 104),
        u16("battery_voltage_adjust", 105).decimals_of(2).in(volt),
        u16("string_1_power_adjustment", 106),
        u16("string_2_power_adjustment", 107),
        u16("battery_low_force_charge_time", 108).in(minute),
        flag("enable_bms_read", 109),
        u16("battery_soc_reserve", 110).in(percent).between(0, 100),
        u16("battery_charge_limit", 111),
        u16("battery_discharge_limit", 112),
        flag("enable_buzzer", 113),
        u16("battery_discharge_min_power_reserve", 114).in(percent).between(0, 100),
        flag("anti_islanding_detection", 115).on(sets::single_phase),
        u16("charge_target_soc", 116).in(percent).between(0, 100),
        u16("charge_soc_stop_2", 117).in(percent).between(0, 100),
        u16("discharge_soc_stop_2", 118).in(percent).between(0, 100),
        u16("charge_soc_stop_1", 119).in(percent).between(0, 100),
        u16("discharge_soc_stop_1", 120).in(percent).between(0, 100),
        flag("enable_local_command_test", 121),
        code("power_factor_function_model", 122, codes::power_factor_function_model),
        u16("frequency_load_limit_rate", 123),
        flag("enable_low_voltage_fault_ride_through", 124),
        flag("enable_frequency_derating", 125),
        flag("enable_above_6kw_system", 126),
        flag("start_system_auto_test", 127),
        flag("enable_spi", 128),
        u16("power_factor_cmd_memory_state", 129),
        u16("power_factor_point_1_load_percent", 130).in(percent),
        u16("power_factor_point_1_power_factor", 131),
        u16("power_factor_point_2_load_percent", 132).in(percent),
        u16("power_factor_point_2_power_factor", 133),
        u16("power_factor_point_3_load_percent", 134).in(percent),
        u16("power_factor_point_3_power_factor", 135),
        u16("power_factor_point_4_load_percent", 136).in(percent),
        u16("power_factor_point_4_power_factor", 137),
        u16("cei021_v1s_q", 138).decimals_of(1).in(volt),
        u16("cei021_v2s_q", 139).decimals_of(1).in(volt),
        u16("cei021_v1l_q", 140).decimals_of(1).in(volt),
        u16("cei021_v2l_q", 141).decimals_of(1).in(volt),
        u16("cei021_lock_in_active_power", 142).in(percent),
        u16("cei021_lock_out_active_power", 143).in(percent),
        u16("cei021_lock_in_grid_voltage", 144).decimals_of(1).in(volt),
        u16("cei021_lock_out_grid_voltage", 145).decimals_of(1).in(volt),
        u16("lvfrt_reactive_rate", 146),
        u16("lvfrt_low_fault_value_1", 147),
        u16("lvfrt_low_fault_time_1", 148),
        u16("lvfrt_low_fault_value_2", 149),
        u16("lvfrt_low_fault_time_2", 150),
        u16("lvfrt_low_fault_value_3", 151),
        u16("lvfrt_low_fault_time_3", 152),
        u16("lvfrt_low_fault_value_4", 153),
        u16("lvfrt_low_fault_time_4", 154),
        u16("lvfrt_high_fault_value_1", 155),
        u16("lvfrt_high_fault_time_1", 156),
        u16("reset_energy_totals", 162).on(sets::single_phase),
        u16("inverter_reboot", 163),
        flag("enable_rtc", 166),
        u16("threephase_balance_mode", 167),
        u16("threephase_abc", 168),
        u16("threephase_balance_1", 169),
        u16("threephase_balance_2", 170),
        u16("threephase_balance_3", 171),
        flag("enable_manual_battery_heater", 172).on(sets::unconfirmed),
        u16("wake_battery", 174).between(0, 1).on(sets::single_phase),
        flag("enable_battery_on_pv_or_grid", 175),
        u16("debug_inverter", 176),
        flag("enable_ups_mode", 177),
        flag("enable_g100_limit_switch", 178),
        flag("enable_battery_cable_impedance_alarm", 179),
        flag("enable_inverter_parallel_mode", 199).on(sets::gateway_and_ac),
        flag("cmd_bms_flash_update", 200).on(sets::gateway_and_ac),
        u16("restart_battery", 201).between(0, 1).on(sets::single_phase),
        mask32("inverter_errors", 223).on(sets::gateway_and_ac),
        u16("charge_target_soc_1", 242).in(percent).between(0, 100).on(sets::extended).extended(),
        slot("charge_slot_2_extended", 243).on(sets::extended).extended(),
        u16("charge_target_soc_2", 245).in(percent).between(0, 100).on(sets::extended).extended(),
        slot("charge_slot_3", 246).on(sets::extended).extended(),
        u16("charge_target_soc_3", 248).in(percent).between(0, 100).on(sets::extended).extended(),
        slot("charge_slot_4", 249).on(sets::extended).extended(),
        u16("charge_target_soc_4", 251).in(percent).between(0, 100).on(sets::extended).extended(),
        slot("charge_slot_5", 252).on(sets::extended).extended(),
        u16("charge_target_soc_5", 254).in(percent).between(0, 100).on(sets::extended).extended(),
        slot("charge_slot_6", 255).on(sets::extended).extended(),
        u16("charge_target_soc_6", 257).in(percent).between(0, 100).on(sets::extended).extended(),
        slot("charge_slot_7", 258).on(sets::extended).extended(),
        u16("charge_target_soc_7", 260).in(percent).between(0, 100).on(sets::extended).extended(),
        slot("charge_slot_8", 261).on(sets::extended).extended(),
        u16("charge_target_soc_8", 263).in(percent).between(0, 100).on(sets::extended).extended(),
        slot("charge_slot_9", 264).on(sets::extended).extended(),
        u16("charge_target_soc_9", 266).in(percent).between(0, 100).on(sets::extended).extended(),
        slot("charge_slot_10", 267).on(sets::extended).extended(),
        u16("charge_target_soc_10", 269).in(percent).between(0, 100).on(sets::extended).extended(),
        u16("discharge_target_soc_1", 272)
            .in(percent)
            .between(0, 100)
            .on(sets::extended)
            .extended(),
        u16("discharge_target_soc_2", 275)
            .in(percent)
            .between(0, 100)
            .on(sets::extended)
            .extended(),
        slot("discharge_slot_3", 276).on(sets::extended).extended(),
        u16("discharge_target_soc_3", 278)
            .in(percent)
            .between(0, 100)
            .on(sets::extended)
            .extended(),
        slot("discharge_slot_4", 279).on(sets::extended).extended(),
        u16("discharge_target_soc_4", 281)
            .in(percent)
            .between(0, 100)
            .on(sets::extended)
            .extended(),
        slot("discharge_slot_5", 282).on(sets::extended).extended(),
        u16("discharge_target_soc_5", 284)
            .in(percent)
            .between(0, 100)
            .on(sets::extended)
            .extended(),
        slot("discharge_slot_6", 285).on(sets::extended).extended(),
        u16("discharge_target_soc_6", 287)
            .in(percent)
            .between(0, 100)
            .on(sets::extended)
            .extended(),
        slot("discharge_slot_7", 288).on(sets::extended).extended(),
        u16("discharge_target_soc_7", 290)
            .in(percent)
            .between(0, 100)
            .on(sets::extended)
            .extended(),
        slot("discharge_slot_8", 291).on(sets::extended).extended(),
        u16("discharge_target_soc_8", 293)
            .in(percent)
            .between(0, 100)
            .on(sets::extended)
            .extended(),
        slot("discharge_slot_9", 294).on(sets::extended).extended(),
        u16("discharge_target_soc_9", 296)
            .in(percent)
            .between(0, 100)
            .on(sets::extended)
            .extended(),
        slot("discharge_slot_10", 297).on(sets::extended).extended(),
        u16("discharge_target_soc_10", 299)
            .in(percent)
            .between(0, 100)
            .on(sets::extended)
            .extended(),
        flag("enable_plant_mode", 300).on(sets::ac_block),
        u16("plant_role", 301).on(sets::ac_block),
        u16("plant_meters", 302).on(sets::ac_block),
        u16("overfrequency_load_drop_recovery_delay", 303).on(sets::ac_block),
        u16("mppt_operating_mode", 305).on(sets::ac_block),
        u16("connection_loading_slope", 306).on(sets::ac_block),
        u16("eps_nominal_voltage", 307).decimals_of(1).in(volt).on(sets::ac_block),
        u16("battery_nominal_power", 308).in(watt).on(sets::ac_block),
        u16("battery_nominal_current", 309).in(ampere).on(sets::ac_block),
        u16("battery_max_charge_pct", 310).in(percent).on(sets::ac_block),
        code("export_priority", 311, codes::export_priority).on(sets::ac_block),
        u16("underfrequency_add_load_delay", 312).on(sets::ac_block),
        u16("battery_charge_limit_ac", 313).in(percent).between(0, 100).on(sets::ac_block),
        u16("battery_discharge_limit_ac", 314).in(percent).between(0, 100).on(sets::ac_block),
        u16("en50549_zero_current_lower_voltage_limit", 315)
            .decimals_of(1)
            .in(volt)
            .on(sets::ac_block),
        u16("en50549_zero_current_upper_voltage_limit", 316)
            .decimals_of(1)
            .in(volt)
            .on(sets::ac_block),
        flag("enable_eps", 317).on(sets::ac_block),
        code("battery_pause_mode", 318, codes::battery_pause_mode).on(sets::pause_block),
        slot("battery_pause_slot_1", 319).on(sets::pause_block),
        u16("overfrequency_derating_start_point", 321).decimals_of(2).in(hertz).on(sets::ac_block),
        flag("enable_tariff_pricing_battery_logic", 322).on(sets::ac_block),
        u16("import_price_battery_discharge_threshold", 323).on(sets::ac_block),
        u16("import_price_battery_charge_threshold", 324).on(sets::ac_block),
        u16("export_price_battery_discharge_threshold", 325).on(sets::ac_block),
        u16("underfrequency_derating_start_point", 326).decimals_of(2).in(hertz).on(sets::ac_block),
        u16("underfrequency_loading_slope", 327).on(sets::ac_block),
        u16("overfrequency_derating_stop_point", 328).decimals_of(2).in(hertz).on(sets::ac_block),
        flag("enable_bms_ocv_calibration", 329).on(sets::ac_block),
        u16("gateway_power_off_setting", 330).on(sets::ac_block),
        flag("force_off_grid", 331).on(sets::ac_block),
        flag("enable_micro_grid", 332).on(sets::ac_block),
        flag("enable_ev_charger", 333).on(sets::ac_block),
        u16("ev_charger_import_limit", 334).on(sets::ac_block),
        u16("ev_charger_reconnection_wait_time", 335).on(sets::ac_block),
        u16("ev_charger_soc_limit", 336).in(percent).between(0, 100).on(sets::ac_block),
        flag("enable_fan", 337).on(sets::ac_block),
        u16("fan_speed", 338).on(sets::ac_block),
        flag("enable_gateway", 339).on(sets::ac_block),
        u16("bms_communication_mode", 340).on(sets::ac_block),
        u16("n_pe_relay_toggle", 341).on(sets::ac_block),
        u16("afci_setting", 342).on(sets::ac_block),
        flag("enable_generator", 343).on(sets::ac_block),
        u16("generator_start_soc", 344).in(percent).between(0, 100).on(sets::ac_block),
        u16("generator_stop_soc", 345).in(percent).between(0, 100).on(sets::ac_block),
        u16("generator_charge_power", 346).in(watt).on(sets::ac_block),
        flag("disable_leds", 347).on(sets::ac_block),
        u16("lcd_screen_idle_timeout", 348).on(sets::ac_block),
        u16("lead_acid_battery_calibration_upper_limit", 349).decimals_of(2).on(sets::ac_block),
        u16("lead_acid_battery_calibration_lower_limit", 350).decimals_of(2).on(sets::ac_block),
        u16("inverter_operating_mode", 351).on(sets::ac_block),
        u16("hv_cabinet_count", 499).on(sets::unconfirmed),
        u16("hv_racks_per_cabinet", 500).on(sets::unconfirmed),
        u16("hv_batteries_per_rack", 501).on(sets::unconfirmed),
        u16("hv_cells_per_battery", 502).on(sets::unconfirmed),
        u16("hv_total_cells", 503).on(sets::unconfirmed),
        u16("hv_temp_sensors_per_battery", 504).on(sets::unconfirmed),
        u16("hv_total_temp_sensors", 505).on(sets::unconfirmed),
        u16("hv_max_pcs_power", 506).in(watt).on(sets::unconfirmed),
        u16("hv_max_charge_voltage", 507).decimals_of(1).in(volt).on(sets::unconfirmed),
        u16("hv_min_discharge_voltage", 508).on(sets::unconfirmed),
        u16("hv_max_charge_current", 509).in(ampere).on(sets::unconfirmed),
        u16("hv_parallel_count", 510).on(sets::unconfirmed),
        slot("smart_load_slot_1", 554).on(sets::unconfirmed),
        slot("smart_load_slot_2", 556).on(sets::unconfirmed),
        slot("smart_load_slot_3", 558).on(sets::unconfirmed),
        slot("smart_load_slot_4", 560).on(sets::unconfirmed),
        slot("smart_load_slot_5", 562).on(sets::unconfirmed),
        slot("smart_load_slot_6", 564).on(sets::unconfirmed),
        slot("smart_load_slot_7", 566).on(sets::unconfirmed),
        slot("smart_load_slot_8", 568).on(sets::unconfirmed),
        slot("smart_load_slot_9", 570).on(sets::unconfirmed),
        slot("smart_load_slot_10", 572).on(sets::unconfirmed),
        u32("pv_power_setting", 4107).in(watt).on(sets::unconfirmed),
        u32("e_battery_discharge_total_alt2", 4109)
            .decimals_of(1)
            .in(kilowatt_hour)
            .on(sets::unconfirmed),
        u32("e_battery_charge_total_alt2", 4111)
            .decimals_of(1)
            .in(kilowatt_hour)
            .on(sets::unconfirmed),
        u16("e_battery_discharge_today_alt3", 4113)
            .decimals_of(1)
            .in(kilowatt_hour)
            .on(sets::unconfirmed),
        u16("e_battery_charge_today_alt3", 4114)
            .decimals_of(1)
            .in(kilowatt_hour)
            .on(sets::unconfirmed),
        u32("e_inverter_export_total", 4141).decimals_of(1).in(kilowatt_hour).on(sets::unconfirmed),
        u16("restart_hardware", 5010).on(sets::unconfirmed),
        flag("enable_calculated_load", 5014).on(sets::unconfirmed),
        flag("peak_shaving_export_limit_enabled", 20000).on(sets::unconfirmed),
        u16("peak_shaving_export_limit", 20001).on(sets::unconfirmed),
        flag("peak_shaving_enabled", 20002).on(sets::unconfirmed),
        u16("peak_shaving_threshold", 20003).on(sets::unconfirmed),
        flag("peak_shaving_import_limit_enabled", 20020).on(sets::unconfirmed),
        u16("peak_shaving_import_limit", 20021).on(sets::unconfirmed),
        u16("peak_shaving_power", 20050).in(watt).on(sets::unconfirmed),
        u16("valley_filling_power", 20051).in(watt).on(sets::unconfirmed),
    })
);
static_assert(is_sound(inverter_holding));

}  // namespace giv::rows
