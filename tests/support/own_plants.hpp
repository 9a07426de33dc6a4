// Plants of our own for tests: worked out from the specification, so that tests run anywhere.
#pragma once

#include "givtcp/plant/plant_image.hpp"
#include "givtcp/plant/topology.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace giv::testing {

using Page = std::array<std::uint16_t, 60>;

// A generation 1 hybrid, "SA2114G047", with one pack, "BG2134G001": 17.7 kWh are its capacity.
Topology gen1_topology();
Page gen1_identity();       // HR0-59
Page gen1_schedule();       // HR60-119
Page gen1_more_settings();  // HR120-179
Page gen1_live();           // IR0-59
Page gen1_counters();       // IR180-239
Page pack_page();           // IR60-119 at 0x32

// What counts is believed when a second reading agrees.
void admit_twice(PlantImage& image, const BankReading& reading);

// All of the above, admitted at this time.
void admit_gen1(PlantImage& image, Instant at);

// Always UTC+1.
std::optional<std::chrono::minutes> one_hour_ahead(const LocalTime& time);

// A file below tests/data.
std::string own_data(const std::string& name);

}  // namespace giv::testing
