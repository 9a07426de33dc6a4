// What was read of one device, word by word, with the time of each read.
//
// Cached by register, not by block: other clients ask with other bases and counts
// (spec/wire-protocol.md §8). A word that was never read is absent, not zero.
#pragma once

#include "givtcp/protocol/address.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace giv {

// Steady time: what intervals and ages are measured in.
using Instant = std::chrono::steady_clock::time_point;

class RegisterBank {
 public:
    // Words from `base` on, all read at `taken_at`.
    void store(std::uint16_t base, std::span<const std::uint16_t> words, Instant taken_at);

    // One register, for an acknowledged write of somebody else.
    void store(std::uint16_t index, std::uint16_t word, Instant taken_at);

    // As if these had never been read.
    void forget(std::uint16_t first, std::uint16_t count);

    std::optional<std::uint16_t> word(std::uint16_t index) const;

    // All words of [first, first + count), or nothing if any was never read. Valid until the
    // next store().
    std::span<const std::uint16_t> words(std::uint16_t first, std::uint16_t count) const;

    // When the oldest of these was read; nothing if any never was.
    std::optional<Instant> taken_at(std::uint16_t first, std::uint16_t count) const;

    void clear();

 private:
    // Registers that were read at one time: from this one to where the next run begins.
    struct Run {
        std::size_t first = 0;
        Instant taken_at;
    };
    struct Stretch {  // registers that lie side by side
        std::uint16_t base = 0;
        std::vector<std::uint16_t> words;
        std::vector<Run> runs;  // the first begins at base: blocks are read as a whole
    };

    const Stretch* find(std::uint16_t first, std::uint16_t count) const;
    Stretch& make_room(std::uint16_t base, std::size_t count);
    static std::ptrdiff_t run_from(Stretch& stretch, std::size_t index);
    static void date(Stretch& stretch, std::size_t first, std::size_t end, Instant taken_at);

    std::vector<Stretch> stretches_;  // sorted, disjoint, not adjacent
};

}  // namespace giv
