// Records of one kind: which devices a plant had when it was last detected, by its inverter's
// serial, and which inverter was last found at an endpoint. Store's thread.
#pragma once

#include "store/database.hpp"

#include "givtcp/plant/topology.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace giv::store {

// By endpoint ("host:port"). A record that can't be read any more is left out.
using Topologies = std::map<std::string, Topology, std::less<>>;

Result<Topologies> load_topologies(Database& database);

// Of every inverter that was ever found, sorted.
Result<std::vector<std::string>> load_serials(Database& database);

// Replaces what was known of the serial, and of the endpoint.
Result<void> save_topology(
    Database& database, const std::string& endpoint, const Topology& topology
);

}  // namespace giv::store
