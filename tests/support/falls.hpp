// Which counters of energy were published lower than before, how often, and when.
#pragma once

#include "support/rig.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace giv::testing {

// How often each counter of a day, and each total, fell.
struct Seen {
    std::map<std::string, int> of_days;
    std::map<std::string, int> of_totals;
    std::map<std::string, WallTime> last;  // when one fell last
};

inline Seen falls(const RigPlant& plant, std::size_t from = 0) {
    Seen seen;
    std::map<std::string, double> before;
    for (std::size_t i = from; i < plant.sink.snapshots.size(); ++i) {
        const auto& snapshot = *plant.sink.snapshots[i];
        for (const auto& measured : snapshot.values) {
            const auto quantity = measured.point->quantity;
            const bool is_of_day = quantity == Quantity::energy_today;
            if (!is_of_day && quantity != Quantity::energy_total) continue;
            const auto* number = std::get_if<Number>(&measured.value);
            if (number == nullptr) continue;
            const std::string path{measured.point->path};
            auto& counted = is_of_day ? seen.of_days[path] : seen.of_totals[path];
            const auto known = before.find(path);
            if (known != before.end() && number->value < known->second - 1e-9) {
                ++counted;
                seen.last.insert_or_assign(path, snapshot.made_at.wall);
            }
            before[path] = number->value;
        }
    }
    return seen;
}

}  // namespace giv::testing
