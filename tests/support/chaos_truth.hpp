// What is true of the plant, and was a moment ago: the dongle's own registers, which no fault of
// the wire touches, decoded with the daemon's tables.
//
// Told at every event of the rig, so that it knows each state that could have been read. What is
// published is compared with the states about the time at which it was read.
#pragma once

#include "simulator/register_image.hpp"

#include "givtcp/plant/snapshot.hpp"
#include "givtcp/plant/topology.hpp"
#include "givtcp/points/inputs.hpp"
#include "givtcp/registers/readings.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace giv::testing {

// What may be published without anybody being to blame.
struct Allowance {
    std::chrono::milliseconds older{0};  // than it says: what came late, or from a frozen cache
    bool may_lie = false;                // a value with a good checksum was wrong about then
    bool has_lied = false;               // earlier: counters may be too high for good
};

class TrueHistory {
 public:
    explicit TrueHistory(Topology topology);

    // What would be read now.
    void note(Instant now, const simulator::RegisterImage& registers);

    // What is decoded anew when it is wanted: a test's memory is no daemon's.
    void forget_decoded() {
        for (auto& state : states_)
            state.decoded.reset();
    }

    // Is it of this plant, with all of its parts?
    bool is_of(const Snapshot& snapshot) const;

    // What a value that is good says otherwise; nothing if it is true, or is not judged.
    std::optional<std::string> contradicts(const Measured& measured, const Allowance& allowance);

 private:
    using Words = std::vector<std::uint16_t>;

    struct Decoded {
        DeviceReadings inverter;
        std::vector<DeviceReadings> packs;
        std::vector<DeviceReadings> meters;
    };

    struct State {
        Instant from;
        std::vector<Words> blocks;  // as reads_
        std::shared_ptr<const Decoded> decoded{};
    };

    struct Range {
        double least;
        double most;
    };

    const Decoded& decoded(State& state) const;
    Value value(State& state, const Measured& measured) const;
    bool is_as_in(State& state, const Measured& measured) const;

    Topology topology_;
    std::vector<ReadTarget> reads_;
    std::deque<State> states_;
    UtcOffset utc_offset_;
};

}  // namespace giv::testing
