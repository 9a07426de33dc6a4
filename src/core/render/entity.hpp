// One entity before it has a name at the broker: what it shows, and what can be done with it. The
// list of them is where the points, the stamps and the controls of a plant meet. Pure.
#pragma once

#include "givtcp/control/controls.hpp"
#include "givtcp/plant/snapshot.hpp"
#include "givtcp/points/point.hpp"
#include "givtcp/render/discovery.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv::render {

struct NumberRange {
    int least = 0;
    int most = 0;
    std::string_view unit;
    std::string_view command;  // a template for what is sent; empty: the number alone
};

struct Entity {
    Platform platform = Platform::sensor;
    std::string path;  // below the plant's root
    std::optional<Quantity> quantity;
    std::optional<NamedControl> control;  // that sets it
    NumberRange range;                    // of a number
    std::optional<std::uint8_t> decimals;
    bool expires = false;  // an old value must not be taken for one of now
    bool diagnostic = false;
    bool hidden = false;     // somebody who begins afresh has to ask for it
    bool of_link = false;    // true although the inverter can't be reached
    bool waits = false;      // there is no value yet
    bool withdrawn = false;  // sometimes: "None" stands for a value

    bool is_set() const { return control.has_value() && platform != Platform::sensor; }
};

// "problem", below the plant's root: what stands there is no leaf of the document.
inline constexpr std::string_view problem_path = "problem";
inline constexpr std::string_view problem_key = "Problem";

std::vector<Entity> entities_of(const Snapshot& snapshot, const DiscoveryOptions& options);

// ---- of what a control sets ------------------------------------------------------------------

// How Home Assistant shows a point that this control sets.
Platform platform_of(const Control& control, Quantity quantity);

// Nothing while the plant has not said its maximum, or where there is nothing to choose.
std::optional<NumberRange> range_of(
    const Control& control, const Snapshot& snapshot, const DiscoveryOptions& options
);

// How much the battery takes or gives at most, in watts; nothing while the plant has not said it.
std::optional<int> maximum_rate(const Snapshot& snapshot);

// What an entity of this point can be, on any plant that has it.
std::vector<Platform> platforms_of(const Point& point, const DiscoveryOptions& options);

// What can be chosen, and what is shown besides. Of a slot: each minute of the day.
std::vector<std::string> choices_of(const Control& control);

}  // namespace giv::render
