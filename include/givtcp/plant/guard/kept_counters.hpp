// What of a plant's counters outlives the process. Plain values; the store keeps them.
#pragma once

#include "givtcp/flat_map.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace giv {

struct KeptCounter {
    double value = 0;         // kWh, as its register says it; of one that we count: as published
    std::uint32_t wraps = 0;  // how often a register of 16 bits began anew
    // Whose energy it counts, by the inverter's calendar; nothing: not known.
    std::optional<std::chrono::local_days> day;

    friend bool operator==(const KeptCounter&, const KeptCounter&) = default;
};

// By the name of the field, "<serial>/<field>" of a pack's, or the path of the point.
using KeptCounters = FlatMap<std::string, KeptCounter, std::string_view>;

// Are all of `these` kept, as they are?
bool holds_all(const KeptCounters& kept, const KeptCounters& these);

// As the link, the store and whoever remembers share them. Null: none.
using SharedCounters = std::shared_ptr<const KeptCounters>;

inline const KeptCounters& counters_in(const SharedCounters& shared) {
    static const KeptCounters none;
    return shared ? *shared : none;
}

// What is known once `newer` is told: of what it says nothing of, what was `known` stays (of a pack
// that is away nothing is told).
SharedCounters merged(const SharedCounters& known, const SharedCounters& newer);

}  // namespace giv
