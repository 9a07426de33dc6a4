// From a payload to an order: the one place where what people send is understood. Pure; any
// thread; never throws, whatever the bytes.
//
// Source: spec/clients.md §2.3, §6.2 L4 and L7; research/peers.md (Node-RED).
#pragma once

#include "givtcp/control/command.hpp"
#include "givtcp/control/controls.hpp"
#include "givtcp/registers/value.hpp"
#include "givtcp/result.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace giv {

struct RateArgument {
    enum class Unit : std::uint8_t { not_said, watts, percent };

    double value = 0;
    Unit unit = Unit::not_said;

    friend bool operator==(const RateArgument&, const RateArgument&) = default;
};

// Minutes; 0 is "cancel".
struct DurationArgument {
    std::chrono::minutes minutes{0};

    friend bool operator==(const DurationArgument&, const DurationArgument&) = default;
};

// on_off: bool. percent, slot_number: int. time: minutes since midnight. word: its code, as
// uint16_t.
using Argument = std::variant<
    bool,
    int,
    RateArgument,
    std::chrono::minutes,
    std::uint16_t,
    LocalTime,
    DurationArgument>;

// Understood, but not judged: bounds, model and contradictions are plan()'s business.
struct Order {
    const Control* control = nullptr;
    int slot = 0;  // from the name or the payload; 0: none
    // As control->parameters; absent only where that is optional.
    std::array<std::optional<Argument>, 4> arguments;
    std::string name;    // as it was asked for
    std::string source;  // as Command::source
    bool dry_run = false;
    bool override_budget = false;
};

// Reason::no_such_control or Reason::malformed; the sentence shows the right form.
Expected<Order, Refusal> parse(const Command& command);

}  // namespace giv
