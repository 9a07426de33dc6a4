// Names that GivTCP knows and givtcp does not offer: other kinds of plant, car chargers, the
// container. Constants only.
//
// Source: spec/clients.md §2.3 and §2.6.
#pragma once

#include "core/control/row_words.hpp"

namespace giv::control_table {

inline constexpr auto not_offered = list(
    "switchRate",
    "rebootAddon",
    "setPVInputMode",
    "setForceCharge",
    "setForceDischarge",
    "setACCharge",
    "setEmsPlant",
    "setCarChargeBoost",
    "chargeMode",
    "controlCharge",
    "setChargeMode",
    "setChargeControl",
    "setCurrentLimit",
    "setChargingMode",
    "setImportCap",
    "setMaxSessionEnergy"
);

// What these begin is nothing of ours: slots and targets of EMS plants.
inline constexpr auto not_offered_beginnings = list("setExport", "setEMS");

}  // namespace giv::control_table
