// Where a frame begins and ends in a stream: rules 1 to 5 of spec/wire-protocol.md §6, without a
// look at what is in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace giv::wire {

// The place of the first marker. Where there is none, of the last three bytes: a marker may begin
// there.
std::size_t find_marker(std::span<const std::uint8_t> bytes);

enum class Found : std::uint8_t { incomplete, false_marker, frame };

struct Look {
    Found found;
    std::size_t size = 0;  // of the whole frame
};

// What `bytes`, which begin with a marker, are the beginning of. More bytes behind them change an
// `incomplete` only, so that it does not matter how a stream is cut.
Look look_at(std::span<const std::uint8_t> bytes);

}  // namespace giv::wire
