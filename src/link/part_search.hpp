// The search for what hangs on the inverter: which probe is next, and what an answer proves.
// Pure: somebody else asks.
//
// Source: spec/models.md §6 steps 4-6.
#pragma once

#include "givtcp/plant/topology.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace giv {

class PartSearch {
 public:
    // Looks for all that is not in `known`, from the beginning.
    void begin(const Topology& known);

    void stop() { left_.clear(); }

    bool is_done() const { return left_.empty(); }

    // Whom to ask now. Not when it is done.
    const Probe& next() const { return left_.back(); }

    // It may be there, so that it is worth a long wait.
    bool next_is_likely() const { return next().patient || serial_seen_.has_value(); }

    // Takes what next() answered into the topology; nothing for silence. A pack's page is spliced
    // now and then: a pack is asked twice, and trusted when both answers bear the same serial.
    void take(Topology& topology, std::span<const std::uint16_t> words);

    // Takes an answer that next() did not give: a late one, perhaps, of a device that was given up
    // in this search. If it shows a part, that is asked once more, at the end and with a long wait;
    // by itself it proves nothing.
    void overhear(const ReadTarget& target, std::span<const std::uint16_t> words);

 private:
    std::vector<Probe> left_;  // the next is the last
    std::vector<Probe> given_up_;
    std::optional<std::string> serial_seen_;
};

}  // namespace giv
