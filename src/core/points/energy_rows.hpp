// What counters say: kilowatt hours of today and of the plant's life.
#pragma once

#include "core/points/formulas.hpp"
#include "core/points/point_words.hpp"

namespace giv::points_table {

constexpr Point energy_today(std::string_view path, std::string_view label, Source source) {
    return point(path, label, Quantity::energy_today, source);
}

constexpr Point energy_total(std::string_view path, std::string_view label, Source source) {
    return point(path, label, Quantity::energy_total, source);
}

// What is made of generation: AC-coupled units see none (spec/models.md §10).
inline constexpr ModelSet with_generation = models::dc_hybrid_lv;

inline constexpr auto energy = std::to_array<Point>({
    energy_today("Energy/Today/PV_Energy_Today_kWh", "PV energy today", formulas::pv_energy_today),
    energy_today(
        "Energy/Today/Import_Energy_Today_kWh", "Import energy today", ir("e_grid_in_day")
    ),
    energy_today(
        "Energy/Today/Export_Energy_Today_kWh", "Export energy today", ir("e_grid_out_day")
    ),
    energy_today(
        "Energy/Today/AC_Charge_Energy_Today_kWh", "AC charge energy today", ir("e_ac_charge_today")
    ),
    energy_today(
        "Energy/Today/Invertor_Energy_Today_kWh",
        "Inverter energy today",
        ir("e_pv_generation_today")
    ),
    energy_today(
        "Energy/Today/Battery_Charge_Energy_Today_kWh",
        "Battery charge energy today",
        formulas::battery_charge_energy_today
    ),
    energy_today(
        "Energy/Today/Battery_Discharge_Energy_Today_kWh",
        "Battery discharge energy today",
        formulas::battery_discharge_energy_today
    ),
    energy_today(
        "Energy/Today/Battery_Throughput_Today_kWh",
        "Battery throughput today",
        formulas::battery_throughput_today
    ),
    on(with_generation,
       energy_today(
           "Energy/Today/Self_Consumption_Energy_Today_kWh",
           "Self consumption energy today",
           formulas::self_consumption_energy_today
       )),
    energy_today(
        "Energy/Today/Load_Energy_Today_kWh", "Load energy today", formulas::load_energy_today
    ),

    energy_total("Energy/Total/PV_Energy_Total_kWh", "PV energy", ir("e_pv_total")),
    energy_total("Energy/Total/Import_Energy_Total_kWh", "Import energy", ir("e_grid_in_total")),
    energy_total("Energy/Total/Export_Energy_Total_kWh", "Export energy", ir("e_grid_out_total")),
    energy_total(
        "Energy/Total/AC_Charge_Energy_Total_kWh", "AC charge energy", ir("e_inverter_in_total")
    ),
    energy_total(
        "Energy/Total/Invertor_Energy_Total_kWh", "Inverter energy", ir("e_pv_generation_total")
    ),
    energy_total(
        "Energy/Total/Battery_Charge_Energy_Total_kWh",
        "Battery charge energy",
        formulas::battery_charge_energy_total
    ),
    energy_total(
        "Energy/Total/Battery_Discharge_Energy_Total_kWh",
        "Battery discharge energy",
        formulas::battery_discharge_energy_total
    ),
    energy_total(
        "Energy/Total/Battery_Throughput_Total_kWh",
        "Battery throughput",
        ir("e_battery_throughput")
    ),
    on(with_generation,
       never_falling(energy_total(
           "Energy/Total/Self_Consumption_Energy_Total_kWh",
           "Self consumption energy",
           formulas::self_consumption_energy_total
       ))),
    never_falling(energy_total(
        "Energy/Total/Load_Energy_Total_kWh", "Load energy", formulas::load_energy_total
    )),
});

}  // namespace giv::points_table
