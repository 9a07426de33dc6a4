// Which reads belong to which part of a plant. Pure.
#pragma once

#include "givtcp/plant/topology.hpp"

#include <span>
#include <vector>

namespace giv {

// HR0-59: who an inverter at this address is.
ReadTarget identity_of(DeviceAddress inverter);

// Does anything that we read ourselves overlap with this? What others read beyond that is not kept:
// memory would grow with their curiosity.
bool is_read_by_us(const Topology& topology, const ReadTarget& target);

// Is this a block of the inverter itself, by either of its addresses? The controller's page at the
// facade is not.
bool asks_inverter(const ReadTarget& target);

// The blocks of settings: what a command may depend on. Beside them the inverter is asked as seldom
// for measurements that not every firmware has.
std::vector<ReadTarget> setting_reads(const Topology& topology);

// The reads of a cycle that ask somebody else than the inverter itself.
std::vector<ReadTarget> part_reads(const Topology& topology);

// The topology without the parts that these reads ask.
Topology without(Topology topology, std::span<const ReadTarget> parts);

// Nothing if no pack is known there.
const Pack* pack_at(const Topology& topology, DeviceAddress place);

}  // namespace giv
