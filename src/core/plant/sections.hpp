// When a section of the document is complete: sections are published whole or not at all
// (spec/clients.md §2.4).
#pragma once

#include "givtcp/plant/topology.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <string_view>

namespace giv {

// Where the inverter's registers are.
struct InverterBanks {
    const RegisterBank* holding;
    const RegisterBank* input;
};

// `section` is the first segment of a point's path. Every block that the section is made of has
// been read at least once.
bool is_complete(std::string_view section, const Topology& topology, InverterBanks banks);

// Is the section made of settings: Control, Timeslots, the details and raw?
bool is_of_settings(std::string_view section);

// Control, Timeslots and details: what /readData waits for.
bool has_configuration(const Topology& topology, InverterBanks banks);

}  // namespace giv
