// A snapshot that a test of InfluxDB lines puts together value by value.
#pragma once

#include "givtcp/plant/snapshot.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace giv::testing {

inline constexpr Instant line_moment{std::chrono::seconds{1000}};

// Of an inverter and nothing else, until values are added.
inline Snapshot plant_without_values(std::string serial = "SA2114G047") {
    Snapshot snapshot;
    snapshot.identity = Identity{serial, 0x2001, 449};
    snapshot.state = PlantState::live;
    snapshot.parts.push_back({Subject::inverter, std::move(serial), {}, std::nullopt});
    return snapshot;
}

inline Measured& add_value(Snapshot& snapshot, std::string_view path, Value value) {
    const auto point = std::ranges::find(points(), path, &Point::path);
    EXPECT_NE(point, points().end()) << path;
    Measured measured;
    measured.point = &*point;
    measured.value = std::move(value);
    measured.taken_at = line_moment;
    return snapshot.values.emplace_back(std::move(measured));
}

}  // namespace giv::testing
