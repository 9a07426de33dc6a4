// From how few numbers a living plant is built, and how people write them.
//
// Pure. Keys are a table: a key is a row.
#pragma once

#include "simulator/life/household.hpp"

#include "givtcp/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace giv::simulator {

// In the daemon's words: a family is a model whose registers it reads.
enum class Family : std::uint8_t { gen1, gen2, gen3, gen3_plus, gen4, polar, ac };

// What a plant of a family is like unless it is told otherwise.
struct FamilyFacts {
    Family family;
    std::string_view name;  // on the command line
    std::string_view description;
    double kwp;
    int strings;
    int packs;
};
std::span<const FamilyFacts> families();
const FamilyFacts& facts(Family family);

struct PlantParameters {
    Family family = Family::gen1;
    double kwp = 0;        // peak power of the roof; of an AC-coupled plant: by another inverter
    int strings = 0;       // 0 to 2, which share the roof
    int packs = 1;         // 1 to 6
    double latitude = 52;  // degrees, north positive
    LoadProfile load = LoadProfile::family;
    std::optional<std::chrono::local_seconds>
        start;                      // nothing: the time of the day of whoever runs it
    std::chrono::seconds drift{0};  // what the inverter's clock gains in a day; negative: loses
    std::uint32_t seed = 1;         // of weather, people and serial numbers
};

PlantParameters usual_parameters(Family family);

// "living-gen1", "living-ac:kwp=3.2,packs=2": a family, and whatever is to be otherwise.
inline constexpr std::string_view living_prefix = "living-";

bool names_a_living_plant(std::string_view text);

// The text may come from anywhere: a mistake is `malformed`, and says what is expected.
Result<PlantParameters> parse_plant(std::string_view text);

// The keys for people, a line each.
std::string plant_help();

}  // namespace giv::simulator
