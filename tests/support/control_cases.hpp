// tests/data/control_writes.json: what every control writes, typed out by hand. The file says what
// its keys mean.
#pragma once

#include "givtcp/control/plan.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace giv::testing {

using Registers = std::map<std::uint16_t, std::uint16_t>;

struct ControlPlant {
    std::string name;
    Capabilities capabilities;
    double battery_capacity_wh = 0;
    double battery_maximum_w = 0;
    std::uint16_t saved_reserve = 0;
    Registers registers;
};

struct ExpectedWrite {
    std::uint16_t index = 0;
    std::uint16_t value = 0;

    friend bool operator==(const ExpectedWrite&, const ExpectedWrite&) = default;
};

struct ControlCase {
    Command command;
    ControlPlant plant;  // as it is before: with the case's own registers and reserve
    ControlSettings settings;
    std::optional<LocalTime> clock;
    std::optional<LocalTime> host_now;
    std::vector<ActionKind> running;

    std::optional<std::string> refused;  // the reason; nothing is written then
    std::vector<ExpectedWrite> writes;
    std::vector<ExpectedWrite> changes;
    std::string warns;
    std::optional<int> begins;  // minutes
    bool cancels = false;

    std::string text() const;  // for the output of a test
    ControlView view() const;  // what plan() is to see; valid while this lives
};

std::vector<ControlPlant> control_plants();
std::vector<ControlCase> control_cases();

// "HR94=30"
std::string text_of(const ExpectedWrite& write);

}  // namespace giv::testing
