// Blocks that usually are all zeros: what a model does not have. Where something else was believed
// for a moment (a splice that came three times), they may become zeros again, which no other block
// may (spec/quirks.md Q8). Pure state.
#pragma once

#include "core/plant/guard/sight.hpp"

#include "givtcp/flat_map.hpp"

#include <utility>

namespace giv::guard {

class ZeroWatch {
 public:
    // Far more of the readings that were believed lately were all zeros than were not.
    bool are_usual(const Sight& sight) const;

    // A reading of ours, as a whole.
    void believed(const Sight& sight);

 private:
    using Block = std::pair<DeviceAddress, RegisterRange>;

    FlatMap<Block, int> balance_;  // the higher, the more usual are zeros
};

}  // namespace giv::guard
