// From register banks to the values of a snapshot: decode every device, then walk the points.
#pragma once

#include "givtcp/plant/snapshot.hpp"
#include "givtcp/points/inputs.hpp"

#include <chrono>
#include <functional>
#include <vector>

namespace giv {

using BankOf = std::function<const RegisterBank&(DeviceAddress, Bank)>;

class SnapshotBuilder {
 public:
    SnapshotBuilder(
        const Topology& topology,
        const UtcOffset& utc_offset,
        Moment now,
        std::chrono::milliseconds period
    )
        : topology_(topology), utc_offset_(utc_offset), now_(now), period_(period) {}

    // Adds parts, values and completeness.
    void fill(Snapshot& snapshot, const BankOf& bank_of) const;

 private:
    struct Device {
        Subject subject;
        std::string id;
        DeviceReadings readings;
        bool was_read;
    };

    std::vector<Device> decoded(const BankOf& bank_of) const;
    Device inverter(const BankOf& bank_of) const;
    Device part(Subject subject, std::string id, Map map, const RegisterBank& bank) const;
    PlantInputs inputs(const std::vector<Device>& devices) const;
    void add_value(
        Snapshot& snapshot, const Point& point, std::uint16_t index, const Inputs& inputs
    ) const;
    Quality quality(const Inputs& inputs) const;

    const Topology& topology_;
    const UtcOffset& utc_offset_;
    Moment now_;
    std::chrono::milliseconds period_;
};

}  // namespace giv
