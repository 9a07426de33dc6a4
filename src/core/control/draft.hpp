// What a row's plan makes: which registers become what, before any of it is judged.
#pragma once

#include "givtcp/control/plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace giv {

struct RegisterWrite {
    std::uint16_t index;
    std::uint16_t value;

    friend bool operator==(const RegisterWrite&, const RegisterWrite&) = default;
};

// Not judged yet: the value is whatever a person asked for, also one that no register holds.
struct WantedWrite {
    std::uint16_t index;
    int value;
};

struct Draft {
    std::vector<WantedWrite> writes;
    std::vector<std::string> notes;
    Proof proof = Proof::equal;
    std::optional<LocalTime> set_clock_to;
    std::optional<ActionKind> begins;
    std::chrono::minutes duration{0};
    std::optional<ActionKind> cancels;
};

}  // namespace giv
