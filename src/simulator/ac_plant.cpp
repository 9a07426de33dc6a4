// A 3 kW AC-coupled inverter with one low-voltage pack, at seven on a winter evening.
//
// The battery gives 1500 W, of which 1440 W reach the AC side (60 W lost); the house uses 1490 W,
// so 50 W are imported. It sees no PV. Meanings: spec/registers.json, spec/models.md §8.
#include "simulator/builtin_plants.hpp"
#include "simulator/plant_table.hpp"

#include <array>

namespace giv::simulator {

namespace {

constexpr DeviceAddress mirror{0x30};
constexpr DeviceAddress pack{0x32};
constexpr std::array absent_packs{
    DeviceAddress{0x33},
    DeviceAddress{0x34},
    DeviceAddress{0x35},
    DeviceAddress{0x36},
    DeviceAddress{0x37}};
constexpr RegisterRange pack_page{Bank::input, 60, 60};

void settings(PlantTable& plant) {
    plant.block(device::inverter, {Bank::holding, 0, 180})
        .text(device::inverter, HR(8), "BE2104G116")
        .text(device::inverter, HR(13), "CE2117G305")
        .words(device::inverter, Bank::holding, 35, {26, 1, 9, 19, 0, 0})
        .rows(
            device::inverter,
            Bank::holding,
            {
                {0, 0x3001, "type: AC-coupled, 3 kW"},
                {1, 3, "module, high word"},
                {2, 0x081E, "grid standard 8, rated 30 x 100 W"},
                {18, 3005, "firmware of the first pack's BMS"},
                {19, 291, "DSP firmware"},
                {20, 1, "charge to a target"},
                {21, 282, "ARM firmware"},
                {22, 2, "USB: disk"},
                {26, 3600, "export limit 3600 W"},
                {27, 1, "eco mode: self-consumption"},
                {30, 0x11, "Modbus address"},
                {34, 140, "Modbus version 1.40"},
                {47, 1, "meter: EM115"},
                {50, 100, "active power 100 %"},
                {53, 1, "inverter on"},
                {54, 1, "battery: lithium"},
                {55, 102, "capacity 102 Ah"},
                {63, 1840, "trip below 184.0 V"},
                {64, 2622, "trip above 262.2 V"},
                {65, 4700, "trip below 47.00 Hz"},
                {66, 5200, "trip above 52.00 Hz"},
                {94, 30, "charge slot 1 from 00:30"},
                {95, 430, "charge slot 1 to 04:30"},
                {96, 1, "timed charge on"},
                {97, 4320, "battery low limit 43.20 V"},
                {98, 5850, "battery high limit 58.50 V"},
                {109, 1, "BMS is read"},
                {110, 4, "reserve 4 %"},
                {111, 50, "charge limit"},
                {112, 50, "discharge limit"},
                {114, 4, "least discharge reserve 4 %"},
                {116, 100, "charge target 100 %"},
            }
        );
    plant.block(device::inverter, {Bank::holding, 300, 60})
        .rows(
            device::inverter,
            Bank::holding,
            {
                {307, 2300, "EPS 230.0 V"},
                {308, 3000, "battery 3000 W"},
                {309, 60, "battery 60 A"},
                {310, 100, "battery charges to 100 %"},
                {313, 100, "AC charge limit 100 %"},
                {314, 100, "AC discharge limit 100 %"},
                {317, 1, "EPS on"},
            }
        );
}

// The day: import 6.2, discharge 3.1, charge 4.0 (all from AC), house 5.0, losses 0.3.
void measurements(PlantTable& plant) {
    plant.block(device::inverter, {Bank::input, 0, 60})
        .block(device::inverter, {Bank::input, 120, 120})
        .rows(
            device::inverter,
            Bank::input,
            {
                {0, 1, "normal"},
                {3, 3870, "bus 387.0 V"},
                {5, 2398, "grid 239.8 V"},
                {10, 61, "AC 6.1 A"},
                {13, 4997, "grid 49.97 Hz"},
                {14, 5, "discharging"},
                {15, 2902, "high bus 290.2 V"},
                {16, 19900, "power factor 0.990"},
                {24, 1440, "AC output 1440 W"},
                {26, 62, "import today 6.2 kWh"},
                {30, -50, "importing 50 W"},
                {35, 40, "charge from AC today 4.0 kWh"},
                {36, 40, "battery charge today 4.0 kWh"},
                {37, 31, "battery discharge today 3.1 kWh"},
                {41, 355, "heatsink 35.5 degrees"},
                {42, 1490, "house 1490 W"},
                {43, 210, "grid 210 VA"},
                {44, 28, "inverter output today 2.8 kWh"},
                {49, 1, "system mode"},
                {50, 5120, "battery 51.20 V"},
                {51, 2930, "battery 29.30 A: discharging"},
                {52, 1500, "battery 1500 W: discharging"},
                {53, 2398, "output 239.8 V"},
                {54, 4997, "output 49.97 Hz"},
                {55, 362, "charger 36.2 degrees"},
                {56, 160, "battery 16.0 degrees"},
                {58, 88, "grid port 0.88 A"},
                {59, 52, "battery 52 %"},
            }
        )
        .words(device::inverter, Bank::input, 6, {0, 41230})    // battery both ways 4123.0 kWh
        .words(device::inverter, Bank::input, 21, {0, 120})     // export 12.0 kWh
        .words(device::inverter, Bank::input, 27, {0, 22165})   // charge from AC 2216.5 kWh
        .words(device::inverter, Bank::input, 32, {1, 10204})   // import 7574.0 kWh
        .words(device::inverter, Bank::input, 45, {0, 18310})   // inverter output 1831.0 kWh
        .words(device::inverter, Bank::input, 47, {0, 15203});  // worked 15203 h
}

void battery(PlantTable& plant) {
    plant.block(pack, pack_page)
        .text(pack, IR(110), "BE2104G116")
        .words(pack, Bank::input, 60, {3199, 3201, 3200, 3202, 3198, 3200, 3201, 3200})
        .words(pack, Bank::input, 68, {3200, 3199, 3201, 3200, 3202, 3198, 3200, 3199})
        .words(pack, Bank::input, 76, {158, 160, 161, 159})  // 15.8 to 16.1 degrees
        .words(pack, Bank::input, 82, {0, 51190})            // out 51.190 V
        .words(pack, Bank::input, 84, {0, 9910})             // calibrated 99.10 Ah
        .words(pack, Bank::input, 86, {0, 10200})            // design 102.00 Ah
        .words(pack, Bank::input, 88, {0, 5153})             // remaining 51.53 Ah
        .words(pack, Bank::input, 101, {0, 10200})           // design again
        .rows(
            pack,
            Bank::input,
            {
                {80, 51200, "cells together 51.200 V"},
                {81, 231, "MOSFET 23.1 degrees"},
                {91, 0x0610, "status 3 and 4"},
                {96, 541, "cycles"},
                {97, 16, "cells"},
                {98, 3005, "BMS firmware"},
                {100, 52, "52 %"},
                {103, 161, "warmest 16.1 degrees"},
                {104, 158, "coldest 15.8 degrees"},
                {105, 19065, "discharged 1906.5 kWh"},
                {106, 22165, "charged 2216.5 kWh"},
                {115, 8, "USB: none"},
            }
        );
}

// What answers although there is no battery: the pack's totals, over and over
// (spec/models.md §6.5).
void left_overs(PlantTable& plant) {
    for (const auto absent : absent_packs) {
        plant.block(absent, pack_page).words(absent, Bank::input, 105, {19065, 22165});
    }
    plant.block(mirror, pack_page)
        .block(device::inverter_facade, pack_page)  // the BCU page, of which this BMS knows nothing
        .rows(mirror, Bank::input, {{99, 272, "nothing else"}});
}

}  // namespace

RegisterImage ac_plant() {
    PlantTable plant;
    settings(plant);
    measurements(plant);
    battery(plant);
    left_overs(plant);
    return plant.image();
}

}  // namespace giv::simulator
