// The derived values of the points' tables. Pure: absent inputs give an absent output.
//
// Source: spec/models.md §3, §8 and §10, spec/givtcp-reference.md §1.5, spec/clients.md §2.4,
// spec/commands.md §8.
#pragma once

#include "givtcp/points/inputs.hpp"

#include <optional>

namespace giv::formulas {

// ---- energy -------------------------------------------------------------------------------
Value pv_energy_today(const Inputs& in);
Value load_energy_today(const Inputs& in);
Value load_energy_total(const Inputs& in);
Value self_consumption_energy_today(const Inputs& in);
Value self_consumption_energy_total(const Inputs& in);
Value battery_charge_energy_today(const Inputs& in);
Value battery_discharge_energy_today(const Inputs& in);
Value battery_throughput_today(const Inputs& in);
Value battery_charge_energy_total(const Inputs& in);
Value battery_discharge_energy_total(const Inputs& in);

// ---- power --------------------------------------------------------------------------------
Value pv_power(const Inputs& in);
Value pv_power_1(const Inputs& in);
Value pv_power_2(const Inputs& in);
Value import_power(const Inputs& in);
Value export_power(const Inputs& in);
Value inverter_power(const Inputs& in);
Value ac_charge_power(const Inputs& in);
Value load_power(const Inputs& in);
Value self_consumption_power(const Inputs& in);
Value charge_power(const Inputs& in);
Value discharge_power(const Inputs& in);
Value stored_energy(const Inputs& in);
Value charge_time_remaining(const Inputs& in);
Value discharge_time_remaining(const Inputs& in);
Value charge_completion_time(const Inputs& in);
Value discharge_completion_time(const Inputs& in);
Value solar_to_house(const Inputs& in);
Value solar_to_battery(const Inputs& in);
Value solar_to_grid(const Inputs& in);
Value battery_to_house(const Inputs& in);
Value battery_to_grid(const Inputs& in);
Value grid_to_battery(const Inputs& in);
Value grid_to_house(const Inputs& in);

// ---- details and control ------------------------------------------------------------------
Value battery_type(const Inputs& in);
Value battery_capacity_kwh(const Inputs& in);
Value modbus_version(const Inputs& in);
Value meter_type(const Inputs& in);
Value inverter_type(const Inputs& in);
Value serial_number(const Inputs& in);
Value phases(const Inputs& in);
Value max_inverter_rate(const Inputs& in);
Value max_battery_rate(const Inputs& in);
Value table_battery_rate(const Inputs& in);
Value calibration_stage(const Inputs& in);
Value inverter_time(const Inputs& in);
Value inverter_time_drift(const Inputs& in);
Value mode(const Inputs& in);
Value enable_discharge(const Inputs& in);
Value eco_mode(const Inputs& in);
Value charge_rate(const Inputs& in);
Value discharge_rate(const Inputs& in);
Value charge_rate_ac(const Inputs& in);
Value discharge_rate_ac(const Inputs& in);
Value pause_mode(const Inputs& in);
Value local_control(const Inputs& in);
Value calibration(const Inputs& in);

// The nominal energy of the low-voltage packs: HR55 (the sum of all, Ah) x 51.2 V.
std::optional<double> capacity_wh(const Inputs& in);

// What is published and used as the battery's maximum power (spec/models.md §3).
std::optional<double> battery_maximum_w(const Inputs& in);

}  // namespace giv::formulas
