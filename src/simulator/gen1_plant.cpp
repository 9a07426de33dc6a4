// A first-generation 5 kW hybrid with two low-voltage packs, at half past two on an April day.
//
// PV 2602 W; 1240 W of it into the batteries, 1310 W to the AC side (52 W lost); 880 W used in
// the house, 430 W exported. Meanings: spec/registers.json; extent: spec/models.md §7.
#include "simulator/builtin_plants.hpp"
#include "simulator/plant_table.hpp"

#include <array>

namespace giv::simulator {

namespace {

constexpr DeviceAddress mirror{0x30};
constexpr DeviceAddress pack_1{0x32};
constexpr DeviceAddress pack_2{0x33};
constexpr std::array absent_packs{
    DeviceAddress{0x34}, DeviceAddress{0x35}, DeviceAddress{0x36}, DeviceAddress{0x37}};
constexpr RegisterRange pack_page{Bank::input, 60, 60};

void identity(PlantTable& plant) {
    plant.block(device::inverter, {Bank::holding, 0, 180})
        .text(device::inverter, HR(8), "BG2134G612")
        .text(device::inverter, HR(13), "SA2114G047")
        .rows(
            device::inverter,
            Bank::holding,
            {
                {0, 0x2001, "type: hybrid, 5 kW"},
                {1, 3, "module, high word"},
                {2, 0x0832, "grid standard 8, rated 50 x 100 W"},
                {3, 0x0201, "2 MPPT, 1 phase"},
                {7, 1, "ammeter on"},
                {18, 3007, "firmware of the first pack's BMS"},
                {19, 449, "DSP firmware"},
                {21, 449, "ARM firmware: generation 1"},
                {22, 2, "USB: disk"},
                {26, 5000, "export limit 5000 W"},
                {30, 0x11, "Modbus address"},
                {33, 7, "user code"},
                {34, 140, "Modbus version 1.40"},
                {46, 101, "BMS firmware"},
                {47, 1, "meter: EM115"},
            }
        )
        .words(device::inverter, Bank::holding, 35, {26, 4, 18, 14, 30, 0});
}

void settings(PlantTable& plant) {
    plant.rows(
        device::inverter,
        Bank::holding,
        {
            {20, 1, "charge to a target"},
            {27, 1, "eco mode: self-consumption"},
            {32, 4, "LCD contrast"},
            {41, 1, "DRM port on"},
            {50, 100, "active power 100 %"},
            {53, 1, "inverter on"},
            {54, 1, "battery: lithium"},
            {55, 262, "capacity 160 + 102 Ah"},
            {56, 1600, "discharge slot 1 from 16:00"},
            {57, 1900, "discharge slot 1 to 19:00"},
            {58, 1, "battery type judged by itself"},
            {59, 0, "timed discharge off"},
            {94, 30, "charge slot 1 from 00:30"},
            {95, 430, "charge slot 1 to 04:30"},
            {96, 1, "timed charge on"},
            {97, 4320, "battery low limit 43.20 V"},
            {98, 5850, "battery high limit 58.50 V"},
            {108, 6, "force charge after 6 min"},
            {109, 1, "BMS is read"},
            {110, 4, "reserve 4 %"},
            {111, 50, "charge limit"},
            {112, 50, "discharge limit"},
            {114, 4, "least discharge reserve 4 %"},
            {116, 80, "charge target 80 %"},
            {123, 24, "frequency load limit rate"},
            {125, 1, "frequency derating on"},
            {128, 1, "SPI on"},
        }
    );
}

// The UK's G98 limits, and no power factor curve.
void grid_protection(PlantTable& plant) {
    plant.rows(
        device::inverter,
        Bank::holding,
        {
            {60, 1500, "PV starts at 150.0 V"},
            {61, 30, "start countdown 30 s"},
            {62, 30, "restart delay 30 s"},
            {63, 1840, "trip below 184.0 V"},
            {64, 2622, "trip above 262.2 V"},
            {65, 4700, "trip below 47.00 Hz"},
            {66, 5200, "trip above 52.00 Hz"},
            {67, 250, "after 2.50 s"},
            {68, 100, "after 1.00 s"},
            {69, 50, "after 0.50 s"},
            {70, 50, "after 0.50 s"},
            {71, 1840, "reconnect above 184.0 V"},
            {72, 2622, "reconnect below 262.2 V"},
            {73, 4700, "reconnect above 47.00 Hz"},
            {74, 5200, "reconnect below 52.00 Hz"},
            {75, 250, "after 2.50 s"},
            {76, 100, "after 1.00 s"},
            {77, 50, "after 0.50 s"},
            {78, 50, "after 0.50 s"},
            {79, 1840, "grid from 184.0 V"},
            {80, 2622, "grid to 262.2 V"},
            {81, 4700, "grid from 47.00 Hz"},
            {82, 5200, "grid to 52.00 Hz"},
            {83, 2622, "10 min mean to 262.2 V"},
        }
    );
    plant.words(
        device::inverter, Bank::holding, 130, {255, 20000, 255, 20000, 255, 20000, 255, 20000}
    );
}

void live_powers(PlantTable& plant) {
    plant.block(device::inverter, {Bank::input, 0, 60})
        .rows(
            device::inverter,
            Bank::input,
            {
                {0, 1, "normal"},
                {1, 3600, "PV1 360.0 V"},
                {2, 3412, "PV2 341.2 V"},
                {3, 3921, "bus 392.1 V"},
                {5, 2413, "grid 241.3 V"},
                {8, 41, "PV1 4.1 A"},
                {9, 33, "PV2 3.3 A"},
                {10, 54, "AC 5.4 A"},
                {13, 5002, "grid 50.02 Hz"},
                {14, 2, "charging"},
                {15, 3104, "high bus 310.4 V"},
                {16, 19950, "power factor 0.995"},
                {18, 1476, "PV1 1476 W"},
                {20, 1126, "PV2 1126 W"},
                {24, 1310, "AC output 1310 W"},
                {30, 430, "exporting 430 W"},
                {41, 382, "heatsink 38.2 degrees"},
                {42, 880, "house 880 W"},
                {43, 455, "grid 455 VA"},
                {49, 1, "system mode"},
                {50, 5320, "battery 53.20 V"},
                {51, -2331, "battery -23.31 A: charging"},
                {52, -1240, "battery -1240 W: charging"},
                {53, 2413, "output 241.3 V"},
                {54, 5002, "output 50.02 Hz"},
                {55, 395, "charger 39.5 degrees"},
                {56, 198, "battery 19.8 degrees"},
                {58, 178, "grid port 1.78 A"},
                {59, 71, "battery 71 %"},
            }
        );
}

// The day: PV 10.2, import 2.3, discharge 2.2 = house 6.6, export 1.7, charge 6.1, losses 0.3.
void energies(PlantTable& plant) {
    plant.rows(
        device::inverter,
        Bank::input,
        {
            {17, 58, "PV1 today 5.8 kWh"},
            {19, 44, "PV2 today 4.4 kWh"},
            {25, 17, "export today 1.7 kWh"},
            {26, 23, "import today 2.3 kWh"},
            {35, 20, "charge from AC today 2.0 kWh"},
            {36, 61, "battery charge today 6.1 kWh"},
            {37, 22, "battery discharge today 2.2 kWh"},
            {44, 80, "inverter output today 8.0 kWh"},
        }
    );
    plant
        .words(device::inverter, Bank::input, 6, {0, 63067})   // battery both ways 6306.7 kWh
        .words(device::inverter, Bank::input, 11, {2, 11064})  // PV 14213.6 kWh
        .words(device::inverter, Bank::input, 21, {0, 51204})  // export 5120.4 kWh
        .words(device::inverter, Bank::input, 27, {0, 12040})  // charge from AC 1204.0 kWh
        .words(device::inverter, Bank::input, 32, {1, 33229})  // import 9876.5 kWh
        .words(device::inverter, Bank::input, 45, {2, 14928})  // inverter output 14600.0 kWh
        .words(device::inverter, Bank::input, 47, {0, 22012})  // worked 22012 h
        .block(device::inverter, {Bank::input, 120, 180})      // a gen1 ends at IR299
        .words(
            device::inverter,
            Bank::input,
            180,
            {
                29874,  // battery discharge 2987.4 kWh
                33193,  // battery charge 3319.3 kWh
                22,     // discharge today 2.2 kWh
                61,     // charge today 6.1 kWh
            }
        );
}

void first_pack(PlantTable& plant) {
    plant.block(pack_1, pack_page)
        .text(pack_1, IR(110), "BG2134G612")
        .words(pack_1, Bank::input, 60, {3322, 3324, 3325, 3323, 3326, 3325, 3324, 3327})
        .words(pack_1, Bank::input, 68, {3321, 3325, 3326, 3324, 3323, 3326, 3325, 3324})
        .words(pack_1, Bank::input, 76, {201, 196, 198, 193})  // 19.3 to 20.1 degrees
        .words(pack_1, Bank::input, 82, {0, 53205})            // out 53.205 V
        .words(pack_1, Bank::input, 84, {0, 16310})            // calibrated 163.10 Ah
        .words(pack_1, Bank::input, 86, {0, 16000})            // design 160.00 Ah
        .words(pack_1, Bank::input, 88, {0, 11743})            // remaining 117.43 Ah
        .words(pack_1, Bank::input, 101, {0, 16000})           // design again
        .rows(
            pack_1,
            Bank::input,
            {
                {80, 53190, "cells together 53.190 V"},
                {81, 224, "MOSFET 22.4 degrees"},
                {91, 0x0610, "status 3 and 4"},
                {96, 712, "cycles"},
                {97, 16, "cells"},
                {98, 3007, "BMS firmware"},
                {100, 72, "72 %"},
                {103, 201, "warmest 20.1 degrees"},
                {104, 193, "coldest 19.3 degrees"},
                {115, 8, "USB: none"},
            }
        );
}

void second_pack(PlantTable& plant) {
    plant.block(pack_2, pack_page)
        .text(pack_2, IR(110), "BE2051G388")
        .words(pack_2, Bank::input, 60, {3325, 3326, 3328, 3324, 3327, 3325, 3326, 3323})
        .words(pack_2, Bank::input, 68, {3327, 3326, 3325, 3328, 3324, 3326, 3325, 3327})
        .words(pack_2, Bank::input, 76, {194, 191, 190, 188})  // 18.8 to 19.4 degrees
        .words(pack_2, Bank::input, 82, {0, 53224})            // out 53.224 V
        .words(pack_2, Bank::input, 84, {0, 9840})             // calibrated 98.40 Ah
        .words(pack_2, Bank::input, 86, {0, 10200})            // design 102.00 Ah
        .words(pack_2, Bank::input, 88, {0, 6888})             // remaining 68.88 Ah
        .words(pack_2, Bank::input, 101, {0, 10200})           // design again
        .rows(
            pack_2,
            Bank::input,
            {
                {80, 53212, "cells together 53.212 V"},
                {81, 217, "MOSFET 21.7 degrees"},
                {91, 0x0610, "status 3 and 4"},
                {96, 903, "cycles"},
                {97, 16, "cells"},
                {98, 3007, "BMS firmware"},
                {100, 70, "70 %"},
                {103, 194, "warmest 19.4 degrees"},
                {104, 188, "coldest 18.8 degrees"},
                {115, 8, "USB: none"},
            }
        );
}

// What answers although there is no battery: none of it has a serial (spec/models.md §6.5).
void left_overs(PlantTable& plant) {
    for (const auto absent : absent_packs)
        plant.block(absent, pack_page);
    plant.block(mirror, pack_page)
        .block(device::inverter_facade, pack_page)  // the BCU page, of which this BMS knows nothing
        .rows(mirror, Bank::input, {{99, 528, "nothing else"}})
        .words(absent_packs[0], Bank::input, 68, {3327, 3326, 3325, 3328, 3324, 3326, 3325, 3327})
        .words(absent_packs[1], Bank::input, 90, {0xF556, 0xF556, 0xF556})
        .rows(absent_packs[2], Bank::input, {{100, 70, "a stray state of charge"}})
        .rows(absent_packs[3], Bank::input, {{115, 8, "a stray USB state"}});
}

}  // namespace

RegisterImage gen1_plant() {
    PlantTable plant;
    identity(plant);
    settings(plant);
    grid_protection(plant);
    live_powers(plant);
    energies(plant);
    first_pack(plant);
    second_pack(plant);
    left_overs(plant);
    return plant.image();
}

}  // namespace giv::simulator
