#include "mqtt/packed_leaves.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace giv::mqtt {

void PackedLeaves::Cursor::unpack() {
    if (at_end()) return;
    const auto& leaf = leaves_->leaves_[index_];
    path_.resize(leaf.shared);
    path_.append(leaves_->bytes(bytes_before_, leaf.rest));
}

void PackedLeaves::Cursor::next() {
    const auto& leaf = leaves_->leaves_[index_];
    bytes_before_ += leaf.rest + leaf.text;
    ++index_;
    unpack();
}

std::string_view PackedLeaves::Cursor::text() const {
    const auto& leaf = leaves_->leaves_[index_];
    return leaves_->bytes(bytes_before_ + leaf.rest, leaf.text);
}

void PackedLeaves::add(std::string_view path, std::string_view text, LeafMarks marks) {
    constexpr std::ptrdiff_t most_shared = std::numeric_limits<std::uint8_t>::max();
    const auto alike = std::ranges::mismatch(path, last_path_).in1 - path.begin();
    const auto shared = static_cast<std::size_t>(std::min(alike, most_shared));
    const auto rest = path.substr(shared);
    leaves_.push_back({
        .text = static_cast<std::uint32_t>(text.size()),
        .rest = static_cast<std::uint16_t>(rest.size()),
        .shared = static_cast<std::uint8_t>(shared),
    });
    leaves_.back().mark(marks);
    bytes_.insert(bytes_.end(), rest.begin(), rest.end());
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    last_path_.assign(path);
}

void PackedLeaves::copy(const PackedLeaves& other) {
    leaves_ = other.leaves_;
    bytes_ = other.bytes_;
    last_path_.clear();
}

void PackedLeaves::clear() {
    leaves_.clear();
    bytes_.clear();
    last_path_.clear();
}

std::string_view PackedLeaves::bytes(std::size_t first, std::size_t count) const {
    return std::string_view{bytes_.data(), bytes_.size()}.substr(first, count);
}

}  // namespace giv::mqtt
