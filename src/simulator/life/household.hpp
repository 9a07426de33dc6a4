// What the house uses, second by second: a base load, and appliances that people switch on.
//
// Pure but for the luck of its seed: any moment can be asked for; days in their order are cheap.
#pragma once

#include "simulator/life/luck.hpp"
#include "simulator/life/sky.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace giv::simulator {

enum class LoadProfile : std::uint8_t {
    family,    // at home mornings and evenings; gas heating
    quiet,     // one person, mostly out
    electric,  // a family with a heat pump, and a car that is charged while the night is cheap
};

struct LoadProfileName {
    LoadProfile profile;
    std::string_view name;
};
std::span<const LoadProfileName> load_profile_names();

class Household {
 public:
    Household(LoadProfile profile, Sky sky, Luck luck);

    // Watts.
    double load_at(std::chrono::local_seconds time);

 private:
    struct Use {
        std::chrono::local_seconds from;
        std::chrono::local_seconds to;
        double watts;
        std::chrono::seconds on;  // a thermostat's; 0: it never rests
        std::chrono::seconds off;
    };

    void plan(std::chrono::local_days day);
    void plan_day(std::chrono::local_days day);
    double base_at(std::chrono::local_seconds time) const;

    LoadProfile profile_;
    Sky sky_;
    Luck luck_;
    std::chrono::local_days planned_{};  // the day that `uses_` is for
    std::vector<Use> uses_;
};

}  // namespace giv::simulator
