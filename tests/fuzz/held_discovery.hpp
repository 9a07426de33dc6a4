// What the fuzz targets of discovery share: a plant, and bytes as what a broker holds.
#pragma once

#include "givtcp/points/point.hpp"
#include "givtcp/render/adoption.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace giv::fuzz {

inline void require(bool holds) {
    if (!holds) std::abort();
}

// A generation 1 hybrid of which little is known, its power and the charge of its pack: with all
// there is, the days' minutes among it, an input would take a tenth of a second.
inline Snapshot a_plant() {
    Snapshot snapshot;
    snapshot.identity = Identity{"SA2114G047", 0x2001, 449};
    snapshot.complete = true;
    snapshot.searches = proof_of_absence;
    snapshot.parts.push_back({Subject::inverter, "SA2114G047", {}, {}});
    snapshot.parts.push_back({Subject::pack, "BG2134G001", {}, {}});
    for (const auto& point : points()) {
        const std::uint16_t part = point.subject == Subject::pack ? 1 : 0;
        if (point.path.ends_with("/PV_Power") || point.path.ends_with("/Battery_SOC"))
            snapshot.values.push_back({.point = &point, .value = Number{50, 0}, .part = part});
    }
    return snapshot;
}

// One line a topic, the next its payload, and so on.
inline std::vector<render::HeldConfig> held_in(std::string_view text) {
    std::vector<render::HeldConfig> held;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!held.empty() && held.back().payload.empty()) {
            held.back().payload = line;
        } else {
            held.push_back({std::string{line}, {}});
        }
    }
    return held;
}

}  // namespace giv::fuzz
