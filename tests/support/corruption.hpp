// What becomes of frames on the way: each kind of corruption that was seen or is feared, with the
// checksum that the frame had, or with one that fits.
#pragma once

#include "support/frame_replay.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace giv::testing {

enum class Corruption : std::uint8_t {
    bit_flip,     // in the registers
    header_flip,  // in the device, function, serial, base or count
    zero_tail,    // zeros from somewhere in the registers to the end
    splice,       // registers of another bank from there on
    other_bank,   // all registers are another bank's
    all_zero,
    wrong_serial,  // in the envelope, and in the registers that hold one
    repeated_old,  // what the same block said some reads ago, whole
};

enum class Checksum : std::uint8_t { old, recomputed };

struct CorruptionRow {
    Corruption kind;
    std::string_view key;
};

// In the order of the enumeration.
std::span<const CorruptionRow> corruptions();

struct CorruptionCase {
    Corruption kind;
    Checksum checksum;
    std::size_t frame;    // index into the recording
    std::size_t variant;  // which bit, from where on, which bank
};

// The frame as it comes; nothing where that would be the frame itself, or there is nothing to
// repeat.
std::optional<Bytes> corrupted(const Recording& recording, const CorruptionCase& one);

}  // namespace giv::testing
