// What each meter says. "{id}" is its number.
#pragma once

#include "core/points/point_words.hpp"

namespace giv::points_table {

inline constexpr auto meters = std::to_array<Point>({
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_1_Voltage",
           "Phase 1 voltage",
           Quantity::voltage,
           metered("v_phase_1")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_1_Current",
           "Phase 1 current",
           Quantity::current,
           metered("i_phase_1")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_1_Power",
           "Phase 1 power",
           Quantity::power,
           metered("p_active_phase_1")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_1_Power_Factor",
           "Phase 1 power factor",
           Quantity::power_factor,
           metered("pf_phase_1")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_2_Voltage",
           "Phase 2 voltage",
           Quantity::voltage,
           metered("v_phase_2")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_2_Current",
           "Phase 2 current",
           Quantity::current,
           metered("i_phase_2")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_2_Power",
           "Phase 2 power",
           Quantity::power,
           metered("p_active_phase_2")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_2_Power_Factor",
           "Phase 2 power factor",
           Quantity::power_factor,
           metered("pf_phase_2")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_3_Voltage",
           "Phase 3 voltage",
           Quantity::voltage,
           metered("v_phase_3")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_3_Current",
           "Phase 3 current",
           Quantity::current,
           metered("i_phase_3")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_3_Power",
           "Phase 3 power",
           Quantity::power,
           metered("p_active_phase_3")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Phase_3_Power_Factor",
           "Phase 3 power factor",
           Quantity::power_factor,
           metered("pf_phase_3")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Frequency",
           "Frequency",
           Quantity::frequency,
           metered("frequency")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Import_Energy_kWh",
           "Import energy",
           Quantity::energy_total,
           metered("e_import_active")
       )),
    of(Subject::meter,
       point(
           "Meter_Details/Meter_ID{id}/Export_Energy_kWh",
           "Export energy",
           Quantity::energy_total,
           metered("e_export_active")
       )),
});

}  // namespace giv::points_table
