// Counters as the store and the guard hand them to each other.
#pragma once

#include "givtcp/plant/guard/kept_counters.hpp"

#include <memory>
#include <utility>

namespace giv::testing {

inline SharedCounters shared(KeptCounters counters) {
    return std::make_shared<const KeptCounters>(std::move(counters));
}

}  // namespace giv::testing
