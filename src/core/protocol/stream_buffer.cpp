#include "givtcp/protocol/stream_buffer.hpp"

namespace giv {

void StreamBuffer::append(std::span<const std::uint8_t> received) {
    // Moved only when at least as much has been taken as is moved: linear in all.
    if (taken_ >= bytes_.size() - taken_) {
        bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(taken_));
        taken_ = 0;
    }
    bytes_.insert(bytes_.end(), received.begin(), received.end());
}

}  // namespace giv
