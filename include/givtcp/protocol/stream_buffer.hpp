// Bytes that were received and not judged yet: appended at the end, taken from the front.
//
// Moves no byte more than a few times however it is fed. Holds what was appended and not taken,
// and at most about as much again that was. Not thread-safe.
#pragma once

#include "givtcp/protocol/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace giv {

class StreamBuffer {
 public:
    void append(std::span<const std::uint8_t> received);

    // All that was appended and not dropped. Valid until the next append().
    std::span<const std::uint8_t> rest() const { return std::span{bytes_}.subspan(taken_); }

    // Takes bytes from the front: no more than rest() has.
    void drop(std::size_t count) { taken_ += count; }

 private:
    Bytes bytes_;
    std::size_t taken_ = 0;
};

}  // namespace giv
