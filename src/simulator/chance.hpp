// Chance that comes out the same with every compiler and library: SplitMix32.
//
// Pure. Each that throws dice has its own, so that one more fault does not change the others.
#pragma once

#include <cstdint>

namespace giv::simulator {

class Chance {
 public:
    explicit Chance(std::uint32_t seed) : state_{seed} {}

    // The `nth` of those that follow from one seed; the first is number 0.
    Chance(std::uint32_t seed, std::uint32_t nth) : state_{seed ^ scrambled(nth)} {}

    // Any number of 32 bits.
    std::uint32_t next() {
        state_ += 0x9E3779B9;
        return scrambled(state_);
    }

    // From 0 up to, but not including, `end`, which is not 0.
    std::uint32_t below(std::uint32_t end) { return next() % end; }

    bool strikes(int percent) { return below(100) < static_cast<std::uint32_t>(percent); }

    // From 0 up to, but not including, 1.
    double share() { return static_cast<double>(next()) / 4'294'967'296.0; }

 private:
    static std::uint32_t scrambled(std::uint32_t z) {
        z = (z ^ z >> 16U) * 0x21F0AAAD;
        z = (z ^ z >> 15U) * 0x735A2D97;
        return z ^ z >> 15U;
    }

    std::uint32_t state_;
};

}  // namespace giv::simulator
