// A register dump as a snapshot, without a dongle: what `givtcpd --decode FILE` shows.
#pragma once

#include "givtcp/plant/plant_image.hpp"
#include "givtcp/result.hpp"

#include <string_view>

namespace giv {

// `json` is {"0x11": {"HR": {"0": 8193, ...}, "IR": {...}}, "0x32": ...}. An error names what is
// wrong with it. Detection runs on the dump as it would on a plant: a plant without an identity,
// or of a model that is not read, is an error.
Result<SnapshotPtr> snapshot_of_dump(
    std::string_view json, Moment now, const UtcOffset& utc_offset
);

}  // namespace giv
