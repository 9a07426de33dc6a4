#include "simulator/life/field_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace giv::simulator {

namespace {

constexpr std::array power_of_ten{1.0, 10.0, 100.0, 1000.0, 10000.0};  // as decode() has it

// A counter of exactly 12.3 may be 12.2999999 in a double.
constexpr double hair = 1e-6;

template <class Raw>
std::int64_t fitting(double steps, Rounding rounding) {
    using Limits = std::numeric_limits<Raw>;
    if (rounding == Rounding::counter) return static_cast<std::int64_t>(std::floor(steps + hair));
    const auto least = static_cast<double>(Limits::min());
    const auto most = static_cast<double>(Limits::max());
    return std::llround(std::clamp(steps, least, most));
}

// Of a counter the bits beyond the registers fall away by themselves.
std::int64_t raw_of(const Field& field, double value, Rounding rounding) {
    const auto steps = (value - field.offset) / field.factor * power_of_ten.at(field.decimals);
    switch (field.encoding) {
        case Encoding::u16:
        case Encoding::enumeration: return fitting<std::uint16_t>(steps, rounding);
        case Encoding::s16: return fitting<std::int16_t>(steps, rounding);
        case Encoding::u32: return fitting<std::uint32_t>(steps, rounding);
        case Encoding::s32: return fitting<std::int32_t>(steps, rounding);
        case Encoding::flag: return value != 0 ? 1 : 0;
        default: return 0;  // as the header says
    }
}

}  // namespace

FieldWords words_of(const Field& field, double value, Rounding rounding) {
    const auto raw = static_cast<std::uint64_t>(raw_of(field, value, rounding));
    const auto low = static_cast<std::uint16_t>(raw);
    if (field.count == 1) return {low, 0};
    return {static_cast<std::uint16_t>(raw >> 16U), low};
}

}  // namespace giv::simulator
