// How long a serial line takes to answer, and when it does not answer at all.
//
// Pure, and repeatable. Source: spec/wire-protocol.md §9, measured in captures.
#pragma once

#include "simulator/chance.hpp"

#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <cstdint>

namespace giv::simulator {

// The latency that this share of all answers does not exceed: 0.13 s of none, 0.25 s of half,
// 0.96 s of 95 %, 3.9 s of all; in between the logarithm grows evenly.
std::chrono::milliseconds measured_latency(double share);

// Times of some seconds in which a healthy unit answers nobody.
class SilentWindows {
 public:
    // From one to the next between half and one and a half of `period`, from `since` on; each of
    // 2 to 6 s.
    SilentWindows(std::uint32_t seed, std::chrono::milliseconds period, Instant since);

    // Ask with times that do not go back.
    bool contain(Instant now);

 private:
    void next();

    Chance chance_;
    std::chrono::milliseconds period_;
    Instant from_;
    Instant until_;
};

}  // namespace giv::simulator
