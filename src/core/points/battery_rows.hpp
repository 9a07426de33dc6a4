// What each low-voltage pack, and the battery as a whole, says of itself. "{id}" is the serial.
#pragma once

#include "core/points/point_words.hpp"

namespace giv::points_table {

inline constexpr auto batteries = std::to_array<Point>({
    point(
        "Battery_Details/Battery_Stack_1/BMS_Temperature",
        "BMS temperature",
        Quantity::temperature,
        ir("t_battery")
    ),
    point(
        "Battery_Details/Battery_Stack_1/BMS_Voltage",
        "BMS voltage",
        Quantity::voltage,
        ir("v_battery")
    ),

    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Serial_Number",
               "Battery serial number",
               Quantity::text,
               pack("serial_number")
           ))
    ),
    of(Subject::pack,
       point(
           "Battery_Details/Battery_Stack_1/{id}/Battery_SOC",
           "State of charge",
           Quantity::state_of_charge,
           pack("soc")
       )),
    of(Subject::pack,
       point(
           "Battery_Details/Battery_Stack_1/{id}/Battery_Capacity",
           "Capacity",
           Quantity::capacity,
           pack("cap_calibrated")
       )),
    of(Subject::pack,
       point(
           "Battery_Details/Battery_Stack_1/{id}/Battery_Design_Capacity",
           "Design capacity",
           Quantity::capacity,
           pack("cap_design")
       )),
    of(Subject::pack,
       point(
           "Battery_Details/Battery_Stack_1/{id}/Battery_Remaining_Capacity",
           "Remaining capacity",
           Quantity::capacity,
           pack("cap_remaining")
       )),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Firmware_Version",
               "Firmware version",
               Quantity::text,
               pack("bms_firmware_version")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cells",
               "Cells",
               Quantity::count,
               pack("num_cells")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cycles",
               "Cycles",
               Quantity::count,
               pack("num_cycles")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_USB_present",
               "USB device",
               Quantity::count,
               pack("usb_device_inserted")
           ))
    ),
    of(Subject::pack,
       point(
           "Battery_Details/Battery_Stack_1/{id}/Battery_Temperature",
           "Temperature",
           Quantity::temperature,
           pack("t_bms_mosfet")
       )),
    of(Subject::pack,
       point(
           "Battery_Details/Battery_Stack_1/{id}/Battery_Voltage",
           "Voltage",
           Quantity::voltage,
           pack("v_cells_sum")
       )),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_1_Voltage",
               "Cell 1 voltage",
               Quantity::voltage,
               pack("v_cell_01")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_2_Voltage",
               "Cell 2 voltage",
               Quantity::voltage,
               pack("v_cell_02")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_3_Voltage",
               "Cell 3 voltage",
               Quantity::voltage,
               pack("v_cell_03")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_4_Voltage",
               "Cell 4 voltage",
               Quantity::voltage,
               pack("v_cell_04")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_5_Voltage",
               "Cell 5 voltage",
               Quantity::voltage,
               pack("v_cell_05")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_6_Voltage",
               "Cell 6 voltage",
               Quantity::voltage,
               pack("v_cell_06")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_7_Voltage",
               "Cell 7 voltage",
               Quantity::voltage,
               pack("v_cell_07")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_8_Voltage",
               "Cell 8 voltage",
               Quantity::voltage,
               pack("v_cell_08")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_9_Voltage",
               "Cell 9 voltage",
               Quantity::voltage,
               pack("v_cell_09")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_10_Voltage",
               "Cell 10 voltage",
               Quantity::voltage,
               pack("v_cell_10")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_11_Voltage",
               "Cell 11 voltage",
               Quantity::voltage,
               pack("v_cell_11")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_12_Voltage",
               "Cell 12 voltage",
               Quantity::voltage,
               pack("v_cell_12")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_13_Voltage",
               "Cell 13 voltage",
               Quantity::voltage,
               pack("v_cell_13")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_14_Voltage",
               "Cell 14 voltage",
               Quantity::voltage,
               pack("v_cell_14")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_15_Voltage",
               "Cell 15 voltage",
               Quantity::voltage,
               pack("v_cell_15")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_16_Voltage",
               "Cell 16 voltage",
               Quantity::voltage,
               pack("v_cell_16")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_1_Temperature",
               "Cells 01-04 temperature",
               Quantity::temperature,
               pack("t_cells_01_04")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_2_Temperature",
               "Cells 05-08 temperature",
               Quantity::temperature,
               pack("t_cells_05_08")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_3_Temperature",
               "Cells 09-12 temperature",
               Quantity::temperature,
               pack("t_cells_09_12")
           ))
    ),
    diagnostic(
        of(Subject::pack,
           point(
               "Battery_Details/Battery_Stack_1/{id}/Battery_Cell_4_Temperature",
               "Cells 13-16 temperature",
               Quantity::temperature,
               pack("t_cells_13_16")
           ))
    ),
});

}  // namespace giv::points_table
