#include "mqtt/packed_leaves.hpp"

#include <algorithm>
#include <utility>

namespace giv::mqtt {

void PackedLeaves::Cursor::unpack() {
    if (at_end()) return;
    const auto& leaf = leaves_->leaves_[index_];
    path_.resize(leaf.shared);
    path_.append(leaves_->bytes_, bytes_before_, leaf.rest);
}

void PackedLeaves::Cursor::next() {
    const auto& leaf = leaves_->leaves_[index_];
    bytes_before_ += leaf.rest + leaf.text;
    ++index_;
    unpack();
}

std::string_view PackedLeaves::Cursor::text() const {
    const auto& leaf = leaves_->leaves_[index_];
    return std::string_view{leaves_->bytes_}.substr(bytes_before_ + leaf.rest, leaf.text);
}

void PackedLeaves::add(std::string_view path, std::string_view text, LeafMarks marks) {
    const auto shared =
        static_cast<std::size_t>(std::ranges::mismatch(path, last_path_).in1 - path.begin());
    const auto rest = path.substr(shared);
    leaves_.push_back({
        .text = static_cast<std::uint32_t>(text.size()),
        .shared = static_cast<std::uint16_t>(shared),
        .rest = static_cast<std::uint16_t>(rest.size()),
        .marks = marks,
    });
    bytes_.append(rest).append(text);
    last_path_.assign(path);
}

void PackedLeaves::settle() {
    constexpr std::size_t slack = 4;  // a quarter may be empty
    if (leaves_.capacity() - leaves_.size() > leaves_.size() / slack) leaves_.shrink_to_fit();
    if (bytes_.capacity() - bytes_.size() > bytes_.size() / slack) bytes_.shrink_to_fit();
}

PackedLeaves PackedLeaves::empty_of_this_size() const {
    PackedLeaves empty;
    empty.leaves_.reserve(leaves_.size());
    empty.bytes_.reserve(bytes_.size() + bytes_.size() / 16);  // texts may grow by a digit
    return empty;
}

}  // namespace giv::mqtt
