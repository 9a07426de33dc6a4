// How far a snapshot can be trusted, as one InfluxDB line. Pure.
#pragma once

#include "core/render/line_text.hpp"

#include "givtcp/plant/snapshot.hpp"

namespace giv::render {

// How many values are good, held, stale and unavailable; how many problems its owner should know;
// how often, since the start, a reading was held or rejected.
Line quality_line(const Snapshot& snapshot);

}  // namespace giv::render
