// What a search of the network found, and which of it a plant takes. Pure.
#pragma once

#include "link/networks.hpp"

#include "givtcp/plant/topology.hpp"
#include "givtcp/protocol/pdu.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

// A host that let us in at the dongles' port, and what it said.
struct FoundDongle {
    Ipv4 host = 0;
    std::string dongle;                // its own serial; empty: it told none that can be one
    std::optional<Identity> identity;  // of the inverter behind it
    std::string why_not;               // there is none: a sentence without a full stop
};

// The dongle's serial as it is shown.
std::string shown_serial(const Serial& serial);

// By address, with a line of titles, for a terminal. Ends with a newline.
std::string table_of(std::span<const FoundDongle> found);

// One line of it, for a log: serials are shortened there.
std::string line_of(const FoundDongle& dongle);

// The dongle of the inverter `wanted`; where none is wanted, the first whose inverter is not
// `taken`: of a model that is read, before all others. Null: there is none.
const FoundDongle* choose(
    std::span<const FoundDongle> found, std::string_view wanted, std::span<const std::string> taken
);

}  // namespace giv
