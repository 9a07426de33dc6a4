// What of a plant's counters outlives the process. Plain values; the store keeps them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace giv {

struct KeptCounter {
    double value = 0;         // kWh, as its register says it; of one that we count: as published
    std::uint32_t wraps = 0;  // how often a register of 16 bits began anew
    // Whose energy it counts, by the inverter's calendar; nothing: not known.
    std::optional<std::chrono::local_days> day;

    friend bool operator==(const KeptCounter&, const KeptCounter&) = default;
};

// By the name of the field, "<serial>/<field>" of a pack's, or the path of the point.
using KeptCounters = std::map<std::string, KeptCounter, std::less<>>;

// Are all of `these` kept, as they are?
inline bool holds_all(const KeptCounters& kept, const KeptCounters& these) {
    return std::ranges::all_of(these, [&](const auto& one) {
        const auto found = kept.find(one.first);
        return found != kept.end() && found->second == one.second;
    });
}

}  // namespace giv
