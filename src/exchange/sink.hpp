// Somebody who is told of every new snapshot: MQTT, InfluxDB, a test that records.
#pragma once

#include "givtcp/plant/snapshot.hpp"

#include <string_view>

namespace giv {

class Sink {
 public:
    Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    virtual ~Sink() = default;

    virtual std::string_view name() const = 0;

    // Loop thread. `plant` is the instance, from 1. Returns at once; never throws.
    virtual void accept(int plant, const SnapshotPtr& snapshot) = 0;
};

}  // namespace giv
