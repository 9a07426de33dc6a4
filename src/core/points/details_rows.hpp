// What the inverter is: "{details}" is shown as Invertor_Details and under the serial as well.
#pragma once

#include "core/points/formulas.hpp"
#include "core/points/point_words.hpp"

namespace giv::points_table {

inline constexpr auto details = std::to_array<Point>({
    diagnostic(point(
        "{details}/Invertor_Serial_Number",
        "Inverter serial number",
        Quantity::text,
        formulas::serial_number
    )),
    diagnostic(
        point("{details}/Invertor_Type", "Inverter type", Quantity::text, formulas::inverter_type)
    ),
    diagnostic(point(
        "{details}/Invertor_Firmware", "Inverter firmware", Quantity::text, hr("firmware_version")
    )),
    diagnostic(point(
        "{details}/Modbus_Version", "Modbus version", Quantity::text, formulas::modbus_version
    )),
    diagnostic(point("{details}/Meter_Type", "Meter type", Quantity::text, formulas::meter_type)),
    diagnostic(
        point("{details}/Battery_Type", "Battery type", Quantity::text, formulas::battery_type)
    ),
    point(
        "{details}/Battery_Capacity_kWh",
        "Battery capacity",
        Quantity::energy_stored,
        formulas::battery_capacity_kwh
    ),
    diagnostic(point(
        "{details}/Battery_Calibration_Status",
        "Battery calibration status",
        Quantity::state,
        formulas::calibration_stage
    )),
    diagnostic(point(
        "{details}/Invertor_Max_Inv_Rate",
        "Inverter maximum power",
        Quantity::power,
        formulas::max_inverter_rate
    )),
    diagnostic(point(
        "{details}/Invertor_Max_Bat_Rate",
        "Battery maximum power",
        Quantity::power,
        formulas::max_battery_rate
    )),
    diagnostic(point(
        "{details}/Invertor_Max_Rate", "Maximum power", Quantity::power, formulas::max_battery_rate
    )),
    diagnostic(point(
        "{details}/Export_Limit", "Export limit", Quantity::power, hr("grid_port_max_power_output")
    )),
    point(
        "{details}/Invertor_Temperature",
        "Inverter temperature",
        Quantity::temperature,
        ir("t_inverter_heatsink")
    ),
    diagnostic(point(
        "{details}/Invertor_Time", "Inverter time", Quantity::timestamp, formulas::inverter_time
    )),
    diagnostic(point(
        "{details}/Invertor_Time_Drift",
        "Inverter time ahead of the right time",
        Quantity::duration_seconds,
        formulas::inverter_time_drift
    )),

    // What GivTCP's raw section has beyond the fields themselves.
    diagnostic(point(
        "raw/invertor/inverter_serial_number",
        "Serial number",
        Quantity::text,
        formulas::serial_number
    )),
    diagnostic(point("raw/invertor/model", "Model", Quantity::text, formulas::inverter_type)),
    diagnostic(point("raw/invertor/num_phases", "Phases", Quantity::count, formulas::phases)),
    diagnostic(point(
        "raw/invertor/battery_nominal_capacity",
        "Nominal capacity",
        Quantity::energy_stored,
        formulas::battery_capacity_kwh
    )),
    diagnostic(point(
        "raw/invertor/battery_max_power",
        "Battery power by type",
        Quantity::power,
        formulas::table_battery_rate
    )),
    diagnostic(point(
        "raw/invertor/inverter_max_power",
        "Inverter power by type",
        Quantity::power,
        formulas::max_inverter_rate
    )),
    diagnostic(point(
        "raw/invertor/soc_force_adjust",
        "Calibration stage",
        Quantity::state,
        formulas::calibration_stage
    )),
});

}  // namespace giv::points_table
