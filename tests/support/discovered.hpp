// A plant of our own as discovery sees it, and what is announced of it, to look things up in.
#pragma once

#include "support/own_plants.hpp"

#include "givtcp/plant/plant_image.hpp"
#include "givtcp/render/adoption.hpp"
#include "givtcp/render/discovery.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace giv::testing {

inline constexpr Instant seen_at{std::chrono::seconds{1000}};
inline constexpr WallTime seen_on{std::chrono::seconds{1'780'662'000}};  // 2026-06-05T12:20:00Z

// The generation 1 hybrid SA2114G047 with its pack BG2134G001, all of it read.
inline SnapshotPtr gen1_snapshot() {
    PlantImage image{one_hour_ahead};
    image.set_topology(gen1_topology());
    admit_gen1(image, seen_at);
    image.search_ended();
    image.search_ended();
    image.cycle_completed({seen_at, seen_on});
    return image.snapshot({seen_at, seen_on}, PlantState::live, "");
}

// The same before its settings have been read.
inline SnapshotPtr gen1_in_part() {
    PlantImage image{one_hour_ahead};
    image.set_topology(gen1_topology());
    image.admit({device::inverter, {Bank::holding, 0, 60}, gen1_identity(), seen_at});
    admit_twice(image, {device::inverter, {Bank::input, 0, 60}, gen1_live(), seen_at});
    return image.snapshot({seen_at, seen_on}, PlantState::live, "");
}

inline const render::Announcement* find(
    const std::vector<render::Announcement>& all,
    render::Platform platform,
    std::string_view key,
    std::string_view owner = "SA2114G047"
) {
    const auto found = std::ranges::find_if(all, [&](const render::Announcement& one) {
        return one.name.platform == platform && one.name.key == key && one.name.owner == owner;
    });
    return found == all.end() ? nullptr : &*found;
}

// The payload; null where there is none.
inline nlohmann::json payload(
    const std::vector<render::Announcement>& all,
    render::Platform platform,
    std::string_view key,
    std::string_view owner = "SA2114G047"
) {
    const auto* one = find(all, platform, key, owner);
    return one == nullptr || !one->due ? nlohmann::json{} : nlohmann::json::parse(one->payload);
}

}  // namespace giv::testing
