// From a value to the words that the daemon decodes it from: its table of fields, the other way
// round.
//
// Pure.
#pragma once

#include "givtcp/registers/field.hpp"

#include <array>
#include <cstdint>

namespace giv::simulator {

enum class Rounding : std::uint8_t {
    nearest,  // bounded by what the registers can hold
    counter,  // down, and after the last number from 0 again, as a display of wheels
};

// High word first; of a field of one register the second is not meant.
using FieldWords = std::array<std::uint16_t, 2>;

// Of fields that hold a number, a code or a flag in whole registers: u16, s16, u32, s32,
// enumeration, flag. Anything else is 0, and nothing here shows such a field.
FieldWords words_of(const Field& field, double value, Rounding rounding = Rounding::nearest);

}  // namespace giv::simulator
