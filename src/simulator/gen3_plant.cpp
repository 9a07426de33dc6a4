// A third-generation 5 kW hybrid with two low-voltage packs and a meter at the grid, at ten on a
// September morning. Its firmware has the extended slots.
//
// PV 3880 W; 1900 W of it into the batteries, 1900 W to the AC side (80 W lost); 1450 W used in
// the house, 450 W exported. Meanings: spec/registers.json; extent: spec/models.md §7, §9.
#include "simulator/builtin_plants.hpp"
#include "simulator/plant_table.hpp"

#include <array>

namespace giv::simulator {

namespace {

constexpr DeviceAddress pack_1{0x32};
constexpr DeviceAddress pack_2{0x33};
constexpr std::array absent_packs{
    DeviceAddress{0x34}, DeviceAddress{0x35}, DeviceAddress{0x36}, DeviceAddress{0x37}};
constexpr RegisterRange pack_page{Bank::input, 60, 60};

void identity(PlantTable& plant) {
    plant.block(device::inverter, {Bank::holding, 0, 180})
        .text(device::inverter, HR(8), "DZ2339G105")
        .text(device::inverter, HR(13), "FD2341G118")
        .words(device::inverter, Bank::holding, 35, {26, 9, 12, 10, 5, 0})
        .rows(
            device::inverter,
            Bank::holding,
            {
                {0, 0x2001, "type: hybrid, 5 kW"},
                {1, 3, "module, high word"},
                {2, 0x0832, "grid standard 8, rated 50 x 100 W"},
                {3, 0x0201, "2 MPPT, 1 phase"},
                {7, 1, "ammeter on"},
                {18, 3010, "firmware of the first pack's BMS"},
                {19, 317, "DSP firmware"},
                {21, 317, "ARM firmware: generation 3, above 302: extended slots"},
                {22, 2, "USB: disk"},
                {26, 5000, "export limit 5000 W"},
                {30, 0x11, "Modbus address"},
                {33, 7, "user code"},
                {34, 140, "Modbus version 1.40"},
                {46, 101, "BMS firmware"},
                {47, 1, "meter: EM115"},
                {50, 100, "active power 100 %"},
                {53, 1, "inverter on"},
                {54, 1, "battery: lithium"},
                {55, 372, "capacity 186 + 186 Ah"},
                {58, 1, "battery type judged by itself"},
                {60, 1500, "PV starts at 150.0 V"},
                {63, 1840, "trip below 184.0 V"},
                {64, 2622, "trip above 262.2 V"},
                {65, 4700, "trip below 47.00 Hz"},
                {66, 5200, "trip above 52.00 Hz"},
                {97, 4320, "battery low limit 43.20 V"},
                {98, 5850, "battery high limit 58.50 V"},
                {109, 1, "BMS is read"},
            }
        );
}

void settings(PlantTable& plant) {
    plant.rows(
        device::inverter,
        Bank::holding,
        {
            {20, 1, "charge to a target"},
            {27, 1, "eco mode: self-consumption"},
            {44, 0, "discharge slot 2: none"},
            {56, 1630, "discharge slot 1 from 16:30"},
            {57, 1900, "discharge slot 1 to 19:00"},
            {59, 0, "timed discharge off"},
            {94, 2330, "charge slot 1 from 23:30, over midnight"},
            {95, 530, "charge slot 1 to 05:30"},
            {96, 1, "timed charge on"},
            {110, 10, "reserve 10 %"},
            {111, 50, "charge limit"},
            {112, 50, "discharge limit"},
            {114, 4, "least discharge reserve 4 %"},
            {116, 90, "charge target 90 %"},
        }
    );
}

// Three registers to a slot: start, end, target. Of the first charge slot and the first two
// discharge slots only the target is here. The last block has the pause.
void extended_slots(PlantTable& plant) {
    plant.block(device::inverter, {Bank::holding, 240, 60})
        .rows(device::inverter, Bank::holding, {{242, 90, "charge slot 1 to 90 %"}})
        .words(device::inverter, Bank::holding, 243, {1300, 1530, 80})  // charge slot 2 to 80 %
        .rows(
            device::inverter,
            Bank::holding,
            {
                {272, 10, "discharge slot 1 to 10 %"},
                {275, 4, "discharge slot 2 to 4 %"},
            }
        )
        .block(device::inverter, {Bank::holding, 300, 60});
    for (std::uint16_t slot = 3; slot <= 10; ++slot) {  // none set
        const auto nth = static_cast<std::uint16_t>(3 * (slot - 3));
        const auto charge = static_cast<std::uint16_t>(246 + nth);
        const auto discharge = static_cast<std::uint16_t>(276 + nth);
        plant.words(device::inverter, Bank::holding, charge, {0, 0, 100})
            .words(device::inverter, Bank::holding, discharge, {0, 0, 4});
    }
}

void live_powers(PlantTable& plant) {
    plant.block(device::inverter, {Bank::input, 0, 60})
        .rows(
            device::inverter,
            Bank::input,
            {
                {0, 1, "normal"},
                {1, 3610, "PV1 361.0 V"},
                {2, 3302, "PV2 330.2 V"},
                {3, 3950, "bus 395.0 V"},
                {5, 2410, "grid 241.0 V"},
                {8, 60, "PV1 6.0 A"},
                {9, 52, "PV2 5.2 A"},
                {10, 79, "AC 7.9 A"},
                {13, 4998, "grid 49.98 Hz"},
                {14, 2, "charging"},
                {15, 3080, "high bus 308.0 V"},
                {16, 19950, "power factor 0.995"},
                {18, 2160, "PV1 2160 W"},
                {20, 1720, "PV2 1720 W"},
                {24, 1900, "AC output 1900 W"},
                {30, 450, "exporting 450 W"},
                {41, 371, "heatsink 37.1 degrees"},
                {42, 1450, "house 1450 W"},
                {43, 460, "grid 460 VA"},
                {49, 1, "system mode"},
                {50, 5260, "battery 52.60 V"},
                {51, -3612, "battery -36.12 A: charging"},
                {52, -1900, "battery -1900 W: charging"},
                {53, 2410, "output 241.0 V"},
                {54, 4998, "output 49.98 Hz"},
                {55, 384, "charger 38.4 degrees"},
                {56, 204, "battery 20.4 degrees"},
                {58, 191, "grid port 1.91 A"},
                {59, 58, "battery 58 %"},
            }
        );
}

// The day: PV 5.0, import 8.4, discharge 0.6 = house 2.6, export 0.9, charge 10.2, losses 0.3.
// In all: PV 9214.3, import 7120.8, discharge 4480.0 = house 12453.9, export 3105.2,
// charge 4795.5, losses 460.5.
void energies(PlantTable& plant) {
    plant.rows(
        device::inverter,
        Bank::input,
        {
            {17, 28, "PV1 today 2.8 kWh"},
            {19, 22, "PV2 today 2.2 kWh"},
            {25, 9, "export today 0.9 kWh"},
            {26, 84, "import today 8.4 kWh"},
            {35, 76, "charge from AC today 7.6 kWh"},
            {36, 102, "battery charge today 10.2 kWh"},
            {37, 6, "battery discharge today 0.6 kWh"},
            {44, 27, "inverter output today 2.7 kWh"},
        }
    );
    plant
        .words(device::inverter, Bank::input, 6, {1, 27219})   // battery both ways 9275.5 kWh
        .words(device::inverter, Bank::input, 11, {1, 26607})  // PV 9214.3 kWh
        .words(device::inverter, Bank::input, 21, {0, 31052})  // export 3105.2 kWh
        .words(device::inverter, Bank::input, 27, {0, 40217})  // charge from AC 4021.7 kWh
        .words(device::inverter, Bank::input, 32, {1, 5672})   // import 7120.8 kWh
        .words(device::inverter, Bank::input, 45, {1, 59064})  // inverter output 12460.0 kWh
        .words(device::inverter, Bank::input, 47, {0, 13440})  // worked 13440 h
        .block(device::inverter, {Bank::input, 120, 180})
        .words(device::inverter, Bank::input, 247, {0, 3880});  // generated 3880 W
}

void first_pack(PlantTable& plant) {
    plant.block(pack_1, pack_page)
        .text(pack_1, IR(110), "DZ2339G105")
        .words(pack_1, Bank::input, 60, {3286, 3288, 3287, 3289, 3285, 3287, 3288, 3286})
        .words(pack_1, Bank::input, 68, {3288, 3287, 3286, 3289, 3287, 3285, 3288, 3287})
        .words(pack_1, Bank::input, 76, {206, 204, 203, 205})  // 20.3 to 20.6 degrees
        .words(pack_1, Bank::input, 82, {0, 52610})            // out 52.610 V
        .words(pack_1, Bank::input, 84, {0, 18720})            // calibrated 187.20 Ah
        .words(pack_1, Bank::input, 86, {0, 18600})            // design 186.00 Ah
        .words(pack_1, Bank::input, 88, {0, 10858})            // remaining 108.58 Ah
        .words(pack_1, Bank::input, 101, {0, 18600})           // design again
        .rows(
            pack_1,
            Bank::input,
            {
                {80, 52593, "cells together 52.593 V"},
                {81, 233, "MOSFET 23.3 degrees"},
                {91, 0x0610, "status 3 and 4"},
                {96, 246, "cycles"},
                {97, 16, "cells"},
                {98, 3010, "BMS firmware"},
                {100, 58, "58 %"},
                {103, 206, "warmest 20.6 degrees"},
                {104, 203, "coldest 20.3 degrees"},
                {105, 44800, "the plant discharged 4480.0 kWh"},
                {106, 47955, "the plant charged 4795.5 kWh"},
                {115, 8, "USB: none"},
            }
        );
}

void second_pack(PlantTable& plant) {
    plant.block(pack_2, pack_page)
        .text(pack_2, IR(110), "DZ2339G106")
        .words(pack_2, Bank::input, 60, {3287, 3286, 3288, 3287, 3286, 3288, 3289, 3287})
        .words(pack_2, Bank::input, 68, {3285, 3287, 3288, 3286, 3287, 3289, 3286, 3288})
        .words(pack_2, Bank::input, 76, {202, 201, 203, 200})  // 20.0 to 20.3 degrees
        .words(pack_2, Bank::input, 82, {0, 52612})            // out 52.612 V
        .words(pack_2, Bank::input, 84, {0, 18690})            // calibrated 186.90 Ah
        .words(pack_2, Bank::input, 86, {0, 18600})            // design 186.00 Ah
        .words(pack_2, Bank::input, 88, {0, 10840})            // remaining 108.40 Ah
        .words(pack_2, Bank::input, 101, {0, 18600})           // design again
        .rows(
            pack_2,
            Bank::input,
            {
                {80, 52594, "cells together 52.594 V"},
                {81, 229, "MOSFET 22.9 degrees"},
                {91, 0x0610, "status 3 and 4"},
                {96, 244, "cycles"},
                {97, 16, "cells"},
                {98, 3010, "BMS firmware"},
                {100, 58, "58 %"},
                {103, 203, "warmest 20.3 degrees"},
                {104, 200, "coldest 20.0 degrees"},
                {115, 8, "USB: none"},
            }
        );
}

// Counts import positive: 450 W go out at 241.0 V and 1.91 A, which are 460 VA. The total of a
// single phase is the phase.
void meter(PlantTable& plant) {
    plant.block(device::first_meter, {Bank::input, 60, 30})
        .rows(
            device::first_meter,
            Bank::input,
            {
                {60, 2410, "241.0 V"},
                {63, 191, "1.91 A"},
                {67, 191, "1.91 A in all"},
                {68, -450, "-450 W: exporting"},
                {71, -450, "-450 W in all"},
                {76, 4603, "460.3 VA"},
                {79, 4603, "460.3 VA in all"},
                {80, 9776, "power factor 0.9776"},
                {83, 9776, "power factor 0.9776 in all"},
                {84, 4998, "49.98 Hz"},
                {85, 5672, "import 567.2 kWh, since it was fitted"},
                {87, 3105, "export 310.5 kWh"},
            }
        );
}

void left_overs(PlantTable& plant) {
    for (const auto absent : absent_packs)
        plant.block(absent, pack_page);
    plant.block(device::inverter_facade, pack_page);  // the BCU page, which this BMS leaves empty
}

}  // namespace

RegisterImage gen3_plant() {
    PlantTable plant;
    identity(plant);
    settings(plant);
    extended_slots(plant);
    live_powers(plant);
    energies(plant);
    first_pack(plant);
    second_pack(plant);
    meter(plant);
    left_overs(plant);
    return plant.image();
}

}  // namespace giv::simulator
