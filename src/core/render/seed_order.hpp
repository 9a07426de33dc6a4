// The fields of the seed's line, in its order: the dashboards of its users know them.
//
// Source: spec/clients.md §4.1. A path is all that stands here; what the value is, its decimals
// and so its field are in the table of points.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace giv::render {

inline constexpr auto seed_order = std::to_array<std::string_view>({
    "Power/Power/PV_Power_String_1",
    "Power/Power/PV_Power_String_2",
    "Power/Power/PV_Power",
    "Power/Power/PV_Voltage_String_1",
    "Power/Power/PV_Voltage_String_2",
    "Power/Power/Grid_Power",
    "Power/Power/Import_Power",
    "Power/Power/Export_Power",
    "Power/Power/EPS_Power",
    "Power/Power/Invertor_Power",
    "Power/Power/AC_Charge_Power",
    "Power/Power/Load_Power",
    "Power/Power/Self_Consumption_Power",
    "Power/Power/Battery_Power",
    "Power/Power/Charge_Power",
    "Power/Power/Discharge_Power",
    "Power/Power/SOC",
    "Power/Flows/Solar_to_House",
    "Power/Flows/Solar_to_Battery",
    "Power/Flows/Solar_to_Grid",
    "Power/Flows/Battery_to_House",
    "Power/Flows/Grid_to_Battery",
    "Power/Flows/Grid_to_House",
    "Power/Flows/Battery_to_Grid",
    "Energy/Today/Battery_Throughput_Today_kWh",
    "Energy/Today/PV_Energy_Today_kWh",
    "Energy/Today/Import_Energy_Today_kWh",
    "Energy/Today/Export_Energy_Today_kWh",
    "Energy/Today/AC_Charge_Energy_Today_kWh",
    "Energy/Today/Invertor_Energy_Today_kWh",
    "Energy/Today/Battery_Charge_Energy_Today_kWh",
    "Energy/Today/Battery_Discharge_Energy_Today_kWh",
    "Energy/Today/Self_Consumption_Energy_Today_kWh",
    "Energy/Today/Load_Energy_Today_kWh",
    "Energy/Total/Export_Energy_Total_kWh",
    "Energy/Total/Battery_Throughput_Total_kWh",
    "Energy/Total/AC_Charge_Energy_Total_kWh",
    "Energy/Total/Import_Energy_Total_kWh",
    "Energy/Total/Invertor_Energy_Total_kWh",
    "Energy/Total/PV_Energy_Total_kWh",
    "Energy/Total/Load_Energy_Total_kWh",
    "Energy/Total/Battery_Charge_Energy_Total_kWh",
    "Energy/Total/Battery_Discharge_Energy_Total_kWh",
    "Energy/Total/Self_Consumption_Energy_Total_kWh",
});

namespace detail {

using Place = std::pair<std::string_view, std::size_t>;

constexpr auto places_by_path() {
    std::array<Place, seed_order.size()> places{};
    for (std::size_t i = 0; i < places.size(); ++i)
        places.at(i) = {seed_order.at(i), i};
    std::sort(places.begin(), places.end());
    return places;
}

inline constexpr auto seed_places = places_by_path();

}  // namespace detail

// Where in the line, from 0; nothing for what the seed did not write.
constexpr std::optional<std::size_t> seed_place(std::string_view path) {
    const auto* const found = std::lower_bound(
        detail::seed_places.begin(), detail::seed_places.end(), detail::Place{path, 0}
    );
    if (found == detail::seed_places.end() || found->first != path) return std::nullopt;
    return found->second;
}

static_assert(seed_order.size() == 44);
static_assert(seed_place("Power/Power/SOC") == 16);
static_assert(!seed_place("Power/Power/SOC_kWh"));

}  // namespace giv::render
