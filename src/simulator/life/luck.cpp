#include "simulator/life/luck.hpp"

#include <cmath>

namespace giv::simulator {

namespace {

// The finalizer of splitmix64 (public domain, Sebastiano Vigna): mixes all bits with all others.
std::uint64_t mixed(std::uint64_t bits) {
    bits += 0x9E3779B97F4A7C15U;
    bits = (bits ^ bits >> 30U) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ bits >> 27U) * 0x94D049BB133111EBU;
    return bits ^ bits >> 31U;
}

}  // namespace

double Luck::of(Subject subject, std::int64_t number) const {
    constexpr double from_53_bits = 0x1p-53;
    const auto stream = mixed(seed_ ^ static_cast<std::uint64_t>(subject) << 48U);
    const auto bits = mixed(stream ^ static_cast<std::uint64_t>(number));
    return static_cast<double>(bits >> 11U) * from_53_bits;
}

double Luck::smooth(Subject subject, double at) const {
    const auto whole = std::floor(at);
    const auto number = static_cast<std::int64_t>(whole);
    const auto part = at - whole;
    const auto eased = part * part * (3 - 2 * part);
    const auto from = of(subject, number);
    return from + (of(subject, number + 1) - from) * eased;
}

}  // namespace giv::simulator
